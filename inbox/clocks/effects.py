"""What becomes of the clocks that run, if targets or hours were others. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from care.core.models import Member
from inbox.access import every_case, visible_to
from inbox.clocks.gather import Gathered, gather
from inbox.clocks.plan import plan
from inbox.clocks.row import Row
from inbox.clocks.targets import Goals, Targets
from inbox.models.cases import UNSETTLED
from inbox.models.clocks import ClockKind
from routing.policy import House, house
from routing.questions import ClockEffects, ClockShift

MOST_CASES = 2_000
MOST_SAMPLES = 8

_Key = tuple[str, int | None]


class ClocksKept:
    """Answers the pages of policy; see `routing.questions`."""

    def clock_effects(
        self, wanted: House, *, member: Member, at_most: int = MOST_CASES
    ) -> ClockEffects:
        """Needs the organisation's door. Counts are of all brands; samples are cases that the
        member may see."""
        now, rules = timezone.now(), house()
        unsettled = every_case().filter(state__in=UNSETTLED).select_related("customer")
        cases = list(unsettled.order_by("due_at", "id")[: at_most + 1])
        ours, theirs = Targets(rules), Targets(wanted)
        tells_free = ours.asks_turns or theirs.asks_turns
        every = gather(cases[:at_most], rules, tells_free=tells_free, now=now)
        shifts = [
            shift_of(found, ours.of(found.facts), theirs.of(found.facts), now) for found in every
        ]
        seen = visible_to(member).filter(id__in=[found.case.id for found in every])
        counted = summed(shifts, seen=set(seen.values_list("id", flat=True)), now=now)
        return replace(counted, more=len(cases) > at_most)


@dataclass(frozen=True, slots=True)
class Shift:
    """One case, and its running clocks before and after."""

    case_id: int
    customer: str
    moved: bool
    before: dict[_Key, datetime | None]
    after: dict[_Key, datetime | None]


def shift_of(found: Gathered, ours: Goals, theirs: Goals, now: datetime) -> Shift:
    """Pure."""
    return Shift(
        case_id=found.case.id,
        customer=found.case.customer.display_name,
        moved=ours.policy_id != theirs.policy_id,
        before=_running(found, ours, now),
        after=_running(found, theirs, now),
    )


def _running(found: Gathered, goals: Goals, now: datetime) -> dict[_Key, datetime | None]:
    """Due times of clocks that run or are paused, of which the due time is the one if they went on
    now."""
    rows = [replace(row) for row in found.rows]
    made = plan(found.standing, rows, goals, now)
    return {
        (row.kind, row.line_id): _due(row, now)
        for row in made.rows
        if row.ended_at is None and row.kind != ClockKind.TURNS
    }


def _due(row: Row, now: datetime) -> datetime | None:
    if row.paused_at is not None:
        row.run(now)
    return row.due_at


def summed(shifts: Sequence[Shift], *, seen: set[int], now: datetime) -> ClockEffects:
    """Pure."""
    counted: Counter[str] = Counter()
    samples: list[ClockShift] = []
    for shift in shifts:
        changes = list(_changes(shift, now))
        counted.update(what for one in changes for what in one.what)
        if shift.case_id in seen:
            samples.extend(changes)
    samples.sort(key=_most_telling)
    return ClockEffects(
        cases=len(shifts),
        moved=sum(shift.moved for shift in shifts),
        samples=tuple(samples[:MOST_SAMPLES]),
        started=counted["started"],
        stopped=counted["stopped"],
        sooner=counted["sooner"],
        later=counted["later"],
        late=counted["late"],
        relieved=counted["relieved"],
    )


def _most_telling(shift: ClockShift) -> tuple[int, int]:
    order = ("late", "relieved", "stopped", "started", "sooner", "later")
    return min(order.index(what) for what in shift.what), shift.case_id


def _changes(shift: Shift, now: datetime) -> Iterable[ClockShift]:
    for key in sorted(shift.before.keys() | shift.after.keys(), key=str):
        before, after = shift.before.get(key), shift.after.get(key)
        what = []
        if key not in shift.before:
            what.append("started")
        elif key not in shift.after:
            what.append("stopped")
        elif before != after:
            is_sooner = before is None or (after is not None and after < before)
            what.append("sooner" if is_sooner else "later")
        if not what:
            continue
        was_late, is_late = _is_late(before, now), _is_late(after, now)
        if was_late != is_late:
            what.append("late" if is_late else "relieved")
        yield ClockShift(
            shift.case_id,
            shift.customer,
            str(ClockKind(key[0]).label),
            before,
            after,
            tuple(what),
        )


def _is_late(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now
