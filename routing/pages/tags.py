"""Tags, and the tags that move cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import tags as verbs
from routing.models import Line, Tag, TagRoute, Team
from routing.pages.asked import Said, found, number, typed_in
from routing.pages.loops import RouteSaid, loops_of, said_of
from routing.questions import keeper


@dataclass(frozen=True, slots=True)
class TagRow:
    tag: Tag
    seen: str
    open_cases: int


@dataclass(frozen=True, slots=True)
class RouteRow:
    route: TagRoute
    seen: str
    said: RouteSaid


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, said: Said | None = None) -> HttpResponse:
    tags = list(Tag.objects.order_by("name", "id"))
    cases = keeper().open_cases_with_tags()
    routes = list(
        TagRoute.objects.select_related("tag", "team__line", "opposite").order_by(
            "returns", "team__line__number", "tag__name", "id"
        )
    )
    front = Team.objects.select_related("line").get(takes_new_cases=True)
    rows = [TagRow(tag, verbs.seen_of(tag), cases.get(tag.id, 0)) for tag in tags]
    context: dict[str, Any] = {
        "rows": [row for row in rows if row.tag.retired_at is None],
        "retired": [row for row in rows if row.tag.retired_at is not None],
        "routes": [RouteRow(one, verbs.seen_route(one), said_of(one, routes)) for one in routes],
        "loops": loops_of(routes, front),
        "teams": list(
            Team.objects.filter(retired_at=None)
            .select_related("line")
            .order_by("line__number", "name")
        ),
        "last_line": Line.objects.filter(retired_at=None).order_by("-number").first(),
        "hues": range(verbs.HUES),
        "said": said or Said(),
    }
    return show(request, "settings/tags.html", context, status=422 if said else 200)


def _saved(request: MemberRequest, sentence: str, anchor: str = "") -> HttpResponse:
    messages.success(request, sentence)
    response = see_other(request, "policy:tags")
    response["Location"] += f"#{anchor}" if anchor else ""
    return response


def _hue(typed: Mapping[str, str]) -> int:
    hue = typed.get("hue", "")
    return int(hue) if hue.isascii() and hue.isdigit() and len(hue) == 1 else -1


@require_POST
@admin_only
def add(request: MemberRequest, organisation: str) -> HttpResponse:
    typed = typed_in(request)
    hue = _hue(typed)
    try:
        name = verbs.check_tag_settings(tag=None, name=typed.get("name", ""), colour=hue)
    except Refused as refused:
        return _page(request, Said("new tag", refused.sentence, typed))
    verbs.do_add_tag(by=request.member, name=name, colour=hue)
    return _saved(request, _("The tag “%(tag)s” is there.") % {"tag": name})


@require_POST
@admin_only
def change(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    tag, typed = found(Tag.objects.all(), tag_id), typed_in(request)
    hue = _hue(typed)
    try:
        name = verbs.check_tag_settings(
            tag=tag, name=typed.get("name", ""), colour=hue, seen=typed.get("seen", "")
        )
    except Refused as refused:
        return _page(request, Said(f"tag {tag.id}", refused.sentence, typed))
    verbs.do_change_tag(by=request.member, tag=tag, name=name, colour=hue)
    return _saved(request, _("Saved: “%(tag)s”.") % {"tag": name}, f"tag-{tag.id}")


@require_POST
@admin_only
def retire(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    tag = found(Tag.objects.filter(retired_at=None), tag_id)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was retired."))
        verbs.check_retire_tag(tag=tag)
    except Refused as refused:
        return _page(request, Said(f"tag {tag.id}", refused.sentence))
    verbs.do_retire_tag(by=request.member, tag=tag)
    said = _("“%(tag)s” is retired. Cases that have it keep it.")
    return _saved(request, said % {"tag": tag.name})


@require_POST
@admin_only
def revive(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    tag = found(Tag.objects.all(), tag_id)
    verbs.do_revive_tag(by=request.member, tag=tag)
    return _saved(request, _("“%(tag)s” is in use again.") % {"tag": tag.name}, f"tag-{tag.id}")


def _wanted(route: TagRoute | None, typed: Mapping[str, str]) -> verbs.WantedRoute:
    return verbs.check_route(
        route=route,
        tag_id=number(typed.get("tag")),
        team_id=number(typed.get("team")),
        opposite_id=number(typed.get("opposite")) or None,
        returns=typed.get("returns") == "yes",
        seen=typed.get("seen", ""),
    )


@require_POST
@admin_only
def add_route(request: MemberRequest, organisation: str) -> HttpResponse:
    typed = typed_in(request)
    try:
        wanted = _wanted(None, typed)
    except Refused as refused:
        return _page(request, Said("new route", refused.sentence, typed))
    route = verbs.do_add_route(by=request.member, wanted=wanted)
    return _saved(request, _saved_route(route), f"route-{route.id}")


@require_POST
@admin_only
def change_route(request: MemberRequest, organisation: str, route_id: int) -> HttpResponse:
    route, typed = found(TagRoute.objects.all(), route_id), typed_in(request)
    try:
        wanted = _wanted(route, typed)
    except Refused as refused:
        return _page(request, Said(f"route {route.id}", refused.sentence, typed))
    verbs.do_change_route(by=request.member, route=route, wanted=wanted)
    return _saved(request, _saved_route(route), f"route-{route.id}")


def _saved_route(route: TagRoute) -> str:
    return _("“%(tag)s” moves cases to %(team)s from now on.") % {
        "tag": route.tag.name,
        "team": route.team.name,
    }


@require_POST
@admin_only
def remove_route(request: MemberRequest, organisation: str, route_id: int) -> HttpResponse:
    route = found(TagRoute.objects.select_related("tag"), route_id)
    if request.POST.get("sure") != "yes":
        sentence = _("Tick that you are sure. Nothing was removed.")
        return _page(request, Said(f"route {route.id}", sentence))
    name = route.tag.name
    verbs.do_remove_route(by=request.member, route=route)
    said = _("“%(tag)s” is a tag like any other now: it moves no case.")
    return _saved(request, said % {"tag": name})
