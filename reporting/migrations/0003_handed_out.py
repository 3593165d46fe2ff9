"""What members keep of reports: by name, by mail, and as files."""

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.dispatch import DueWork
from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("reporting", "0002_time_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("report", models.CharField(max_length=30)),
                ("query", models.CharField(blank=True, default="", max_length=2000)),
                ("shared", models.BooleanField(default=False)),
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("day", "Every day"),
                            ("week", "Every week"),
                            ("month", "Every month, on the first"),
                        ],
                        max_length=5,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("hour", models.PositiveSmallIntegerField()),
                ("due_at", models.DateTimeField()),
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
                    "saved",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="schedules",
                        to="reporting.savedreport",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ScheduledFor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                    "schedule",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="readers",
                        to="reporting.schedule",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("report", models.CharField(max_length=30)),
                ("query", models.CharField(blank=True, default="", max_length=2000)),
                ("section", models.CharField(blank=True, default="", max_length=40)),
                (
                    "form",
                    models.CharField(choices=[("csv", "CSV"), ("xlsx", "Excel")], max_length=4),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being written"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("stored", models.CharField(blank=True, default="", max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=400)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="reporting_export_due",
                    ),
                    models.Index(
                        fields=["organisation", "member", "at"], name="reporting_export_of"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="savedreport",
            constraint=models.UniqueConstraint(
                fields=("organisation", "member", "name"), name="reporting_savedreport_name"
            ),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(fields=["due_at"], name="reporting_schedule_due"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(
                fields=("organisation", "saved"), name="reporting_schedule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledfor",
            constraint=models.UniqueConstraint(
                fields=("organisation", "schedule", "member"), name="reporting_scheduledfor_once"
            ),
        ),
        *(Wall(name) for name in ("SavedReport", "Schedule", "ScheduledFor", "Export")),
        DueWork(
            "care_due_exports",
            table="reporting_export",
            columns=["due_at"],
            due="due_at <= statement_timestamp()",
            order="due_at",
        ),
        DueWork(
            "care_due_reports",
            table="reporting_schedule",
            columns=["due_at"],
            due="due_at <= statement_timestamp()",
            order="due_at",
        ),
    ]
