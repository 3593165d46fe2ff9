"""Reads and writes the rows of clocks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from care.core.bulk import insert_rows, run, update_rows
from care.core.prepared import Prepared
from inbox.clocks.row import Row
from inbox.clocks.standing import Plan
from inbox.events import Fact
from inbox.models import Clock

_COLUMNS = (
    *("policy_id", "calendar_id", "target_seconds", "started_at", "target_turns", "turns"),
    *("paused_at", "pauses", "due_at", "breached_at", "warned_at", "ended_at", "void"),
)
_ALL = ("case_id", "kind", "line_id", *_COLUMNS)
_ROWS = Prepared(
    f"SELECT id, {', '.join(_ALL)} FROM inbox_clock WHERE organisation_id = %(organisation)s"
    " AND case_id = ANY(%(cases)s) ORDER BY started_at, id",
    organisation="bigint",
    cases="bigint[]",
)


def load(organisation_id: int, case_ids: Sequence[int]) -> dict[int, list[Row]]:
    if not case_ids:
        return {}
    found: dict[int, list[Row]] = defaultdict(list)
    for values in _ROWS.fetch({"organisation": organisation_id, "cases": list(case_ids)}):
        row = Row(*values)
        row.pauses = _read(row.pauses)
        found[row.case_id].append(row)
    return found


def _read(pauses: Any) -> list[tuple[datetime, datetime]]:
    """Django leaves JSON to its fields."""
    return [
        (datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in ([] if pauses == "[]" else json.loads(pauses))
    ]


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
        [(row.id, *_values(row, _COLUMNS)) for row in rows if row.id],
        organisation_id=organisation_id,
    )
    insert_rows(
        "inbox_clock",
        ("organisation_id", *_ALL),
        [(organisation_id, *_values(row, _ALL)) for row in rows if row.id == 0],
    )
    return facts


def row_of(clock: Clock, *, on_line: int) -> Row:
    """A clock as the ORM gives it."""
    values = [getattr(clock, name) for name in _ALL]
    row = Row(clock.id, *values)
    row.pauses = [
        (datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in clock.pauses
    ]
    row.on_line = on_line
    return row


def _values(row: Row, names: Iterable[str]) -> list[Any]:
    return [_said(row.pauses) if name == "pauses" else getattr(row, name) for name in names]


def _said(pauses: Iterable[tuple[datetime, datetime]]) -> list[list[str]]:
    return [[start.isoformat(), end.isoformat()] for start, end in pauses]
