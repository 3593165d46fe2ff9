"""Lines, and the teams that stand on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import lines as verbs
from routing.models import Line, Team, TeamMember
from routing.pages.asked import Said, found
from routing.questions import keeper


@dataclass(frozen=True, slots=True)
class TeamCard:
    team: Team
    people: tuple[str, ...]
    open_cases: int


@dataclass(frozen=True, slots=True)
class LineCard:
    line: Line
    seen: str
    first: bool
    last: bool
    teams: tuple[TeamCard, ...]


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, said: Said | None = None) -> HttpResponse:
    lines = verbs.in_use()
    teams = _cards()
    cards = [
        LineCard(line, verbs.seen_of(line), at == 0, at == len(lines) - 1, tuple(teams[line.id]))
        for at, line in enumerate(lines)
    ]
    context: dict[str, Any] = {"lines": cards, "said": said or Said()}
    return show(request, "settings/teams.html", context, status=422 if said else 200)


def _cards() -> dict[int, list[TeamCard]]:
    people: dict[int, list[str]] = defaultdict(list)
    seats = TeamMember.objects.filter(member__membership__active=True)
    names = seats.order_by("member__display_name", "member_id")
    for team_id, name in names.values_list("team_id", "member__display_name"):
        people[team_id].append(name)
    cases = keeper().open_cases_of_teams()
    found: dict[int, list[TeamCard]] = defaultdict(list)
    for team in Team.objects.filter(retired_at=None).order_by("-takes_new_cases", "name"):
        card = TeamCard(team, tuple(people[team.id]), cases.get(team.id, 0))
        found[team.line_id].append(card)
    return found


def _line(line_id: int) -> Line:
    return found(Line.objects.filter(retired_at=None), line_id)


@require_POST
@admin_only
def add_line(request: MemberRequest, organisation: str) -> HttpResponse:
    typed = request.POST.get("name", "")
    try:
        name = verbs.check_add_line(name=typed)
    except Refused as refused:
        return _page(request, Said("new line", refused.sentence, {"name": typed}))
    line = verbs.do_add_line(by=request.member, name=name)
    messages.success(
        request,
        _("“%(line)s” is there. Give it a team, and a tag that moves cases to it.")
        % {"line": line.name},
    )
    return see_other(request, "policy:teams")


@require_POST
@admin_only
def rename_line(request: MemberRequest, organisation: str, line_id: int) -> HttpResponse:
    line, typed = _line(line_id), request.POST.get("name", "")
    try:
        name = verbs.check_rename_line(line=line, name=typed, seen=request.POST.get("seen", ""))
    except Refused as refused:
        return _page(request, Said(f"line {line.id}", refused.sentence, {"name": typed}))
    verbs.do_rename_line(by=request.member, line=line, name=name)
    messages.success(request, _("Saved: “%(line)s”.") % {"line": name})
    return see_other(request, "policy:teams")


@require_POST
@admin_only
def move_line(request: MemberRequest, organisation: str, line_id: int) -> HttpResponse:
    line = _line(line_id)
    where = request.POST.get("where")
    try:
        if where not in ("up", "down"):
            raise Refused(_("Say where it is to go: up or down."))
        other = verbs.check_move_line(line=line, up=where == "up")
    except Refused as refused:
        return _page(request, Said(f"line {line.id}", refused.sentence))
    verbs.do_move_line(by=request.member, line=line, other=other)
    said = _("“%(line)s” and “%(other)s” have changed places.")
    messages.success(request, said % {"line": line.name, "other": other.name})
    return see_other(request, "policy:teams")


@require_POST
@admin_only
def remove_line(request: MemberRequest, organisation: str, line_id: int) -> HttpResponse:
    line = _line(line_id)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was removed."))
        verbs.check_remove_line(line=line)
    except Refused as refused:
        return _page(request, Said(f"line {line.id}", refused.sentence))
    verbs.do_remove_line(by=request.member, line=line)
    messages.success(request, _("“%(line)s” is removed.") % {"line": line.name})
    return see_other(request, "policy:teams")
