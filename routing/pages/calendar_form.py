"""The form of a calendar: hours in writing, a day a line; the holidays of its place; days by hand.

It works by sending the whole form: a page without a script copies, adds and takes out that way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from routing.actions.calendars import MAX_DAYS, MAX_NAME, Hours, OwnDay
from routing.actions.organisation import zones
from routing.engine import Span
from routing.engine.day_hours import parse_hours, say_hours
from routing.pages.calendar_preview import said_day
from routing.public_holidays import holidays_in, is_place

# Which days a day's hours can be copied to, Monday is 0.
COPIES: Final = {
    "working": range(5),
    "all": range(7),
    "weekend": range(5, 7),
}
AHEAD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str
    closed: bool
    hours: str
    """As typed; empty: as on any such day of the week."""
    error: str = ""

    @property
    def says(self) -> str:
        return said_day(self.day)


@dataclass(slots=True)
class DayRow:
    """A day by hand, as typed."""

    day: str = ""
    name: str = ""
    hours: str = ""
    error: str = ""

    @property
    def empty(self) -> bool:
        return not (self.day.strip() or self.name.strip() or self.hours.strip())


@dataclass
class CalendarForm:
    name: str = ""
    zone: str = "UTC"
    week: list[str] = field(default_factory=lambda: [""] * 7)
    country: str = ""
    subdivision: str = ""
    # What was typed of the holidays, by day: closed, and the hours.
    holidays: dict[date, tuple[bool, str]] = field(default_factory=dict)
    rows: list[DayRow] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, hours: Hours) -> CalendarForm:
        form = cls(
            name=hours.name,
            zone=hours.zone,
            week=[say_hours(spans) for spans in hours.week],
            country=hours.country,
            subdivision=hours.subdivision,
        )
        public = form.public
        for day, own in hours.days.items():
            if day in public:
                usual = own.spans == hours.week[day.weekday()]
                form.holidays[day] = not own.spans, "" if usual else say_hours(own.spans)
            elif day >= form.today:
                form.rows.append(DayRow(day.isoformat(), own.name, say_hours(own.spans)))
        return form

    @classmethod
    def sent(cls, data: QueryDict) -> CalendarForm:
        form = cls(
            name=data.get("name", "")[: MAX_NAME * 2],
            zone=data.get("zone", ""),
            week=[data.get(f"day{at}", "")[:200] for at in range(7)],
            country=data.get("country", ""),
            subdivision=data.get("subdivision", ""),
            rows=_rows(data),
        )
        if form.subdivision and form.country != data.get("country_was", form.country):
            form.subdivision = ""  # of the country that was chosen before
        # A holiday that was not shown yet says nothing: it is closed.
        for day in data.getlist("holiday"):
            shown = _day(day)
            if shown is not None:
                closed = data.get(f"closed-{day}") == "yes"
                form.holidays[shown] = closed, data.get(f"hours-{day}", "")[:200]
        form._obey(data)
        return form

    def _obey(self, data: QueryDict) -> None:
        wish = data.get("do", "")
        if wish == "copy":
            start, to = data.get("copy_from", ""), data.get("copy_to", "")
            if start in {str(at) for at in range(7)} and to in COPIES:
                for at in COPIES[to]:
                    self.week[at] = self.week[int(start)]
        elif wish == "add-day":
            self.rows.append(DayRow())
        else:
            row = wish.removeprefix("drop-day")
            if row != wish and row.isascii() and row.isdigit() and int(row[:3]) < len(self.rows):
                del self.rows[int(row[:3])]

    @property
    def today(self) -> date:
        there = ZoneInfo(self.zone) if self.zone in zones() else None
        return timezone.localtime(timezone=there).date()

    @cached_property
    def public(self) -> Mapping[date, str]:
        """The coming year's holidays of the place."""
        if not self.country or not is_place(self.country, self.subdivision):
            return {}
        today = self.today
        language = get_language() or "en"
        years = range(today.year, (today + AHEAD).year + 1)
        found: dict[date, str] = {}
        for year in years:
            found |= holidays_in(self.country, self.subdivision, year, language)
        return {day: name for day, name in found.items() if today <= day < today + AHEAD}

    @property
    def holiday_rows(self) -> list[Holiday]:
        rows = []
        for day, name in self.public.items():
            closed, hours = self.holidays.get(day, (True, ""))
            error = self.errors.get(f"hours-{day}", "")
            rows.append(Holiday(day, name, closed, hours, error))
        return rows

    @property
    def day_rows(self) -> list[DayRow]:
        """With an empty one to begin with."""
        return self.rows or [DayRow()]

    def wrong(self, place: str) -> str:
        return self.errors.get(place, "")

    def read(self) -> Hours | None:
        """None when something cannot be read: `errors` says what, by field."""
        self.errors = {}
        week = tuple(self._hours(f"day{at}", typed) for at, typed in enumerate(self.week))
        days = self._holidays(week) | self._days()
        if self.errors:
            return None
        return Hours(
            name=self.name,
            zone=self.zone,
            week=week,
            country=self.country,
            subdivision=self.subdivision,
            days=days,
        )

    def _holidays(self, week: tuple[tuple[Span, ...], ...]) -> dict[date, OwnDay]:
        """Only those that are not simply closed."""
        found = {}
        for day, name in self.public.items():
            closed, typed = self.holidays.get(day, (True, ""))
            if not closed:
                own = self._hours(f"hours-{day}", typed)
                found[day] = OwnDay(name[:MAX_NAME], own or week[day.weekday()])
        return found

    def _days(self) -> dict[date, OwnDay]:
        found: dict[date, OwnDay] = {}
        for at, row in enumerate(self.rows):
            if row.empty:
                continue
            day = _day(row.day.strip())
            spans = parse_hours(row.hours)
            if day is None or not self.today <= day <= self.today + 10 * AHEAD:
                row.error = _("Choose a day from today on.")
            elif day in found:
                row.error = _("This day stands here twice.")
            elif spans is None:
                row.error = _wrong_hours()
            else:
                found[day] = OwnDay(row.name, spans)
            if row.error:
                self.errors[f"own{at}"] = row.error
        return found

    def _hours(self, place: str, typed: str) -> tuple[Span, ...]:
        spans = parse_hours(typed)
        if spans is None:
            self.errors[place] = _wrong_hours()
        return spans or ()


def _wrong_hours() -> str:
    return _(
        "Write hours like 09:00-12:30, 13:30-18:00, within the day; work into the night is "
        "20:00-24:00 here and 00:00-04:00 on the next day. Nothing: closed."
    )


def _rows(data: QueryDict) -> list[DayRow]:
    rows = []
    for at in range(MAX_DAYS):
        if f"own{at}-day" not in data:
            break
        rows.append(
            DayRow(
                data.get(f"own{at}-day", "")[:20],
                data.get(f"own{at}-name", "")[: MAX_NAME * 2],
                data.get(f"own{at}-hours", "")[:200],
            )
        )
    return rows


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None
