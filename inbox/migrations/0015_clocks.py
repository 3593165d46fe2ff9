"""Clocks keep whose target they are and whose hours count; the walk that counts them anew."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.dispatch import DueWork, Told
from care.core.tenancy.wall import Wall


def keep_pauses(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Which stretches a pause's seconds were is not known: one from the start on is as long. The
    targets were the default policy's, and every second counted."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_organisation ORDER BY id")
        for (organisation_id,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.execute(
                "UPDATE inbox_clock SET pauses = jsonb_build_array(jsonb_build_array("
                "started_at, started_at + paused_seconds * interval '1 second'))"
                " WHERE organisation_id = %s AND paused_seconds > 0",
                [organisation_id],
            )
            cursor.execute(
                "UPDATE inbox_clock k SET policy_id = p.id FROM routing_slapolicy p"
                " WHERE k.organisation_id = %s AND p.organisation_id = k.organisation_id"
                " AND p.is_default",
                [organisation_id],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


def row(to: str) -> care.core.tenancy.models.TenantForeignKey:
    return care.core.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


KINDS = [
    ("first_response", "First response"),
    ("first_useful", "First useful answer"),
    ("next_response", "Next response"),
    ("resolution", "Resolution"),
    ("ownership", "Time on the line"),
    ("turns", "Replies of ours"),
    ("private_window", "Private reply window"),
    ("public_window", "Public reply window"),
]
NOTICES = [
    ("mention", "Mentioned you"),
    ("assigned", "Gave you a case"),
    ("came_back", "Sent your case back"),
    ("customer_wrote", "Your customer wrote while the case is elsewhere"),
    ("watched", "Something happened in a case you watch"),
    ("woken", "A snoozed case woke up"),
    ("send_failed", "A reply of yours did not arrive"),
    ("reply_stopped", "Your planned reply did not leave: the customer wrote first"),
    ("soon_late", "A case of yours is soon late"),
    ("late", "A case of yours is late"),
    ("team_late", "A case of a team that you lead is late"),
    ("problem_news", "News of a known problem of your case"),
]
TIMERS = [
    ("wake", "Snooze ends"),
    ("release", "Kept for its owner no longer"),
    ("recount", "Its clocks are to be counted anew"),
]
NEW: dict[str, models.Field] = {
    "policy": row("routing.slapolicy"),
    "calendar": row("routing.calendar"),
    "target_turns": models.PositiveSmallIntegerField(null=True),
    "turns": models.PositiveIntegerField(db_default=0, default=0),
    "pauses": models.JSONField(db_default=[], default=list),
}


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("routing", "0009_calendars"),
        ("inbox", "0014_dirty"),
    ]

    operations = [
        *(
            migrations.AddField(model_name="clock", name=name, field=field)
            for name, field in NEW.items()
        ),
        migrations.AlterField(
            model_name="clock", name="kind", field=models.CharField(choices=KINDS, max_length=16)
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=NOTICES, max_length=14),
        ),
        migrations.AlterField(
            model_name="timer",
            name="kind",
            field=models.CharField(choices=TIMERS, max_length=10),
        ),
        Wall("Clock"),
        migrations.CreateModel(
            name="Recount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("stamp", models.CharField(blank=True, default="", max_length=64)),
                ("towards", models.CharField(blank=True, default="", max_length=64)),
                ("after_case", models.BigIntegerField(default=0)),
                ("again_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=care.core.tenancy.door.current_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="recount",
            constraint=models.UniqueConstraint(fields=("organisation",), name="inbox_recount_one"),
        ),
        Wall("Recount"),
        migrations.RunPython(keep_pauses, migrations.RunPython.noop),
        migrations.RemoveField(model_name="clock", name="paused_seconds"),
        Told("inbox_recount", columns=["version", "again_at"]),
        DueWork(
            "care_due_recounts",
            table="routing_engagement",
            columns=["version"],
            due="NOT EXISTS (SELECT FROM inbox_recount r"
            " WHERE r.organisation_id = routing_engagement.organisation_id"
            " AND r.version = routing_engagement.version"
            " AND (r.again_at IS NULL OR r.again_at > statement_timestamp()))",
            order="id",
        ),
    ]
