"""Due times said a second time and slowly: by a walk through the minutes, one after another.

A case is written here as plain lists, as a person would write opening hours down; `random_case`
makes one of each number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
EVER = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS = [(0, 1440)]

# Zone, and nights in which its clocks are changed: days without an hour or half of one, days with
# one twice, changes at midnight, two hours at once, a month of the year only.
ZONES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("UTC", ()),
    ("Europe/Berlin", ("2026-03-29", "2026-10-25")),
    ("Europe/London", ("2026-03-29", "2026-10-25")),
    ("Europe/Dublin", ("2025-10-26", "2026-03-29")),
    ("America/New_York", ("2026-03-08", "2026-11-01")),
    ("America/St_Johns", ("2026-03-08", "2026-11-01")),
    ("America/Santiago", ("2026-04-05", "2026-09-06")),
    ("America/Sao_Paulo", ("2018-11-04", "2019-02-17")),
    ("America/Havana", ("2026-03-08", "2026-11-01")),
    ("Australia/Lord_Howe", ("2026-04-05", "2026-10-04")),
    ("Australia/Adelaide", ("2026-04-05", "2026-10-04")),
    ("Pacific/Auckland", ("2026-04-05", "2026-09-27")),
    ("Pacific/Chatham", ("2026-04-05", "2026-09-27")),
    ("Pacific/Apia", ("2011-12-29", "2011-12-31", "2021-04-04")),
    ("Pacific/Kiritimati", ()),
    ("Pacific/Pago_Pago", ()),
    ("Antarctica/Troll", ("2026-03-29", "2026-10-25")),
    ("Africa/Cairo", ("2024-04-26", "2024-10-31")),
    ("Africa/Casablanca", ("2024-03-10", "2024-04-14")),
    ("Asia/Beirut", ("2024-03-31", "2024-10-27")),
    ("Asia/Gaza", ("2024-04-20", "2024-10-26")),
    ("Asia/Kathmandu", ()),
    ("Asia/Kolkata", ()),
    ("Asia/Tehran", ("2022-03-22", "2022-09-21")),
)


@dataclass(frozen=True)
class Hours:
    """Hours from a moment on. `days` stand over `holidays`, and those over the week."""

    since: datetime
    zone: str
    week: list[list[tuple[int, int]]]
    days: dict[date, list[tuple[int, int]]]
    holidays: list[date]

    def are_open(self, moment: datetime) -> bool:
        there = moment.astimezone(ZoneInfo(self.zone))
        today = there.date()
        spans = self.week[today.weekday()]
        if today in self.holidays:
            spans = []
        if today in self.days:
            spans = self.days[today]
        shown = there.hour * 60 + there.minute
        return any(start <= shown < end for start, end in spans)


@dataclass(frozen=True)
class SlowCase:
    hours: list[Hours]
    started_at: datetime
    target: int
    pauses: list[tuple[datetime, datetime | None]]

    def counts(self, moment: datetime) -> bool:
        """Does the minute that begins then count?"""
        if any(start <= moment and (end is None or moment < end) for start, end in self.pauses):
            return False
        holding = self.hours[0]
        for hours in self.hours[1:]:
            if hours.since <= moment:
                holding = hours
        return holding.are_open(moment)

    def walk(self, minutes: int) -> Iterator[tuple[datetime, int]]:
        """Every minute's moment, and what the clock shows then."""
        moment, shown = self.started_at, 0
        for _ in range(minutes):
            yield moment, shown
            shown += self.counts(moment)
            moment += MINUTE
        yield moment, shown

    def due_at(self, within: int) -> datetime | None:
        return next((at for at, shown in self.walk(within) if shown == self.target), None)

    def elapsed(self, until: datetime) -> int:
        minutes = max(0, int((until - self.started_at) / MINUTE))
        return [shown for _, shown in self.walk(minutes)][-1]


def random_case(number: int) -> SlowCase:
    """The same for the same number; every zone comes again after `len(ZONES)` numbers."""
    chance = Random(number)
    zone, nights = ZONES[number % len(ZONES)]
    near = _near(chance, zone, nights)
    started_at = near + MINUTE * chance.randint(-2 * 1440, 600)
    hours = [_hours(chance, EVER, zone, near)]
    if chance.random() < 0.3:
        since = started_at + MINUTE * chance.randint(-600, 3 * 1440)
        moved = chance.choice([zone, zone, chance.choice(ZONES)[0]])
        hours.append(_hours(chance, since, moved, near))
    target = chance.choice([0, 1, 30, 60, 480, chance.randint(1, 2000), chance.randint(1, 4000)])
    return SlowCase(hours, started_at, target, _pauses(chance, started_at))


def _near(chance: Random, zone: str, nights: tuple[str, ...]) -> datetime:
    day = chance.choice(nights) if nights else f"2026-{chance.randint(1, 12):02}-28"
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _hours(chance: Random, since: datetime, zone: str, near: datetime) -> Hours:
    week = [_day(chance) for _ in range(7)]
    kind = chance.random()
    if kind < 0.15:
        week = [ALWAYS] * 7
    elif kind < 0.5:
        same = _day(chance)
        week = [same] * 5 + [[], []]
    around = [near.date() + timedelta(days=offset) for offset in range(-3, 5)]
    holidays = [day for day in around if chance.random() < 0.15]
    days = {day: _day(chance) for day in around if chance.random() < 0.1}
    return Hours(since, zone, week, days, holidays)


def _day(chance: Random) -> list[tuple[int, int]]:
    return list(
        chance.choice(
            [
                [],
                ALWAYS,
                [(540, 1020)],
                [(0, 1439)],
                [(480, 720), (780, 1080)],
                [(0, 360), (1320, 1440)],
                [(90, 150), (150, 170), (1380, 1440)],
                [(0, 150)],
                [(105, 1440)],
                sorted(_span(chance) for _ in range(chance.randint(1, 4))),
            ]
        )
    )


def _span(chance: Random) -> tuple[int, int]:
    start, end = sorted(chance.sample(range(1441), 2))
    return start, end


def _pauses(chance: Random, started_at: datetime) -> list[tuple[datetime, datetime | None]]:
    found: list[tuple[datetime, datetime | None]] = []
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        start = started_at + MINUTE * chance.randint(-100, 3000)
        length = chance.choice([0, 1, 60, chance.randint(0, 2000)])
        found.append((start, start + MINUTE * length))
    if found and chance.random() < 0.1:
        found[0] = (found[0][0], None)
    return found
