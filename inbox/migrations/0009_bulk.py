"""Jobs over many cases, their items, and the notice that tells of many cases at once."""

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.dispatch import DueWork
from care.core.tenancy.wall import Wall

VERBS = [
    ("tag", "Add a tag"),
    ("untag", "Take a tag off"),
    ("assign", "Assign to somebody"),
    ("move", "Give to a team"),
    ("release", "Put back in the queue"),
    ("priority", "Set the priority"),
    ("snooze", "Snooze"),
    ("resolve", "Resolve"),
    ("dismiss", "Dismiss"),
    ("undo", "Undo"),
]
STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("stopped", "Stopped"),
]
OUTCOMES = [
    ("waiting", "Not done yet"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("skipped", "Left as it is"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = [("inbox", "0008_search")]

    operations = [
        migrations.CreateModel(
            name="BulkJob",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("verb", models.CharField(choices=VERBS, max_length=8)),
                ("arguments", models.JSONField(default=dict)),
                ("idempotency_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
                ("state", models.CharField(choices=STATES, default="running", max_length=9)),
                ("why", models.CharField(blank=True, default="", max_length=400)),
                ("finished_at", models.DateTimeField(null=True)),
                ("shown_until", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("lease_token", models.UUIDField(null=True)),
                (
                    "member",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.member",
                    ),
                ),
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
                (
                    "undoes",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inbox.bulkjob",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="inbox_bulkjob_due",
                    ),
                    models.Index(
                        fields=["organisation", "member", "shown_until"],
                        name="inbox_bulkjob_shown",
                    ),
                    models.Index(
                        condition=models.Q(("undoes__isnull", False)),
                        fields=["organisation", "undoes"],
                        name="inbox_bulkjob_undoes",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "member", "idempotency_key"),
                        name="inbox_bulkjob_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("outcome", models.CharField(choices=OUTCOMES, default="waiting", max_length=8)),
                ("said", models.CharField(blank=True, default="", max_length=400)),
                ("trace", models.JSONField(null=True)),
                ("last_event", models.BigIntegerField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "case",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inbox.case",
                    ),
                ),
                (
                    "job",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="items",
                        to="inbox.bulkjob",
                    ),
                ),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "waiting")),
                        fields=["organisation", "job", "tries", "id"],
                        name="inbox_bulkitem_next",
                    ),
                    models.Index(
                        fields=["organisation", "job", "outcome"], name="inbox_bulkitem_count"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "job", "case"), name="inbox_bulkitem_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="bulk",
            field=care.core.tenancy.models.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="inbox.bulkjob",
            ),
        ),
        Wall("BulkJob"),
        Wall("BulkItem"),
        # Once more, for its new column.
        Wall("Notice"),
        DueWork(
            "care_due_bulk",
            table="inbox_bulkjob",
            columns=["due_at"],
            due="due_at <= statement_timestamp()",
            order="due_at",
        ),
    ]
