"""One calendar: its hours in writing, its holidays, and what they come to before they are saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import calendars as verbs
from routing.actions.changing import STALE
from routing.actions.organisation import zones
from routing.models import Calendar, CalendarVersion, SlaPolicy
from routing.pages.asked import found
from routing.pages.calendar_form import CalendarForm
from routing.pages.calendar_preview import Preview, preview_of
from routing.pages.sla_effects import Effects, effects_of, with_hours
from routing.public_holidays import countries, regions_of

ANY = require_http_methods(["GET", "HEAD", "POST"])
NINE_TO_SIX = ((9 * 60, 18 * 60),)
HOUR = 3_600
VERSIONS = 20


@ANY
@admin_only
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    return _answer(request, None)


@ANY
@admin_only
def page(request: MemberRequest, organisation: str, calendar_id: int) -> HttpResponse:
    return _answer(request, calendar_found(calendar_id))


def calendar_found(calendar_id: int) -> Calendar:
    return found(Calendar.objects.filter(retired_at=None), calendar_id)


def _answer(request: MemberRequest, calendar: Calendar | None) -> HttpResponse:
    if request.method != "POST":
        hours = _usual(request) if calendar is None else _begun_with(request, calendar)
        return _page(request, calendar, CalendarForm.of(hours))
    form = CalendarForm.sent(request.POST)
    wanted = form.read()
    wish = request.POST.get("do", "save")
    if wish == "try" and calendar is not None and wanted is not None:
        return _try(request, calendar, form, wanted)
    if wish != "save":
        return _page(request, calendar, form)
    try:
        if wanted is None:
            raise Refused(_("Something below cannot be read. Nothing was saved."))
        seen = request.POST.get("seen", "")
        hours = verbs.check_calendar(calendar=calendar, wanted=wanted, seen=seen)
    except Refused as refused:
        if refused.code in ("name", "zone", "country", "week"):
            form.errors[refused.code] = refused.sentence
        stale = refused.code == STALE
        return _page(request, calendar, form, error=refused.sentence, stale=stale)
    if calendar is None:
        calendar = verbs.do_add_calendar(by=request.member, hours=hours)
        said = _("“%(name)s” is there. Choose below who works by it.")
    else:
        verbs.do_change_calendar(by=request.member, calendar=calendar, hours=hours)
        said = _("Saved: “%(name)s”. It counts from now on; what was counted so far stays.")
    messages.success(request, said % {"name": hours.name})
    return see_other(request, "policy:calendars")


def _try(
    request: MemberRequest, calendar: Calendar, form: CalendarForm, wanted: verbs.Hours
) -> HttpResponse:
    try:
        hours = verbs.check_hours(calendar=calendar, wanted=wanted)
    except Refused as refused:
        return _page(request, calendar, form, error=refused.sentence)
    effects = effects_of(request, with_hours(calendar, hours))
    return _page(request, calendar, form, effects=effects)


def _usual(request: MemberRequest) -> verbs.Hours:
    """What a new one begins with."""
    week = (NINE_TO_SIX,) * 5 + ((),) * 2
    return verbs.Hours(name="", zone=request.organisation.zone, week=week)


def _begun_with(request: MemberRequest, calendar: Calendar) -> verbs.Hours:
    """What stands. The calendar that everybody starts with was made before anybody said where the
    organisation is."""
    version = verbs.newest(calendar)
    hours = verbs.hours_of(calendar, version)
    return hours if version.member_id else replace(hours, zone=request.organisation.zone)


def _stands(calendar: Calendar) -> verbs.Hours:
    return verbs.hours_of(calendar, verbs.newest(calendar))


def _page(
    request: MemberRequest,
    calendar: Calendar | None,
    form: CalendarForm,
    *,
    error: str = "",
    stale: bool = False,
    effects: Effects | None = None,
) -> HttpResponse:
    seen, sent = "", request.POST.get("seen", "")
    if calendar is not None:
        calendar.refresh_from_db()
        # After a refusal for staleness, what stands now has been shown: saving again is right.
        stands_now = verbs.seen_of(calendar, verbs.newest(calendar))
        seen = stands_now if stale or not sent else sent
    context: dict[str, Any] = {
        "calendar": calendar,
        "form": form,
        "error": error,
        "seen": seen,
        "stands": CalendarForm.of(_stands(calendar)) if calendar and stale else None,
        "zones": zones(),
        "countries": countries(),
        "regions": regions_of(form.country) if form.country else (),
        "weekdays": list(WEEKDAYS.values()),
        "preview": _preview(calendar, form),
        "versions": _versions(calendar),
        "effects": effects,
    }
    return show(request, "settings/calendar.html", context, status=422 if error else 200)


def _preview(calendar: Calendar | None, form: CalendarForm) -> Preview | None:
    """None while something cannot be read."""
    errors = form.errors
    wanted = form.read()
    form.errors |= errors
    if wanted is None or form.zone not in zones() or not any(wanted.week):
        return None
    target = SlaPolicy.objects.get(is_default=True).first_response_seconds or HOUR
    return preview_of(wanted, form.public, target=target, now=timezone.now())


def _versions(calendar: Calendar | None) -> list[CalendarVersion]:
    if calendar is None:
        return []
    rows = CalendarVersion.objects.filter(calendar=calendar).select_related("member")
    return list(rows.order_by("-valid_from")[:VERSIONS])
