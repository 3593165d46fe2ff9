"""Rings Celery's bells. A bell that is not heard loses nothing: what is due stands in Postgres, and
the sweep finds it within seconds."""

from __future__ import annotations

import logging
from functools import lru_cache, partial

from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu import Exchange, Queue

logger = logging.getLogger(__name__)


def queue_of(task: str) -> Queue:
    """By the nameless exchange: its way to a queue is no entry in the broker, so that an emptied
    broker still knows it."""
    return Queue(task, Exchange(""), routing_key=task)


def ring(task: str, *, after: float = 0) -> None:
    """Ask for `task` once the open transaction is committed, `after` some seconds."""
    transaction.on_commit(partial(_ring_now, task, after), robust=True)


def _ring_now(task: str, after: float) -> None:
    try:
        _ringer().send_task(
            task,
            queue=queue_of(task),  # type: ignore[arg-type]  # its types know names only
            retry=False,
            ignore_result=True,
            countdown=after or None,
        )
    # The broker's client raises many kinds; none may fail a click.
    except Exception as error:  # noqa: BLE001
        logger.warning("bell %s was not rung: %s", task, type(error).__name__)


@lru_cache(maxsize=1)
def _ringer() -> Celery:
    """A client that only publishes. A half-dead broker may hold a click for two seconds at most."""
    ringer = Celery("care-bell", broker=settings.BROKER_URL, set_as_current=False)
    ringer.conf.update(
        broker_connection_timeout=2,
        broker_connection_retry=False,
        broker_transport_options={
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
            "max_retries": 0,
        },
    )
    return ringer
