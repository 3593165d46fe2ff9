"""Channels that were disconnected before that was written down: an empty access is one that a
person made Care forget. One of a fed channel that was found gone is checked from now on."""

from typing import Any

from django.db import migrations

_DISCONNECTED = """
    UPDATE inbox_channel c SET disconnected_at = a.renewed_at
    FROM connectors_account a
    WHERE a.organisation_id = c.organisation_id AND a.channel_id = c.id
      AND a.credentials = '' AND c.health = 'dead' AND c.disconnected_at IS NULL
"""
_CHECKED = """
    UPDATE inbox_channel c SET check_at = now()
    FROM connectors_account a
    WHERE a.organisation_id = c.organisation_id AND a.channel_id = c.id
      AND a.credentials <> '' AND c.health = 'dead' AND c.check_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM inbox_stream s
                      WHERE s.organisation_id = c.organisation_id AND s.channel_id = c.id)
"""


def write_down(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_organisation")
        for (organisation_id,) in cursor.fetchall():
            cursor.execute(
                "SELECT set_config('care.organisation', %s, true)", [str(organisation_id)]
            )
            cursor.execute(_DISCONNECTED)
            cursor.execute(_CHECKED)


class Migration(migrations.Migration):
    dependencies = [("connectors", "0003_both_ways"), ("inbox", "0007_channel_standing")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
