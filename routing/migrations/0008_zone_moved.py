"""The zone is asked for on every page, before any policy is: it stands with the organisation."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisations = apps.get_model("core", "Organisation").objects
    with schema_editor.connection.cursor() as cursor:
        for organisation in organisations.all():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation.pk)]
            )
            cursor.execute(
                "SELECT zone FROM routing_engagement WHERE organisation_id = %s", [organisation.pk]
            )
            for (zone,) in cursor.fetchall():
                organisations.filter(pk=organisation.pk).update(zone=zone)
        cursor.execute("SELECT set_config('care.organisation', '', true)")


def move_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisations = apps.get_model("core", "Organisation").objects
    with schema_editor.connection.cursor() as cursor:
        for organisation in organisations.all():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation.pk)]
            )
            cursor.execute(
                "UPDATE routing_engagement SET zone = %s WHERE organisation_id = %s",
                [organisation.zone, organisation.pk],
            )
        cursor.execute("SELECT set_config('care.organisation', '', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_zone"),
        ("routing", "0007_topics"),
    ]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.RemoveField(model_name="engagement", name="zone"),
    ]
