"""The migration operation that lets workers find due work across organisations.

Row security hides every organisation from a worker that has opened no door. `care_dispatch` owns
one function a table that tells which rows are due, by organisation and id and nothing else; the
worker then opens that organisation's door and claims the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from care.core.tenancy.in_sql import InSql


def _told(table: str, columns: Sequence[str]) -> str:
    every = ", ".join(["organisation_id", "id", *columns])
    return f"""
        GRANT SELECT ({every}) ON {table} TO care_dispatch;
        DROP POLICY IF EXISTS dispatch ON {table};
        CREATE POLICY dispatch ON {table} FOR SELECT TO care_dispatch USING (true);
    """


class DueWork(InSql):
    """`function(at_most)` gives (organisation_id, id) of the rows of `table` for which `due` holds,
    longest due first. `columns` are all that `due` and `order` read."""

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

    def forwards(self) -> str:
        return f"""
            {_told(self.table, self.columns)}
            CREATE OR REPLACE FUNCTION {self.function}(at_most integer)
                RETURNS TABLE (organisation_id bigint, id bigint)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
                AS $$ SELECT organisation_id, id FROM {self.table}
                      WHERE {self.due} ORDER BY {self.order} LIMIT at_most $$;
            REVOKE ALL ON FUNCTION {self.function}(integer) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {self.function}(integer) TO care_app;
            ALTER FUNCTION {self.function}(integer) OWNER TO care_dispatch;
        """

    def backwards(self) -> str:
        return f"DROP FUNCTION IF EXISTS {self.function}(integer)"

    def describe(self) -> str:
        return f"Let workers find due rows of {self.table}"


class DueOrganisations(InSql):
    """`function(at_most)` gives the organisations that have a row in `table`, each with the id of
    its oldest one, oldest first. It jumps from organisation to organisation along the primary key:
    a hundred thousand rows of one hide nobody else's, and cost nothing."""

    def __init__(self, function: str, *, table: str) -> None:
        self.function = function
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.function], {"table": self.table})

    def forwards(self) -> str:
        oldest = f"SELECT t.organisation_id, t.id FROM {self.table} t"
        order = "ORDER BY t.organisation_id, t.id LIMIT 1"
        return f"""
            {_told(self.table, [])}
            CREATE OR REPLACE FUNCTION {self.function}(at_most integer)
                RETURNS TABLE (organisation_id bigint, id bigint)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
                AS $$
                WITH RECURSIVE oldest (organisation_id, id) AS (
                    ({oldest} {order})
                    UNION ALL
                    SELECT n.organisation_id, n.id FROM oldest o CROSS JOIN LATERAL (
                        {oldest} WHERE t.organisation_id > o.organisation_id {order}
                    ) n
                )
                SELECT o.organisation_id, o.id FROM oldest o ORDER BY o.id LIMIT at_most $$;
            REVOKE ALL ON FUNCTION {self.function}(integer) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {self.function}(integer) TO care_app;
            ALTER FUNCTION {self.function}(integer) OWNER TO care_dispatch;
        """

    def backwards(self) -> str:
        return f"DROP FUNCTION IF EXISTS {self.function}(integer)"

    def describe(self) -> str:
        return f"Let workers find organisations with rows in {self.table}"


class Told(InSql):
    """`care_dispatch` may read these columns too: a function of another table asks for them."""

    def __init__(self, table: str, *, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = list(columns)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {"columns": self.columns})

    def forwards(self) -> str:
        return _told(self.table, self.columns)

    def backwards(self) -> str:
        return f"""
            DROP POLICY IF EXISTS dispatch ON {self.table};
            REVOKE ALL ON {self.table} FROM care_dispatch;
        """

    def describe(self) -> str:
        return f"Let due work ask {self.table}"
