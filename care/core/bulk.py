"""Set-based writes: one statement a table, whatever the number of rows.

The ORM's bulk methods cost several times as much per row, which the ingest of pages cannot afford.
Table and column names come from code, values always travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

PAGE = 1_000


def take_ids(wanted: Mapping[str, int]) -> dict[str, list[int]]:
    """New ids of several tables in one round trip, so that rows can point at each other before
    they are written."""
    tables = [table for table, count in wanted.items() if count]
    taken: dict[str, list[int]] = {table: [] for table in wanted}
    if not tables:
        return taken
    parts = " UNION ALL ".join(
        f"SELECT {n}, nextval('{table}_id_seq') FROM generate_series(1, %s)"
        for n, table in enumerate(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(parts, [wanted[table] for table in tables])
        for n, new_id in cursor.fetchall():
            taken[tables[n]].append(new_id)
    return taken


def insert_rows(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    conflict: str = "",
    returning: str = "",
) -> list[tuple[Any, ...]]:
    """INSERT all rows; `conflict` is an ON CONFLICT clause. Gives what `returning` names."""
    if not rows:
        return []
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s {conflict}"
    if returning:
        statement += f" RETURNING {returning}"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        found = execute_values(
            cursor.cursor, statement, rows, page_size=PAGE, fetch=bool(returning)
        )
    return list(found) if returning else []


def update_rows(
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]],
    *,
    organisation_id: int,
) -> None:
    """UPDATE rows of one organisation by id. Each row is (id, value, …) in the order of `columns`,
    which maps a column to its Postgres type."""
    values = list(rows)
    if not values:
        return
    names = list(columns)
    sets = ", ".join(f"{name} = v.{name}" for name in names)
    casts = ", ".join(["%s::bigint", *(f"%s::{columns[name]}" for name in names)])
    statement = (
        f"UPDATE {table} t SET {sets} FROM (VALUES %s) AS v (id, {', '.join(names)})"
        f" WHERE t.organisation_id = {int(organisation_id)} AND t.id = v.id"
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        execute_values(cursor.cursor, statement, values, template=f"({casts})", page_size=PAGE)


Parameters = Sequence[Any] | Mapping[str, Any]


def fetch(statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(statement: str, parameters: Parameters) -> int:
    """The number of rows the statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
