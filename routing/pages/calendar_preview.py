"""What hours come to: how long it is open a week, when it is closed next, and one example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from routing.actions.calendars import EPOCH, Hours
from routing.engine import BusinessTime, Calendar, CalendarVersion, calendar_of
from routing.engine.calendar import no_holidays
from routing.engine.day_hours import minutes_open, say_hours
from routing.engine.spans import say_span
from routing.public_holidays import closed_in

# A message comes so long before everybody goes home.
JUST_BEFORE: Final = timedelta(minutes=10)
LOOK_AHEAD: Final = 370
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Preview:
    always: bool
    week: str
    """How long it is open in a usual week."""
    closed: str
    """The next day that is closed and would be open; empty: there is none."""
    odd: str
    """The next day with other hours than usual."""
    asked: str
    due: str
    target: str


def preview_of(hours: Hours, names: Mapping[date, str], *, target: int, now: datetime) -> Preview:
    """`hours` must be sound. `names` of public holidays; `target` in seconds."""
    version = CalendarVersion(
        valid_from=EPOCH,
        zone=hours.zone,
        week=hours.week,
        days={day: own.spans for day, own in hours.days.items()},
        holidays=partial(closed_in, hours.country, hours.subdivision)
        if hours.country
        else no_holidays,
    )
    calendar = calendar_of([version])
    there = ZoneInfo(hours.zone)
    asked = _last_moment(calendar, version, now, there)
    due = calendar.after(asked, timedelta(seconds=target))
    return Preview(
        always=version.is_always_open,
        week=_in_hours(sum(map(minutes_open, hours.week))),
        closed=_next(version, hours, names, now.astimezone(there).date(), closed=True),
        odd=_next(version, hours, names, now.astimezone(there).date(), closed=False),
        asked=said(asked, there),
        due=said(due, there) if due else "",
        target=say_span(target),
    )


def _in_hours(minutes: int) -> str:
    """“42 h 30 min”: nobody counts a week of work in days of 24 hours."""
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def said(moment: datetime, zone: ZoneInfo) -> str:
    """“Friday 4 December, 17:50”."""
    there = moment.astimezone(zone)
    return _("%(day)s, %(time)s") % {"day": said_day(there.date()), "time": f"{there:%H:%M}"}


def said_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {date_format(day, 'j F')}"


def _last_moment(
    calendar: Calendar, version: CalendarVersion, now: datetime, zone: ZoneInfo
) -> datetime:
    """Shortly before the longest closed stretch of the coming week begins."""
    found, longest = now, timedelta(0)
    if not isinstance(calendar, BusinessTime):
        return found
    today = now.astimezone(zone).date()
    for ahead in range(WEEK + 1):
        day = today + timedelta(days=ahead)
        for _opens, closes in version.spans_of(day):
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            end = (midnight + timedelta(minutes=closes)).astimezone(UTC)
            again = calendar.opens(end)
            if end > now and again is not None and again - end > longest:
                found, longest = end - JUST_BEFORE, again - end
    return found


def _next(
    version: CalendarVersion,
    hours: Hours,
    names: Mapping[date, str],
    today: date,
    *,
    closed: bool,
) -> str:
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        spans, usual = version.spans_of(day), hours.week[day.weekday()]
        if spans == usual or (not spans) != closed:
            continue
        own = hours.days.get(day)
        name = (own.name if own else "") or names.get(day, "")
        what = said_day(day) if closed else f"{said_day(day)}, {say_hours(spans)}"
        return _("%(day)s (%(name)s)") % {"day": what, "name": name} if name else what
    return ""
