"""Which calendar a brand works by has a history, as calendars have theirs."""

import django.db.models.deletion
from django.db import migrations, models

import care.core.tenancy.door
import care.core.tenancy.models
from care.core.tenancy.wall import Wall


def row(to: str) -> care.core.tenancy.models.TenantForeignKey:
    return care.core.tenancy.models.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("routing", "0009_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarChoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("valid_from", models.DateTimeField()),
                ("brand", row("routing.brand")),
                ("calendar", row("routing.calendar")),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "brand", "valid_from"),
                        name="routing_calendarchoice_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        Wall("CalendarChoice", write_once=True),
    ]
