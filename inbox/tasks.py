"""Bells of the inbox."""

from __future__ import annotations

from celery import shared_task

from inbox.flow import drafts, ticker


@shared_task(name="inbox.tick")
def tick() -> int:
    return ticker.tick()


@shared_task(name="inbox.forget_drafts")
def forget_drafts() -> int:
    return drafts.forget_old()
