"""Stays of a case with a team and an assignee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from inbox.models.cases import State
from reporting.fold.course import Course, Moment
from reporting.fold.measure import Hours, Stretch, total, within
from reporting.fold.rows import LegRow
from reporting.fold.story import Told

_OPEN = str(State.OPEN)
_FOREVER = datetime.max.replace(tzinfo=UTC)
MOVED, ASSIGNED, SETTLED = "moved", "assigned", "settled"


def legs_of(course: Course, hours: Hours) -> list[LegRow]:
    legs: list[LegRow] = []
    if course.first.active:
        _begin(legs, course.first)
    for before, after in pairwise(course.moments):
        if before.active and not after.active:
            _end(legs[-1], after, SETTLED)
        elif after.active and not before.active:
            _take_up(legs, after)
        elif after.active and _went(before, after):
            gone = after.moved is not None or before.team_id != after.team_id
            _end(legs[-1], after, MOVED if gone else ASSIGNED)
            _begin(legs, after)
        if after.undone_since is not None:
            _undo(legs, after)
    opened = _open(course)
    for leg in legs:
        if leg.ended_at is not None:
            _measure(leg, within(opened, leg.started_at, leg.ended_at), hours)
    return legs


def _went(before: Moment, after: Moment) -> bool:
    here, there = (before.team_id, before.assignee_id), (after.team_id, after.assignee_id)
    return after.moved is not None or here != there


def _begin(legs: list[LegRow], moment: Moment) -> None:
    legs.append(
        LegRow(
            len(legs) + 1,
            moment.team_id,
            moment.line_id,
            moment.number,
            moment.assignee_id,
            moment.at,
            by_tag_id=moment.moved.data.get("by_tag") if moment.moved else None,
        )
    )


def _end(leg: LegRow, moment: Moment, by: str) -> None:
    leg.ended_at, leg.ended_by = moment.at, by
    leg.return_reason_id = moment.moved.data.get("reason") if moment.moved else None


def _take_up(legs: list[LegRow], moment: Moment) -> None:
    """Settled by mistake and at the same place: it never left."""
    last = legs[-1] if legs else None
    place = (moment.team_id, moment.assignee_id)
    if last and moment.resumes and (last.team_id, last.assignee_id) == place:
        last.ended_at, last.ended_by = None, ""
    else:
        _begin(legs, moment)


def _undo(legs: list[LegRow], moment: Moment) -> None:
    """All that began with what was undone, and is over."""
    for leg in legs:
        began_by_it = moment.undone_since is not None and leg.started_at >= moment.undone_since
        if began_by_it and leg.ended_at is not None:
            leg.undone = True


def _open(course: Course) -> list[Stretch]:
    """When the case was open. Up to now means for ever: only what has ended is measured."""
    stretches: list[Stretch] = []
    since: datetime | None = None
    for moment in course.moments:
        if moment.state == _OPEN:
            since = since or moment.at
        elif since is not None:
            stretches.append((since, moment.at))
            since = None
    if since is not None:
        stretches.append((since, _FOREVER))
    return stretches


def _measure(leg: LegRow, opened: list[Stretch], hours: Hours) -> None:
    assert leg.ended_at is not None
    whole = [(leg.started_at, leg.ended_at)]
    leg.seconds, leg.business_seconds = total(whole), hours.of(whole)
    leg.open_seconds, leg.open_business = leg.seconds, leg.business_seconds
    if opened != whole:
        leg.open_seconds, leg.open_business = total(opened), hours.of(opened)


def touch(legs: Sequence[LegRow], touched: Sequence[Told]) -> int:
    """Seconds in all; each stretch counts to the leg that was open in its middle, or to the last
    one before it."""
    seconds = 0
    for told in touched:
        spent = int(told.data["seconds"])
        seconds += spent
        middle = told.at - timedelta(seconds=spent / 2)
        earlier = [leg for leg in legs if leg.started_at <= middle] or legs[:1]
        if earlier:
            earlier[-1].touch_seconds += spent
    return seconds
