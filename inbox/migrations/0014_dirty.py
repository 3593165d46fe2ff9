"""The cases that reports have not taken in, and who has any."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import care.core.tenancy.door
from care.core.tenancy.dispatch import DueOrganisations
from care.core.tenancy.wall import Wall


def begin(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of what happened before there were reports, nothing is taken in."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_organisation")
        for (organisation_id,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.execute(
                "INSERT INTO inbox_dirty (organisation_id, case_id, at)"
                " SELECT organisation_id, id, now() FROM inbox_case WHERE organisation_id = %s",
                [organisation_id],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_notices"),
        ("inbox", "0013_shift"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dirty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
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
                    models.Index(fields=["organisation", "case_id"], name="inbox_dirty_of_case")
                ],
            },
        ),
        Wall("Dirty"),
        DueOrganisations("care_dirty_organisations", table="inbox_dirty"),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
