"""What the organisation decided that a line's staffing rests on: its people, targets and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from care.core.models.member import Role
from reporting.forecast.hours import HOUR, WEEK, Hours
from reporting.models import TimeMark
from reporting.models.marks import MarkKind
from routing.engine import Calendar
from routing.models import TeamMember
from routing.policy import House

USUAL_TARGET = 8 * 3600


@dataclass(frozen=True, slots=True)
class People:
    """Who is in the line's teams and signs in. Leaders and admins count where nobody else does."""

    number: int
    shared: int
    """Of them, those who are in teams of other lines too."""


def people_of(line_id: int) -> People:
    """One query: everybody's lines."""
    rows = TeamMember.objects.filter(
        team__retired_at=None, member__membership__active=True
    ).values_list("member_id", "team__line_id", "member__role")
    lines: dict[int, set[int]] = {}
    agents: set[int] = set()
    for member_id, line, role in rows:
        lines.setdefault(member_id, set()).add(line)
        if role == Role.AGENT:
            agents.add(member_id)
    here = {member_id for member_id, of in lines.items() if line_id in of}
    here = here & agents or here
    return People(len(here), sum(len(lines[member_id]) > 1 for member_id in here))


def target_of(line_id: int, decided: House) -> int:
    """Seconds in which a case is to be taken up: on the first line the first response, on others
    the time that the line may own it."""
    usual = decided.sla[-1]
    if line_id == decided.front_line_id:
        return usual.first_response_seconds or USUAL_TARGET
    return usual.line_seconds.get(line_id, USUAL_TARGET)


def calendar_of(brands: tuple[int, ...] | None, decided: House) -> Calendar:
    """Of the one brand that is looked at, else the organisation's."""
    if brands is not None and len(brands) == 1:
        return decided.calendars[decided.calendar_of(brands[0])]
    return decided.calendars[decided.default_calendar_id]


def open_parts(calendar: Calendar, hours: Hours) -> tuple[float, ...]:
    """The part of each hour that is business time."""
    return tuple(calendar.between(hours.at(n), hours.at(n + 1)) / HOUR for n in range(len(hours)))


def usual_week(calendar: Calendar, ahead: Hours) -> list[float]:
    """By hour of the week, as the calendar says from now on: as open as in its most open week,
    which was no holiday. Weeks of the past may have gone by other hours."""
    usual = [0.0] * WEEK
    for slot, part in zip(ahead.slots, open_parts(calendar, ahead), strict=True):
        usual[slot] = max(usual[slot], part)
    return usual


def closed_days(parts: tuple[float, ...], hours: Hours) -> frozenset[date]:
    """Days without business time, though that weekday has some in weeks before and after:
    holidays, not weekends, nor the days before the working hours were changed."""
    counted: dict[date, float] = {}
    # The first and the last day may be cut off.
    for day, part in zip(hours.days, parts, strict=True):
        if hours.days[0] < day < hours.days[-1]:
            counted[day] = counted.get(day, 0.0) + part

    def open_near(day: date, way: int) -> bool:
        near = [counted.get(day + timedelta(weeks=way * n)) for n in (1, 2)]
        return any(near) or all(part is None for part in near)

    return frozenset(
        day
        for day, part in counted.items()
        if not part and open_near(day, -1) and open_near(day, 1)
    )


def marked_hours(hours: Hours, number: int) -> tuple[frozenset[int], tuple[TimeMark, ...]]:
    """The whole days on which something happened that explains arrivals, and what it was. A change
    of policy changes what people do, not what customers write."""
    marks = tuple(
        TimeMark.objects.filter(at__gte=hours.start, at__lt=hours.at(number))
        .exclude(kind=MarkKind.POLICY)
        .order_by("at", "id")
    )
    days = {hours.days[(mark.at - hours.start) // HOUR] for mark in marks}
    return frozenset(n for n in range(number) if hours.days[n] in days), marks
