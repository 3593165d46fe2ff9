"""Celery rings bells. Every hand-over is a row in Postgres that somebody claims, so a task may run
never, once or twice: an empty or restarted broker loses nothing."""

from __future__ import annotations

import os

from celery import Celery

from care.core.bell import queue_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "care.settings")

# A queue a bell: workers take from them in turn, so a hundred rings of one keep no other waiting.
BELLS = (
    "connectors.send_due",
    "connectors.poll_due",
    "connectors.look_due",
    "connectors.fetch_files",
    "inbox.tick",
    "inbox.recount_clocks",
    "inbox.tell_problems",
    "inbox.forget_drafts",
    "inbox.mail_notices",
    "inbox.run_bulk",
    "reporting.fold",
    "reporting.write_exports",
    "reporting.mail_reports",
    "reporting.forget_exports",
    "core.send_mails",
)

app = Celery("care")
app.conf.update(
    broker_url=os.environ.get("BROKER_URL", ""),
    task_queues=[queue_of(bell) for bell in BELLS],
    task_routes={bell: {"queue": bell} for bell in BELLS},
    task_ignore_result=True,
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    # A half-dead broker must not hold a click: publishing gives up after seconds.
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
    task_time_limit=300,
    task_soft_time_limit=240,
    timezone="UTC",
    beat_schedule={
        # The bells also ring on commit; these find what a lost bell left, well within 30 s. A bell
        # lives longer than what may stand in front of it: one that died of age while all workers
        # were sending would be followed by another that does, and nobody would listen.
        "poll": {"task": "connectors.poll_due", "schedule": 3.0, "options": {"expires": 60}},
        "send": {"task": "connectors.send_due", "schedule": 10.0, "options": {"expires": 60}},
        "look": {"task": "connectors.look_due", "schedule": 10.0, "options": {"expires": 60}},
        "files": {
            "task": "connectors.fetch_files",
            "schedule": 10.0,
            "options": {"expires": 60},
        },
        "tick": {"task": "inbox.tick", "schedule": 5.0, "options": {"expires": 60}},
        "recount": {
            "task": "inbox.recount_clocks",
            "schedule": 5.0,
            "options": {"expires": 60},
        },
        "problems": {
            "task": "inbox.tell_problems",
            "schedule": 10.0,
            "options": {"expires": 60},
        },
        "drafts": {
            "task": "inbox.forget_drafts",
            "schedule": 6 * 3600.0,
            "options": {"expires": 3600},
        },
        "notices": {"task": "inbox.mail_notices", "schedule": 60.0, "options": {"expires": 60}},
        "bulk": {"task": "inbox.run_bulk", "schedule": 10.0, "options": {"expires": 60}},
        "fold": {"task": "reporting.fold", "schedule": 10.0, "options": {"expires": 60}},
        "exports": {
            "task": "reporting.write_exports",
            "schedule": 10.0,
            "options": {"expires": 60},
        },
        "reports": {"task": "reporting.mail_reports", "schedule": 60.0, "options": {"expires": 60}},
        "old_exports": {
            "task": "reporting.forget_exports",
            "schedule": 6 * 3600.0,
            "options": {"expires": 3600},
        },
        "mail": {"task": "core.send_mails", "schedule": 15.0, "options": {"expires": 60}},
    },
)
app.autodiscover_tasks(["care.core", "inbox", "connectors", "reporting"])
