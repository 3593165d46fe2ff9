"""Migration operations by which text is searched behind the walls.

Row security keeps Postgres from asking an index of words (its operators are not leakproof), so a
search would read every row of an organisation. `care_search` owns functions that read past row
security instead. Each refuses an organisation other than the open one, and takes the brands that
the asking member may see; nobody else can read as `care_search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from care.core.tenancy.in_sql import InSql

# The first line of every search function: Postgres' own answer to an organisation that is not open.
OPEN_ONLY = (
    "IF organisation IS DISTINCT FROM"
    " NULLIF(current_setting('care.organisation', true), '')::bigint THEN RETURN; END IF;"
)


class Searched(InSql):
    """`care_search` may read these columns of the table, and nothing else of it."""

    def __init__(self, table: str, *, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = list(columns)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {"columns": self.columns})

    def forwards(self) -> str:
        columns = ", ".join(["organisation_id", "id", *self.columns])
        return f"""
            GRANT SELECT ({columns}) ON {self.table} TO care_search;
            DROP POLICY IF EXISTS search ON {self.table};
            CREATE POLICY search ON {self.table} FOR SELECT TO care_search USING (true);
        """

    def backwards(self) -> str:
        return f"""
            DROP POLICY IF EXISTS search ON {self.table};
            REVOKE ALL ON {self.table} FROM care_search;
        """

    def describe(self) -> str:
        return f"Let the search read {self.table}"


class SearchFunction(InSql):
    """`name(organisation bigint, …)` in PL/pgSQL, run with the rights of `care_search`. The check
    of the organisation stands before `body`, so no function can forget it."""

    def __init__(
        self, name: str, *, arguments: Sequence[str], returns: str, declare: str, body: str
    ) -> None:
        self.name = name
        self.arguments = list(arguments)
        self.returns = returns
        self.declare = declare
        self.body = body

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        names = ("arguments", "returns", "declare", "body")
        return (type(self).__name__, [self.name], {name: getattr(self, name) for name in names})

    def forwards(self) -> str:
        arguments = ", ".join(["organisation bigint", *self.arguments])
        # A table is never read from its first row to its last.
        return f"""
            CREATE OR REPLACE FUNCTION {self.name}({arguments}) RETURNS TABLE ({self.returns})
                LANGUAGE plpgsql STABLE SECURITY DEFINER
                SET search_path = public, pg_temp SET enable_seqscan = off
                SET enable_bitmapscan = on SET work_mem = '64MB'
                AS $search$
                #variable_conflict use_column
                DECLARE {self.declare}
                BEGIN {OPEN_ONLY} {self.body} END $search$;
            REVOKE ALL ON FUNCTION {self.name} FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {self.name} TO care_app;
            ALTER FUNCTION {self.name} OWNER TO care_search;
        """

    def backwards(self) -> str:
        return f"DROP FUNCTION IF EXISTS {self.name}"

    def describe(self) -> str:
        return f"Make the search function {self.name}"
