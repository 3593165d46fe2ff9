"""Makes the facts of cases what was folded, a table at a time. A row that is to be what it is stays
as it stands: most of what happens changes few of a case's rows, a rebuild hardly any, and to write
a row, with all the indexes that reports read, takes several times as long as to read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, itemgetter
from typing import Any

from care.core.bulk import fetch, insert_rows, run
from reporting.fold import Facts
from reporting.fold.rows import (
    ArrivalRow,
    CaseRow,
    ClockRow,
    LegRow,
    ReplyRow,
    SpellRow,
    TagRow,
)

_OF_CASE = ("organisation_id", "case_id", "brand_id", "channel_id", "network", "priority")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    rows: Callable[[Facts], Sequence[object]]
    values: Callable[[Any], Row]
    # What no two rows have in common.
    key: Callable[[Row], object]


def _table(name: str, row: type, rows: Callable[[Facts], Sequence[object]]) -> _Table:
    columns = tuple(one.name for one in fields(row))
    every = (*_OF_CASE, *columns)
    key = itemgetter(*(every.index(one) for one in ("case_id", "number") if one in every))
    return _Table(name, columns, rows, attrgetter(*columns), key)


TABLES = (
    _table("reporting_casefact", CaseRow, lambda facts: [facts.case]),
    _table("reporting_spellfact", SpellRow, lambda facts: facts.spells),
    _table("reporting_legfact", LegRow, lambda facts: facts.legs),
    _table("reporting_replyfact", ReplyRow, lambda facts: facts.replies),
    _table("reporting_arrivalfact", ArrivalRow, lambda facts: facts.arrivals),
    _table("reporting_tagfact", TagRow, lambda facts: facts.tags),
    _table("reporting_clockfact", ClockRow, lambda facts: facts.clocks),
)


def replace_facts(organisation_id: int, case_ids: Sequence[int], found: Sequence[Facts]) -> None:
    """What the cases had and have no more goes, also of those that are none any more."""
    heads = [_of_case(organisation_id, facts) for facts in found]
    for table in TABLES:
        made = [
            (*head, *table.values(row))
            for head, facts in zip(heads, found, strict=True)
            for row in table.rows(facts)
        ]
        gone, new = _changes(table, _standing(table, organisation_id, case_ids), made)
        if gone:
            run(
                f"DELETE FROM {table.name} WHERE organisation_id = %s AND id = ANY(%s)",
                [organisation_id, gone],
            )
        insert_rows(table.name, (*_OF_CASE, *table.columns), new)


def _of_case(organisation_id: int, facts: Facts) -> Row:
    head = facts.head
    of_head = (head.case_id, head.brand_id, head.channel_id, head.network)
    return (organisation_id, *of_head, facts.priority)


def _standing(table: _Table, organisation_id: int, case_ids: Sequence[int]) -> list[Row]:
    """Each with its id at the end."""
    return fetch(
        f"SELECT {', '.join((*_OF_CASE, *table.columns))}, id FROM {table.name}"
        " WHERE organisation_id = %s AND case_id = ANY(%s)",
        [organisation_id, list(case_ids)],
    )


def _changes(
    table: _Table, standing: Sequence[Row], made: Sequence[Row]
) -> tuple[list[int], list[Row]]:
    """The ids of the rows that go, and the rows that come."""
    key = table.key
    stands = {key(row): row for row in standing}
    gone: list[int] = []
    new: list[Row] = []
    for row in made:
        before = stands.pop(key(row), None)
        if before is not None and before[:-1] == row:
            continue
        new.append(row)
        if before is not None:
            gone.append(before[-1])
    gone.extend(row[-1] for row in stands.values())
    return gone, new


def forget_strays(organisation_id: int, *, after: int, until: int, cases: Sequence[int]) -> None:
    """Facts of what lies between the two and is none of `cases`."""
    for table in TABLES:
        run(
            f"DELETE FROM {table.name} WHERE organisation_id = %s"
            " AND case_id > %s AND case_id <= %s AND case_id <> ALL(%s::bigint[])",
            [organisation_id, after, until, list(cases)],
        )
