"""Targets that were met or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inbox.events import Kind
from inbox.models.clocks import ClockKind
from reporting.fold.course import Course
from reporting.fold.messages import Outbound
from reporting.fold.rows import ClockRow
from reporting.fold.story import Told

_Key = tuple[str, int | None, int]
_BREACHED = str(Kind.CLOCK_BREACHED)
_TOLD_OF_CLOCKS = frozenset({_BREACHED, str(Kind.CLOCK_ENDED)})
_ONCE = frozenset({str(ClockKind.FIRST_RESPONSE), str(ClockKind.FIRST_USEFUL)})
_NEXT_RESPONSE, _OWNERSHIP = str(ClockKind.NEXT_RESPONSE), str(ClockKind.OWNERSHIP)


@dataclass(slots=True)
class _Clock:
    key: _Key
    data: dict[str, Any]
    breached_at: datetime | None = None
    ended: Told | None = None
    void: bool = False


def clocks_of(own: Sequence[Told], course: Course, replies: Sequence[Outbound]) -> list[ClockRow]:
    found: dict[_Key, _Clock] = {}
    loose: dict[tuple[str, int | None], datetime] = {}
    for told in own:
        if told.kind not in _TOLD_OF_CLOCKS:
            continue
        if told.kind == _BREACHED and "started" not in told.data:
            loose[_whose(told)] = told.at
        else:
            _take(found, told, loose)
    by_time = {one.at: one for one in reversed(replies)}
    counted = [clock for clock in found.values() if not clock.void and "target" in clock.data]
    rows = [_row(clock, course, by_time) for clock in _one_of_each(counted)]
    rows.sort(key=lambda row: (row.started_at, row.kind, row.line_id or 0))
    for number, row in enumerate(rows, start=1):
        row.number = number
    return rows


def _whose(told: Told) -> tuple[str, int | None]:
    """Of a line's own clock the line says which; of any other, only where the case was."""
    kind = told.data["clock"]
    return (kind, told.data.get("line") if kind == _OWNERSHIP else None)


def _take(
    found: dict[_Key, _Clock], told: Told, loose: dict[tuple[str, int | None], datetime]
) -> None:
    """Of several that tell of one clock the last counts: a reply that we heard of late may end it a
    second time, earlier. `loose`: what was missed of a clock whose start was not said."""
    data = told.data
    key = (*_whose(told), data["started"])
    if (clock := found.get(key)) is None:
        clock = found[key] = _Clock(key, data)
    else:
        clock.data = {**clock.data, **data}
    if told.kind == _BREACHED:
        clock.breached_at, clock.void = told.at, False
        return
    clock.ended, clock.void = told, bool(data.get("void"))
    if clock.breached_at is None:
        clock.breached_at = loose.pop(_whose(told), None)


def _one_of_each(clocks: Sequence[_Clock]) -> list[_Clock]:
    """A message that came late may have made a wait another one: a case has one first response,
    and a reply ends one wait. The clock that was told of last stands."""
    last: dict[tuple[str, object], _Clock] = {}
    for clock in clocks:
        kind = clock.key[0]
        once = kind in _ONCE
        ended_at = clock.ended.at if clock.ended else None
        same = ended_at if kind == _NEXT_RESPONSE and ended_at else clock.key
        last[kind, None if once else same] = clock
    return list(last.values())


def _row(clock: _Clock, course: Course, replies: dict[datetime, Outbound]) -> ClockRow:
    kind, line_id, started = clock.key
    data, ended = clock.data, clock.ended
    started_at = datetime.fromtimestamp(started, UTC)
    met = _is_met(clock)
    breached_at = None if met else clock.breached_at
    at = breached_at or (ended.at if ended else started_at)
    place = course.before(at) if kind == _OWNERSHIP else course.at(at)
    reply = replies.get(ended.at) if ended else None
    if kind == _OWNERSHIP:
        member_id = place.assignee_id
        line_id = line_id or place.line_id
    else:
        member_id = reply.member_id if reply else place.assignee_id
        line_id = data.get("line") or place.line_id
    return ClockRow(
        number=0,
        kind=kind,
        policy_id=data.get("policy"),
        line_id=line_id,
        team_id=place.team_id,
        member_id=member_id,
        target_seconds=data.get("aim") or data["target"],
        started_at=started_at,
        at=at,
        breached_at=breached_at,
        ended_at=ended.at if ended else None,
        seconds=data.get("turns", data.get("seconds")) if ended else None,
        met=met,
    )


def _is_met(clock: _Clock) -> bool:
    if clock.ended is None:
        return False
    said = clock.ended.data.get("met")
    if said is not None:
        return bool(said)
    return int(clock.data.get("seconds", 0)) <= int(clock.data["target"])
