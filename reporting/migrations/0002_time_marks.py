from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.wall import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("reporting", "0001_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("outage", "Outage"),
                            ("policy", "Change of policy"),
                            ("campaign", "Campaign or press"),
                            ("other", "Other"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("label", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
                    models.Index(fields=["organisation", "at"], name="reporting_timemark_at")
                ],
            },
        ),
        Wall("TimeMark"),
    ]
