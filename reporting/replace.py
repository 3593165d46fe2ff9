"""Replaces the facts of cases, a table at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from care.core.bulk import insert_rows, run
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


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: tuple[str, ...]
    rows: Callable[[Facts], Sequence[object]]
    values: Callable[[Any], tuple[Any, ...]]


def _table(name: str, row: type, rows: Callable[[Facts], Sequence[object]]) -> _Table:
    columns = tuple(one.name for one in fields(row))
    return _Table(name, columns, rows, attrgetter(*columns))


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
    """What the cases had goes, also of those that are none any more."""
    for table in TABLES:
        run(
            f"DELETE FROM {table.name} WHERE organisation_id = %s AND case_id = ANY(%s)",
            [organisation_id, list(case_ids)],
        )
        insert_rows(
            table.name,
            (*_OF_CASE, *table.columns),
            [
                (*_of_case(organisation_id, facts), *table.values(row))
                for facts in found
                for row in table.rows(facts)
            ],
        )


def _of_case(organisation_id: int, facts: Facts) -> tuple[int | str, ...]:
    head = facts.head
    of_head = (head.case_id, head.brand_id, head.channel_id, head.network)
    return (organisation_id, *of_head, facts.priority)


def forget_strays(organisation_id: int, *, after: int, until: int, cases: Sequence[int]) -> None:
    """Facts of what lies between the two and is none of `cases`."""
    for table in TABLES:
        run(
            f"DELETE FROM {table.name} WHERE organisation_id = %s"
            " AND case_id > %s AND case_id <= %s AND case_id <> ALL(%s::bigint[])",
            [organisation_id, after, until, list(cases)],
        )
