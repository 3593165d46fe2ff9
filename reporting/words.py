"""Figures and parts of periods as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from care.core.times import day_of
from reporting.period import Bucket, Period
from reporting.report import Unit

NOTHING = "–"
# Above it a per cent is a riddle: “× 35” is not.
MANY_TIMES = 10
MINUTE, HOUR, DAY = 60, 3600, 86400


def say(value: float | int | str | None, unit: Unit | str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if unit == Unit.SECONDS:
        return span(value)
    if unit == Unit.SHARE:
        return _("%(number)s %%") % {"number": _number(value * 100, 1)}
    if unit == Unit.NUMBER:
        return _number(value, 2)
    return _number(value, 0 if float(value).is_integer() else 1)


def _number(value: float, places: int) -> str:
    """With no more decimals than it needs."""
    shown = next((n for n in range(places) if round(value, n) == round(value, places)), places)
    return number_format(round(value, shown), decimal_pos=shown, use_l10n=True, force_grouping=True)


def span(seconds: float) -> str:
    """Two units at most: nobody compares days by their seconds."""
    whole = round(seconds)
    if whole < MINUTE:
        return _("%(n)s s") % {"n": whole}
    if whole < HOUR:
        return _pair(whole, MINUTE, 1, _("%(n)s min"), _("%(n)s s"), fine=whole < 10 * MINUTE)
    if whole < DAY:
        return _pair(whole, HOUR, MINUTE, _("%(n)s h"), _("%(n)s min"), fine=True)
    return _pair(whole, DAY, HOUR, _("%(n)s d"), _("%(n)s h"), fine=whole < 100 * DAY)


def _pair(whole: int, big: int, small: int, large: str, little: str, *, fine: bool) -> str:
    if not fine:
        return large % {"n": _number(round(whole / big), 0)}
    rest = round(whole / small) * small
    head, tail = rest // big, rest % big // small
    said = large % {"n": head}
    return f"{said} {little % {'n': tail}}" if tail else said


def tick(value: float, unit: str) -> str:
    """On an axis there is room for one unit."""
    if unit == Unit.SECONDS:
        return _short_span(value)
    if unit == Unit.COUNT and value >= 10_000:
        return _("%(n)s k") % {"n": _number(value / 1000, 1)}
    return say(value, unit)


def _short_span(seconds: float) -> str:
    for size, says in ((DAY, _("%(n)s d")), (HOUR, _("%(n)s h")), (MINUTE, _("%(n)s min"))):
        if seconds >= size:
            return says % {"n": _number(seconds / size, 1)}
    return _("%(n)s s") % {"n": round(seconds)}


def bucket_label(bucket: Bucket, period: Period) -> str:
    """Short, for an axis and the head of a row."""
    day, grouping = bucket.day, period.grouping
    if grouping == "hour":
        there = bucket.start.astimezone(period.zone)
        clock = f"{there.hour:02}:{there.minute:02}"
        one_day = period.after - period.first == timedelta(days=1)
        return clock if one_day else f"{day.day} {_month(day.month)} {clock}"
    if grouping in {"day", "week"}:
        return f"{day.day} {_month(day.month)}"
    if grouping == "month":
        return f"{_month(day.month)} {day.year % 100:02}"
    if grouping == "quarter":
        quarter = (day.month - 1) // 3 + 1
        return _("Q%(quarter)d %(year)d") % {"quarter": quarter, "year": day.year}
    return str(day.year)


def bucket_full(bucket: Bucket, period: Period) -> str:
    first, last = bucket.start, bucket.end - timedelta(microseconds=1)
    if period.grouping == "hour":
        return f"{_day(first, period.zone)}, {bucket_label(bucket, period)[-5:]}"
    if period.grouping == "day":
        return _day(first, period.zone)
    return days(first, last, period.zone)


def days(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    one, other = _day(first, zone), _day(last, zone)
    return one if one == other else _("%(first)s to %(last)s") % {"first": one, "last": other}


def _day(moment: datetime, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        return day_of(moment)


def _month(number: int) -> str:
    return str(MONTHS_3[number]).title()


def period_says(period: Period) -> str:
    return days(period.start, period.end - timedelta(microseconds=1), period.zone)


def before_says(period: Period) -> str:
    before = period.before
    if before is None:
        return ""
    said = days(before.start, before.last, period.zone)
    if period.until < period.end:
        there = before.end.astimezone(period.zone)
        if there.hour or there.minute:
            return _("%(days)s, up to %(time)s") % {
                "days": said,
                "time": f"{there.hour:02}:{there.minute:02}",
            }
    return said


def change(value: float | int | str | None, before: float | int | None, unit: Unit) -> str:
    """“+12 %”; of shares in points, because a per cent of a per cent is misread."""
    if not isinstance(value, int | float) or before is None:
        return ""
    if unit == Unit.SHARE:
        points = round((value - before) * 100, 1)
        return _("%(points)s points") % {"points": _signed(points)} if points else _("no change")
    if not before:
        return _("from none") if value else ""
    if value >= MANY_TIMES * before > 0:
        return _("× %(times)s") % {"times": _number(value / before, 0)}
    ratio = round((value - before) / before * 100)
    return _("%(ratio)s %%") % {"ratio": _signed(ratio)} if ratio else _("no change")


def _signed(number: float) -> str:
    said = _number(abs(number), 1)
    return f"+{said}" if number > 0 else f"−{said}"


def mood(value: float | int | str | None, before: float | int | None, better: str) -> str:
    """good, bad, or nothing to say."""
    if not better or not isinstance(value, int | float) or before is None or value == before:
        return ""
    return "good" if (value > before) == (better == "more") else "bad"
