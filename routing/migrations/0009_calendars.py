"""Working hours with their history, and policies of targets by conditions."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.wall import Wall

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS = "[" + ", ".join(["[[0, 1440]]"] * 7) + "]"


def start(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every organisation counted every second so far; it goes on so, in its own zone."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, zone FROM core_organisation ORDER BY id")
        for organisation_id, zone in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.execute(
                "INSERT INTO routing_calendar (organisation_id, name, is_default)"
                " VALUES (%s, 'Around the clock', true) RETURNING id",
                [organisation_id],
            )
            cursor.execute(
                "INSERT INTO routing_calendarversion (organisation_id, calendar_id, valid_from,"
                " zone, week, country, subdivision, days, at)"
                " VALUES (%s, %s, %s, %s, %s, '', '', '{}', now())",
                [organisation_id, cursor.fetchone()[0], EPOCH, zone, ALWAYS],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


def organisation() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        default=care.core.tenancy.door.current_organisation_id,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="core.organisation",
    )


def row(
    to: str, related_name: str = "+", **more: bool
) -> care.core.tenancy.models.TenantForeignKey:
    return care.core.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name=related_name,
        to=to,
        **more,
    )


OPTIONS = {
    "abstract": False,
    "base_manager_name": "objects",
    "default_manager_name": "objects",
}
NEW_OF_A_POLICY: dict[str, models.Field] = {
    "position": models.PositiveIntegerField(default=0),
    "enabled": models.BooleanField(default=True),
    "conditions": models.JSONField(default=list),
    "calendar": row("routing.calendar", blank=True, null=True),
    "first_useful_seconds": models.PositiveIntegerField(null=True),
    "resolution_seconds": models.PositiveIntegerField(null=True),
    "turns": models.PositiveSmallIntegerField(null=True),
    "tell_leaders": models.BooleanField(default=True),
    "version": models.PositiveIntegerField(default=1),
    "removed_at": models.DateTimeField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("routing", "0008_zone_moved"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(null=True)),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("valid_from", models.DateTimeField()),
                ("zone", models.CharField(max_length=64)),
                ("week", models.JSONField()),
                ("country", models.CharField(blank=True, default="", max_length=3)),
                ("subdivision", models.CharField(blank=True, default="", max_length=16)),
                ("days", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("calendar", row("routing.calendar", "versions")),
                ("member", row("core.member", null=True)),
                ("organisation", organisation()),
            ],
            options=OPTIONS,
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("organisation",),
                name="routing_calendar_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(
                fields=("organisation", "calendar", "valid_from"),
                name="routing_calendarversion_once",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="calendar",
            field=row("routing.calendar", blank=True, null=True),
        ),
        *(
            migrations.AddField(model_name="slapolicy", name=name, field=field)
            for name, field in NEW_OF_A_POLICY.items()
        ),
        *(
            migrations.AlterField(
                model_name="slapolicy", name=name, field=models.PositiveIntegerField(null=True)
            )
            for name in ("first_response_seconds", "next_response_seconds")
        ),
        migrations.AlterField(
            model_name="slapolicy", name="is_default", field=models.BooleanField(default=False)
        ),
        migrations.RemoveConstraint(model_name="linetarget", name="routing_linetarget_line"),
        migrations.AddField(
            model_name="linetarget",
            name="policy",
            field=row("routing.slapolicy", "lines", blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="linetarget",
            constraint=models.UniqueConstraint(
                fields=("organisation", "line", "policy"),
                name="routing_linetarget_once",
                nulls_distinct=False,
            ),
        ),
        Wall("Calendar"),
        Wall("CalendarVersion", write_once=True),
        Wall("Brand"),
        Wall("SlaPolicy"),
        Wall("LineTarget"),
        migrations.RunPython(start, migrations.RunPython.noop),
    ]
