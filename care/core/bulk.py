"""Set-based writes: one statement a table, whatever the number of rows.

The ORM's bulk methods cost several times as much per row, which the ingest of pages cannot afford.
Table and column names come from code, values always travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from care.core.columns import columns_of


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
    then: str = "",
) -> list[tuple[Any, ...]]:
    """INSERT all rows; `conflict` is an ON CONFLICT clause. Gives what `returning` names. `then`:
    what the same round trip does with the rows that were written, `new`."""
    if not rows:
        return []
    made = columns_of(table, columns, rows)
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {', '.join(made.values)} FROM {made.source} {conflict}"
    )
    if then:
        statement = f"WITH new AS ({statement} RETURNING *) {then}"
    if returning:
        statement += f" RETURNING {returning}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*made.value_parameters, *made.source_parameters])
        return list(cursor.fetchall()) if returning else []


def update_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, organisation_id: int
) -> None:
    """UPDATE rows of one organisation by id. Each row is (id, value, …) as `columns` has them."""
    values = list(rows)
    if not values:
        return
    made = columns_of(table, [*columns, "id"], [(*row[1:], row[0]) for row in values])
    sets = ", ".join(f"{name} = {new}" for name, new in zip(columns, made.values[:-1], strict=True))
    statement = (
        f"UPDATE {table} t SET {sets} FROM {made.source}"
        " WHERE t.organisation_id = %s AND t.id = v.id"
    )
    parameters = [*made.value_parameters, *made.source_parameters, organisation_id]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


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
