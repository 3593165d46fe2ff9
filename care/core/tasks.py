"""Bells of the floor."""

from __future__ import annotations

from celery import shared_task

from care.core.mailing import sending


@shared_task(name="core.send_mails")
def send_mails() -> int:
    return sending.send_due()
