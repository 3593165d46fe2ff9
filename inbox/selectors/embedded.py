"""A query of the ORM as a part of a statement written by hand.

Big reads are written as SQL, because building them costs the ORM more than Postgres needs to
answer; what a member may see still comes from `inbox.access`, and is put into them by this.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def embedded(rows: QuerySet[Any, Any], prefix: str) -> tuple[str, dict[str, Any]]:
    """The statement of `rows` with its values as named parameters that begin with `prefix`."""
    statement, values = rows.query.sql_with_params()
    names = [f"{prefix}_{number}" for number in range(len(values))]
    named = statement % tuple(f"%({name})s" for name in names)
    return named, dict(zip(names, values, strict=True))


def fetch_named(statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
