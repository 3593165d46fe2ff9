"""Rings Celery's bells. A bell that is not heard loses nothing: what is due stands in Postgres, and
the sweep finds it within seconds."""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def ring(task: str) -> None:
    """Ask for `task` once the open transaction is committed."""
    transaction.on_commit(partial(_ring_now, task), robust=True)


def _ring_now(task: str) -> None:
    try:
        current_app.send_task(task, retry=False)
    except Exception as error:  # the broker's client raises many kinds; none may fail a click
        logger.warning("bell %s was not rung: %s", task, type(error).__name__)
