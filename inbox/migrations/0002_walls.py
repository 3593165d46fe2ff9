"""Walls, and the functions by which workers find due work across organisations."""

from django.db import migrations

from care.core.tenancy.dispatch import DueWork
from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial"), ("routing", "0002_walls")]

    operations = [
        # A table that others point at comes before them.
        Wall("Channel"),
        Wall("Customer"),
        Wall("Identity"),
        Wall("Case"),
        Wall("CaseLink"),
        Wall("Stream"),
        Wall("ParkedItem"),
        Wall("Thread"),
        Wall("ThreadSeat"),
        Wall("Message"),
        Wall("Outbox"),
        Wall("Note"),
        Wall("Tagging"),
        Wall("Leg"),
        Wall("Clock"),
        Wall("Timer"),
        Wall("Event"),
        DueWork(
            "care_due_streams",
            table="inbox_stream",
            columns=["next_poll_at", "leased_until"],
            due="next_poll_at <= statement_timestamp() AND (leased_until IS NULL OR leased_until < statement_timestamp())",
            order="next_poll_at",
        ),
        DueWork(
            "care_due_sends",
            table="inbox_outbox",
            columns=["next_attempt_at", "leased_until"],
            due="next_attempt_at <= statement_timestamp() AND (leased_until IS NULL OR leased_until < statement_timestamp())",
            order="next_attempt_at",
        ),
        DueWork(
            "care_due_clocks",
            table="inbox_clock",
            columns=["due_at", "breached_at", "ended_at"],
            due="due_at <= statement_timestamp() AND breached_at IS NULL AND ended_at IS NULL",
            order="due_at",
        ),
        DueWork(
            "care_due_timers",
            table="inbox_timer",
            columns=["due_at"],
            due="due_at <= statement_timestamp()",
            order="due_at",
        ),
    ]
