"""Reads and writes the rows of clocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from care.core.bulk import fetch, insert_rows, run, update_rows
from inbox.clocks.plan import Plan, Row
from inbox.events import Fact

_COLUMNS = ("paused_at", "paused_seconds", "due_at", "breached_at", "ended_at", "void")
_ALL = ("case_id", "kind", "line_id", "target_seconds", "started_at", *_COLUMNS)


def load(organisation_id: int, case_ids: Sequence[int]) -> dict[int, list[Row]]:
    if not case_ids:
        return {}
    found: dict[int, list[Row]] = defaultdict(list)
    for values in fetch(
        f"SELECT id, {', '.join(_ALL)} FROM inbox_clock"
        " WHERE organisation_id = %s AND case_id = ANY(%s) ORDER BY started_at, id",
        [organisation_id, list(case_ids)],
    ):
        row = Row(*values)
        found[row.case_id].append(row)
    return found


def write(organisation_id: int, plans: Iterable[Plan]) -> list[Fact]:
    """Write the plans' rows; the facts are returned, to be recorded beside the caller's own."""
    facts: list[Fact] = []
    delete: list[int] = []
    rows: list[Row] = []
    for one in plans:
        facts.extend(one.facts)
        delete.extend(one.delete)
        rows.extend(row for row in one.rows if row.changed or row.id == 0)
    if delete:
        run(
            "DELETE FROM inbox_clock WHERE organisation_id = %s AND id = ANY(%s)",
            [organisation_id, delete],
        )
    update_rows(
        "inbox_clock",
        _COLUMNS,
        [(row.id, *(getattr(row, name) for name in _COLUMNS)) for row in rows if row.id],
        organisation_id=organisation_id,
    )
    insert_rows(
        "inbox_clock",
        ("organisation_id", *_ALL),
        [(organisation_id, *(getattr(row, name) for name in _ALL)) for row in rows if row.id == 0],
    )
    return facts
