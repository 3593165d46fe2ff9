"""Bells of the connectors. What is due stands in Postgres; a bell only says: look."""

from __future__ import annotations

from functools import partial

from celery import shared_task

from connectors import checking, fetching, looking, polling, sending

# In front of each stream. A burst of replies must not stop the ears: customers write meanwhile.
BETWEEN_SECONDS = 1.0


@shared_task(name="connectors.poll_due")
def poll_due() -> int:
    """Agents' replies go first, also in front of every stream of a long round."""
    return polling.poll_due(between=partial(sending.send_due, seconds=BETWEEN_SECONDS))


@shared_task(name="connectors.send_due")
def send_due() -> int:
    return sending.send_due()


@shared_task(name="connectors.fetch_files")
def fetch_files() -> int:
    return fetching.fetch_files()


@shared_task(name="connectors.look_due")
def look_due() -> int:
    """At replies of unknown outcome, and at channels that may work again."""
    return looking.look_due() + checking.check_due()
