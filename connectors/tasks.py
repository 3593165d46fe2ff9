"""Bells of the connectors. What is due stands in Postgres; a bell only says: look."""

from __future__ import annotations

from celery import shared_task

from connectors import polling, sending


@shared_task(name="connectors.poll_due")
def poll_due() -> int:
    """Agents' replies go first, also in front of every stream of a long round."""
    return polling.poll_due(between=sending.send_due)


@shared_task(name="connectors.send_due")
def send_due() -> int:
    return sending.send_due()
