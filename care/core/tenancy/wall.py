"""The one migration operation that turns a table into a tenant table.

    operations = [migrations.CreateModel("Case", …), Wall("Case")]

It makes the physical primary key (organisation_id, id), composite foreign keys to other tenant
tables, forced row security with one policy, and the grants of `care_app`. It may be run again on
the same table (after a field was added): it adds what is missing.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from care.core.tenancy.models import TenantForeignKey

# NULLIF: after a local set_config the setting comes back as '', not NULL; NULL matches no row.
SIGHT = "organisation_id = NULLIF(current_setting('care.organisation', true), '')::bigint"


def _primary_key(table: str) -> str:
    return f"""
        ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey;
        ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (organisation_id, id);
    """


def _foreign_key(table: str, column: str, target: str) -> str:
    name = f"{table}_{column}_within"
    return f"""
        ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};
        ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organisation_id, {column})
            REFERENCES {target} (organisation_id, id);
    """


def _row_security(table: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS within ON {table};
        CREATE POLICY within ON {table} USING ({SIGHT}) WITH CHECK ({SIGHT});
        GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO care_app;
        GRANT USAGE ON SEQUENCE {table}_id_seq TO care_app;
    """


def _write_once(table: str) -> str:
    return f"REVOKE UPDATE, DELETE ON {table} FROM care_app;"


class Wall(Operation):
    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, *, write_once: bool = False) -> None:
        """`write_once`: the product itself can never change or delete what it wrote."""
        self.name = name
        self.write_once = write_once

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model's state is as Django made it; only the table changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        if not self._has_physical_key(schema_editor, table):
            schema_editor.execute(_primary_key(table))
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                target = field.remote_field.model._meta.db_table
                schema_editor.execute(_foreign_key(table, field.column, target))
        schema_editor.execute(_row_security(table))
        if self.write_once:
            schema_editor.execute(_write_once(table))

    def _has_physical_key(self, schema_editor: BaseDatabaseSchemaEditor, table: str) -> bool:
        """Foreign keys of other tables hang on the key: it is made once, never made again."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM information_schema.key_column_usage"
                " WHERE constraint_name = %s AND column_name = 'organisation_id'",
                [f"{table}_pkey"],
            )
            return bool(cursor.fetchone()[0])

    def database_backwards(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to take back: the table goes with its CreateModel."""

    def describe(self) -> str:
        return f"Wall the rows of {self.name} by organisation"
