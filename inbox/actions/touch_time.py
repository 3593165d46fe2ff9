"""How long somebody worked in a case, as the page that they had before them counted it.

Measured, no act: nobody is told, no clock moves, and the case is as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from care.core.bulk import fetch
from care.core.models import Member
from inbox.events import Actor, Fact, Kind, record
from inbox.models import Case, Event, Leg

_SALT = 0x0CA50
_ONE = timedelta(seconds=1)

# A page tells of its minutes more often than that.
LONGEST = 5 * 60
# What could not be told at once comes with the next, until it is so old.
OLDEST = timedelta(hours=12)


def do_touch_time(*, member: Member, case: Case, seconds: int, ago: timedelta) -> int:
    """The stretch of `seconds` that ended `ago`. What counts of it is what does not overlap the
    stretches told before, on whatever device they were: what two devices tell of one minute is one
    minute, and what is told twice counts once. Gives the seconds that count.

    `case` in the member's sight, with its team's line."""
    if not (0 < seconds <= LONGEST and timedelta(0) <= ago <= OLDEST):
        return 0
    end = timezone.now() - ago
    _wait_for_own_turn(member)
    counted = min(seconds, (end - _told_until(member, case)) // _ONE)
    if counted < 1:
        return 0
    team_id, line = _place(case, end - timedelta(seconds=counted / 2))
    data = {"seconds": counted, "team": team_id, "line": line}
    record([Fact(case.id, Kind.TOUCHED, end, Actor(member_id=member.id), data)])
    return counted


def _wait_for_own_turn(member: Member) -> None:
    """Two devices of one member tell one after the other; members do not wait for each other.
    Taken before any row: whoever holds a case never waits here."""
    fetch("SELECT pg_advisory_xact_lock(%s, %s)", [_SALT, member.id % 2**31])


def _told_until(member: Member, case: Case) -> datetime:
    told = Event.objects.filter(member=member, kind=Kind.TOUCHED).aggregate(until=Max("at"))
    until: datetime | None = told["until"]
    return max(case.opened_at, until) if until else case.opened_at


def _place(case: Case, moment: datetime) -> tuple[int, int]:
    """The team that had the case then, and the number of its line. Whoever hands a case over tells
    of the time only after it went."""
    legs = Leg.objects.filter(case=case, started_at__lte=moment)
    found = legs.order_by("-started_at", "-id").values_list("team_id", "line__number").first()
    return found or (case.team_id, case.team.line.number)
