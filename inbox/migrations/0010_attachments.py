"""Files of messages, notes and drafts, and which of them are to be fetched from their network."""

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.dispatch import DueWork
from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [("core", "0007_zone"), ("inbox", "0009_bulk")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("here", "Here"),
                            ("awaited", "Being fetched"),
                            ("failed", "Not fetched"),
                        ],
                        default="here",
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("kind", models.CharField(max_length=7)),
                ("mime", models.CharField(blank=True, default="", max_length=80)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("alt", models.TextField(blank=True, default="")),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("stored", models.CharField(blank=True, default="", max_length=120)),
                ("preview", models.CharField(blank=True, default="", max_length=120)),
                ("remote_url", models.TextField(blank=True, default="")),
                ("fetch_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_token", models.UUIDField(null=True)),
                ("last_error", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "draft",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="attachments",
                        to="inbox.draft",
                    ),
                ),
                (
                    "message",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="attachments",
                        to="inbox.message",
                    ),
                ),
                (
                    "note",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="attachments",
                        to="inbox.note",
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
                    "uploaded_by",
                    care.core.tenancy.models.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.member",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("message__isnull", False)),
                        fields=["organisation", "message"],
                        name="inbox_attachment_message",
                    ),
                    models.Index(
                        condition=models.Q(("note__isnull", False)),
                        fields=["organisation", "note"],
                        name="inbox_attachment_note",
                    ),
                    models.Index(
                        condition=models.Q(("draft__isnull", False)),
                        fields=["organisation", "draft"],
                        name="inbox_attachment_draft",
                    ),
                    models.Index(
                        condition=models.Q(("fetch_at__isnull", False)),
                        fields=["fetch_at"],
                        name="inbox_attachment_fetch",
                    ),
                    models.Index(fields=["organisation", "stored"], name="inbox_attachment_stored"),
                    models.Index(
                        fields=["organisation", "preview"], name="inbox_attachment_preview"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("draft__isnull", True),
                                ("message__isnull", False),
                                ("note__isnull", True),
                            ),
                            models.Q(
                                ("draft__isnull", True),
                                ("message__isnull", True),
                                ("note__isnull", False),
                            ),
                            models.Q(
                                ("draft__isnull", False),
                                ("message__isnull", True),
                                ("note__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="inbox_attachment_of_one",
                    )
                ],
            },
        ),
        Wall("Attachment"),
        DueWork(
            "care_due_files",
            table="inbox_attachment",
            columns=["fetch_at"],
            due="fetch_at <= statement_timestamp()",
            order="fetch_at",
        ),
    ]
