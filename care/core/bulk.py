"""Set-based writes: one statement a table, whatever the number of rows.

The ORM's bulk methods cost several times as much per row, which the ingest of pages cannot afford.
Table and column names come from code, values always travel as parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection


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
    names = ", ".join(columns)
    statement = (
        f"INSERT INTO {table} ({names})"
        f" SELECT {names} FROM json_populate_recordset(NULL::{table}, %s) {conflict}"
    )
    if returning:
        statement += f" RETURNING {returning}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_records(columns, rows)])
        return list(cursor.fetchall()) if returning else []


def update_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, organisation_id: int
) -> None:
    """UPDATE rows of one organisation by id. Each row is (id, value, …) as `columns` has them."""
    values = list(rows)
    if not values:
        return
    sets = ", ".join(f"{name} = v.{name}" for name in columns)
    statement = (
        f"UPDATE {table} t SET {sets} FROM json_populate_recordset(NULL::{table}, %s) v"
        " WHERE t.organisation_id = %s AND t.id = v.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_records(["id", *columns], values), organisation_id])


def _records(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows as one parameter, which the table itself gives its types. Adapting each value on
    its own costs the ingest of a page a third of its CPU."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], default=_plain)


def _plain(value: datetime) -> str:
    return value.isoformat()


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
