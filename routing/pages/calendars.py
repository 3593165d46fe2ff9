"""The calendars of the organisation, and which brand works by which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import calendars as verbs
from routing.engine.day_hours import is_whole_day, say_hours
from routing.models import Brand, Calendar, CalendarVersion, SlaPolicy
from routing.pages import clocks_first
from routing.pages.asked import found, number
from routing.pages.calendar import calendar_found
from routing.pages.sla_effects import with_calendar_of, with_default
from routing.policy import House
from routing.public_holidays import countries, regions_of


@dataclass(frozen=True, slots=True)
class CalendarCard:
    calendar: Calendar
    zone: str
    week: tuple[tuple[str, str], ...]
    """Days in a row that have the same hours, and these."""
    place: str
    """Of whose public holidays it is closed."""
    own_days: int
    brands: tuple[str, ...]
    policies: tuple[str, ...]


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, error: str = "", refused_id: int = 0) -> HttpResponse:
    calendars = verbs.calendars_in_use()
    newest = verbs.newest_of(calendars)
    brands = list(Brand.objects.order_by("name", "id"))
    policies = list(SlaPolicy.objects.filter(removed_at=None).order_by("position", "id"))
    context: dict[str, Any] = {
        "cards": [_card(one, newest[one.id], brands, policies) for one in calendars],
        "brands": brands if len(brands) > 1 else [],
        "default": next(one for one in calendars if one.is_default),
        "error": error,
        "refused_id": refused_id,
    }
    return show(request, "settings/calendars.html", context, status=422 if error else 200)


def _card(
    calendar: Calendar, version: CalendarVersion, brands: list[Brand], policies: list[SlaPolicy]
) -> CalendarCard:
    hours = verbs.hours_of(calendar, version)
    return CalendarCard(
        calendar=calendar,
        zone=hours.zone,
        week=week_words(hours.week),
        place=place_words(hours.country, hours.subdivision),
        own_days=len(hours.days),
        brands=tuple(one.name for one in brands if one.calendar_id == calendar.id),
        policies=tuple(one.name for one in policies if one.calendar_id == calendar.id),
    )


def week_words(week: verbs.Week) -> tuple[tuple[str, str], ...]:
    rows = []
    for spans, grouped in groupby(range(7), key=lambda at: week[at]):
        days = list(grouped)
        first, last = str(WEEKDAYS_ABBR[days[0]]), str(WEEKDAYS_ABBR[days[-1]])
        hours = say_hours(spans) or _("closed")
        if is_whole_day(spans):
            hours = _("all day")
        rows.append((first if len(days) == 1 else f"{first}\u2013{last}", hours))
    return tuple(rows)


def place_words(country: str, subdivision: str) -> str:
    if not country:
        return ""
    name = dict(countries()).get(country, country)
    region = dict(regions_of(country)).get(subdivision, subdivision)
    return f"{name}, {region}" if region else name


def _first(
    request: MemberRequest, wanted: House, title: str, sent: dict[str, str]
) -> HttpResponse | None:
    return clocks_first.first(
        request,
        wanted,
        title=title,
        says=_("Targets count within the working hours of the case's brand."),
        sent=sent,
        back="policy:calendars",
    )


@require_POST
@admin_only
def default(request: MemberRequest, organisation: str, calendar_id: int) -> HttpResponse:
    calendar = calendar_found(calendar_id)
    title = _("Make “%(name)s” the default?") % {"name": calendar.name}
    asks = _first(request, with_default(calendar), title, {})
    if asks is not None:
        return asks
    verbs.check_make_default(calendar=calendar)
    verbs.do_make_default(by=request.member, calendar=calendar)
    said = _("“%(name)s” counts wherever no other calendar was chosen.")
    messages.success(request, said % {"name": calendar.name})
    return see_other(request, "policy:calendars")


@require_POST
@admin_only
def retire(request: MemberRequest, organisation: str, calendar_id: int) -> HttpResponse:
    calendar = calendar_found(calendar_id)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was taken out of use."))
        verbs.check_retire(calendar=calendar)
    except Refused as refused:
        return _page(request, refused.sentence, calendar.id)
    verbs.do_retire(by=request.member, calendar=calendar)
    said = _("“%(name)s” is out of use. What was counted by it stays.")
    messages.success(request, said % {"name": calendar.name})
    return see_other(request, "policy:calendars")


@require_POST
@admin_only
def choose(request: MemberRequest, organisation: str, brand_id: int) -> HttpResponse:
    """By which a brand works; nothing chosen: by the default one."""
    brand = found(Brand.objects.all(), brand_id)
    sent = request.POST.get("calendar", "")
    try:
        calendar = verbs.check_choose(brand=brand, calendar_id=number(sent) if sent else None)
    except Refused as refused:
        return _page(request, refused.sentence)
    title = _("Other working hours for %(brand)s?") % {"brand": brand.name}
    asks = _first(request, with_calendar_of(brand, calendar), title, {"calendar": sent})
    if asks is not None:
        return asks
    verbs.do_choose(by=request.member, brand=brand, calendar=calendar)
    said = _("%(brand)s works by “%(calendar)s” from now on.")
    name = calendar.name if calendar else Calendar.objects.get(is_default=True).name
    messages.success(request, said % {"brand": brand.name, "calendar": name})
    return see_other(request, "policy:calendars")
