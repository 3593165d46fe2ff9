"""Calendars: working hours, public holidays and days by hand; each change holds from now on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import check_seen, differences, fingerprint, one_at_a_time, told
from routing.actions.organisation import zones
from routing.engine import Span
from routing.engine.calendar import AROUND_THE_CLOCK
from routing.models import Brand, Calendar, CalendarChoice, CalendarVersion, SlaPolicy
from routing.public_holidays import is_place

MAX_NAME: Final = 80
MAX_DAY_NAME: Final = 80
MAX_CALENDARS: Final = 100
MAX_DAYS: Final = 120
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
Week = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnDay:
    name: str
    spans: tuple[Span, ...]
    """None: closed."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What a calendar says."""

    name: str
    zone: str
    week: Week = AROUND_THE_CLOCK
    country: str = ""
    subdivision: str = ""
    days: Mapping[date, OwnDay] = field(default_factory=dict)


def calendars_in_use() -> list[Calendar]:
    """The default one first."""
    return list(Calendar.objects.filter(retired_at=None).order_by("-is_default", "name", "id"))


def newest(calendar: Calendar) -> CalendarVersion:
    return CalendarVersion.objects.filter(calendar=calendar).latest("valid_from")


def newest_of(calendars: Sequence[Calendar]) -> dict[int, CalendarVersion]:
    rows = CalendarVersion.objects.filter(calendar__in=calendars).order_by("valid_from")
    return {version.calendar_id: version for version in rows}


def hours_of(calendar: Calendar, version: CalendarVersion) -> Hours:
    return Hours(
        name=calendar.name,
        zone=version.zone,
        week=tuple(_spans(day) for day in version.week),
        country=version.country,
        subdivision=version.subdivision,
        days={
            date.fromisoformat(day): OwnDay(own["name"], _spans(own["spans"]))
            for day, own in sorted(version.days.items())
        },
    )


def _spans(stored: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in stored)


def seen_of(calendar: Calendar, version: CalendarVersion) -> str:
    return fingerprint(calendar.name, calendar.is_default, version.valid_from)


def check_calendar(*, calendar: Calendar | None, wanted: Hours, seen: str = "") -> Hours:
    """As it will be stored. For a new one `calendar` is None."""
    one_at_a_time()
    if calendar is None:
        if Calendar.objects.filter(retired_at=None).count() >= MAX_CALENDARS:
            raise Refused(_("%(count)s calendars are all that fit.") % {"count": MAX_CALENDARS})
    else:
        calendar.refresh_from_db()
        if calendar.retired_at is not None:
            raise Refused(_("This calendar has been taken out of use meanwhile."))
        now = seen_of(calendar, newest(calendar))
        check_seen(seen=seen, now=now, subject=f"calendar {calendar.id}")
    return check_hours(calendar=calendar, wanted=wanted)


def check_hours(*, calendar: Calendar | None, wanted: Hours) -> Hours:
    """What of it can be judged without holding back others."""
    name = typed(wanted.name, limit=MAX_NAME)
    same = Calendar.objects.filter(name__iexact=name, retired_at=None)
    if (same.exclude(id=calendar.id) if calendar else same).exists():
        raise Refused(
            _("Another calendar is called “%(name)s” already. Choose another name.")
            % {"name": name},
            code="name",
        )
    if wanted.zone not in zones():
        raise Refused(_("There is no such time zone. Choose one of the list."), code="zone")
    if not any(wanted.week):
        raise Refused(
            _("It is never open: no clock would ever run out. Write hours for one day at least."),
            code="week",
        )
    country, subdivision = wanted.country, wanted.subdivision
    if country and not is_place(country, subdivision):
        raise Refused(_("There is no such country or region. Choose anew."), code="country")
    if len(wanted.days) > MAX_DAYS:
        raise Refused(_("%(count)s single days are all that fit.") % {"count": MAX_DAYS})
    today = datetime.now(ZoneInfo(wanted.zone)).date()
    return Hours(
        name=name,
        zone=wanted.zone,
        week=wanted.week,
        country=country,
        subdivision=subdivision if country else "",
        # What is over was counted by the versions that held then.
        days={
            day: OwnDay(_day_name(own.name), own.spans)
            for day, own in sorted(wanted.days.items())
            if day >= today
        },
    )


def _day_name(name: str) -> str:
    return typed(name, limit=MAX_DAY_NAME) if name.strip() else ""


def do_add_calendar(*, by: Member, hours: Hours) -> Calendar:
    calendar = Calendar.objects.create(name=hours.name)
    _keep(calendar, hours, by=by, valid_from=EPOCH)
    told(by=by, verb="calendar.add", subject=f"calendar {calendar.id}", data=_plain(hours))
    return calendar


def do_change_calendar(*, by: Member, calendar: Calendar, hours: Hours) -> None:
    """From now on: what was counted up to now stays as it was counted. Does nothing when the
    calendar says so already."""
    version = newest(calendar)
    before = hours_of(calendar, version)
    if before == hours:
        return
    if calendar.name != hours.name:
        calendar.name = hours.name
        calendar.save(update_fields=["name"])
    # Two changes of one moment would be one.
    _keep(
        calendar,
        hours,
        by=by,
        valid_from=max(timezone.now(), version.valid_from + timedelta(microseconds=1)),
    )
    changed = differences(_plain(before), _plain(hours))
    told(by=by, verb="calendar.change", subject=f"calendar {calendar.id}", data=changed)


def version_row(calendar: Calendar, hours: Hours, *, valid_from: datetime) -> CalendarVersion:
    """Not stored yet."""
    said = _plain(hours)
    del said["name"]
    return CalendarVersion(calendar=calendar, valid_from=valid_from, at=timezone.now(), **said)


def _keep(calendar: Calendar, hours: Hours, *, by: Member, valid_from: datetime) -> None:
    version = version_row(calendar, hours, valid_from=valid_from)
    version.member = by
    version.save()


def _plain(hours: Hours) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(hours) | {
        "week": [[list(span) for span in spans] for spans in hours.week],
        "days": {
            day.isoformat(): {"name": own.name, "spans": [list(span) for span in own.spans]}
            for day, own in hours.days.items()
        },
    }


def check_make_default(*, calendar: Calendar) -> None:
    one_at_a_time()
    calendar.refresh_from_db()
    if calendar.retired_at is not None:
        raise Refused(_("This calendar has been taken out of use meanwhile."))


def do_make_default(*, by: Member, calendar: Calendar) -> None:
    before = Calendar.objects.get(is_default=True)
    if before.id == calendar.id:
        return
    Calendar.objects.filter(id=before.id).update(is_default=False)
    Calendar.objects.filter(id=calendar.id).update(is_default=True)
    _remember_choice(None, before=before, now=calendar)
    data = {"from": before.name, "to": calendar.name}
    told(by=by, verb="calendar.default", subject=f"calendar {calendar.id}", data=data)


def check_retire(*, calendar: Calendar) -> None:
    """Refused while anybody counts by it: what should they count by?"""
    one_at_a_time()
    calendar.refresh_from_db()
    if calendar.is_default:
        raise Refused(
            _("“%(name)s” counts wherever no other calendar was chosen. Make another one that.")
            % {"name": calendar.name}
        )
    brands = Brand.objects.filter(calendar=calendar).order_by("name")
    policies = SlaPolicy.objects.filter(calendar=calendar, removed_at=None).order_by("position")
    users = [*brands.values_list("name", flat=True), *policies.values_list("name", flat=True)]
    if users:
        raise Refused(
            _("“%(name)s” is the calendar of %(users)s. Choose another one for them first.")
            % {"name": calendar.name, "users": ", ".join(f"“{user}”" for user in users)}
        )


def do_retire(*, by: Member, calendar: Calendar) -> None:
    """Its row and its versions stay: clocks that were counted by it can be counted again."""
    if calendar.retired_at is not None:
        return
    Calendar.objects.filter(id=calendar.id).update(retired_at=timezone.now())
    data = {"name": calendar.name}
    told(by=by, verb="calendar.retire", subject=f"calendar {calendar.id}", data=data)


def check_choose(*, brand: Brand, calendar_id: int | None) -> Calendar | None:
    """None: the default one, whichever that is."""
    one_at_a_time()
    brand.refresh_from_db()
    if calendar_id is None:
        return None
    calendar = Calendar.objects.filter(id=calendar_id, retired_at=None).first()
    if calendar is None:
        raise Refused(_("There is no such calendar (any more). Choose another one."))
    return calendar


def do_choose(*, by: Member, brand: Brand, calendar: Calendar | None) -> None:
    new = calendar.id if calendar else None
    if brand.calendar_id == new:
        return
    before, brand.calendar = brand.calendar, calendar
    brand.save(update_fields=["calendar"])
    _remember_choice(brand, before=before, now=calendar)
    names = [one.name if one else None for one in (before, calendar)]
    told(by=by, verb="brand.calendar", subject=f"brand {brand.id}", data={"calendar": names})


def _remember_choice(brand: Brand | None, *, before: Calendar | None, now: Calendar | None) -> None:
    """From now on: business time of the past stays what it was. No brand: which one is the
    default."""
    choices = CalendarChoice.objects.filter(brand=brand).order_by("valid_from")
    last = choices.last()
    if last is None:
        last = CalendarChoice.objects.create(brand=brand, calendar=before, valid_from=EPOCH)
    # Two changes of one moment would be one.
    valid_from = max(timezone.now(), last.valid_from + timedelta(microseconds=1))
    CalendarChoice.objects.create(brand=brand, calendar=now, valid_from=valid_from)
