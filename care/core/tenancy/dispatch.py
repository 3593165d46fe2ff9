"""The migration operation that lets workers find due work across organisations.

Row security hides every organisation from a worker that has opened no door. `care_dispatch` owns
one function a table that tells which rows are due, by organisation and id and nothing else; the
worker then opens that organisation's door and claims the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class DueWork(Operation):
    """`function(at_most)` gives (organisation_id, id) of the rows of `table` for which `due` holds,
    longest due first. `columns` are all that `due` and `order` read."""

    reduces_to_sql = True
    reversible = True

    def __init__(
        self, function: str, *, table: str, columns: Sequence[str], due: str, order: str
    ) -> None:
        self.function = function
        self.table = table
        self.columns = list(columns)
        self.due = due
        self.order = order

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {key: getattr(self, key) for key in ("table", "columns", "due", "order")}
        return (type(self).__name__, [self.function], kwargs)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A function is no part of a model's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        columns = ", ".join(["organisation_id", "id", *self.columns])
        schema_editor.execute(f"""
            GRANT SELECT ({columns}) ON {self.table} TO care_dispatch;
            DROP POLICY IF EXISTS dispatch ON {self.table};
            CREATE POLICY dispatch ON {self.table} FOR SELECT TO care_dispatch USING (true);
            CREATE OR REPLACE FUNCTION {self.function}(at_most integer)
                RETURNS TABLE (organisation_id bigint, id bigint)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
                AS $$ SELECT organisation_id, id FROM {self.table}
                      WHERE {self.due} ORDER BY {self.order} LIMIT at_most $$;
            REVOKE ALL ON FUNCTION {self.function}(integer) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {self.function}(integer) TO care_app;
            ALTER FUNCTION {self.function}(integer) OWNER TO care_dispatch;
        """)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.function}(integer)")

    def describe(self) -> str:
        return f"Let workers find due rows of {self.table}"


class Told(Operation):
    """`care_dispatch` may read these columns too: a function of another table asks for them."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = list(columns)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {"columns": self.columns})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rights are no part of a model's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        columns = ", ".join(["organisation_id", "id", *self.columns])
        schema_editor.execute(f"""
            GRANT SELECT ({columns}) ON {self.table} TO care_dispatch;
            DROP POLICY IF EXISTS dispatch ON {self.table};
            CREATE POLICY dispatch ON {self.table} FOR SELECT TO care_dispatch USING (true);
        """)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(f"""
            DROP POLICY IF EXISTS dispatch ON {self.table};
            REVOKE ALL ON {self.table} FROM care_dispatch;
        """)

    def describe(self) -> str:
        return f"Let due work ask {self.table}"
