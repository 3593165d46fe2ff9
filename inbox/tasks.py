"""Bells of the inbox."""

from __future__ import annotations

from celery import shared_task

from inbox.flow import ticker


@shared_task(name="inbox.tick")
def tick() -> int:
    return ticker.tick()
