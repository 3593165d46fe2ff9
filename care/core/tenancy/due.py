"""Due work of all organisations, as ids only; see the migration operation `DueWork`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Due:
    organisation_id: int
    row_id: int


def due_rows(function: str, *, at_most: int) -> list[Due]:
    """`function` is a name from a migration, never from a request."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT organisation_id, id FROM {function}(%s)", [at_most])
        return [Due(*row) for row in cursor.fetchall()]
