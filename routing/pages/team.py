"""One team: its form, and its removal."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.models import Member
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import teams as verbs
from routing.actions.lines import in_use
from routing.models import Team
from routing.pages.asked import found, number, numbers
from routing.questions import keeper

ANY = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Typed:
    name: str = ""
    queue_name: str = ""
    line_id: int = 0
    member_ids: frozenset[int] = frozenset()
    takes_new_cases: bool = False

    @classmethod
    def of(cls, team: Team) -> Typed:
        people = verbs.people_of(team)
        return cls(team.name, team.queue_name, team.line_id, people, team.takes_new_cases)

    @classmethod
    def sent(cls, request: MemberRequest) -> Typed:
        data = request.POST
        return cls(
            name=data.get("name", ""),
            queue_name=data.get("queue_name", ""),
            line_id=number(data.get("line")),
            member_ids=numbers(data.getlist("members")),
            takes_new_cases=data.get("takes_new_cases") == "yes",
        )


@ANY
@admin_only
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, None, Typed(line_id=number(request.GET.get("line"))))
    typed = Typed.sent(request)
    try:
        wanted = _checked(None, typed, "")
    except Refused as refused:
        return _page(request, None, typed, error=refused.sentence)
    team = verbs.do_add_team(by=request.member, wanted=wanted)
    messages.success(
        request,
        _("“%(team)s” is there. Now give it a tag that moves cases to it, under Tags.")
        % {"team": team.name},
    )
    return see_other(request, "policy:teams")


@ANY
@admin_only
def page(request: MemberRequest, organisation: str, team_id: int) -> HttpResponse:
    team = _team(team_id)
    if request.method != "POST":
        return _page(request, team, Typed.of(team))
    typed = Typed.sent(request)
    try:
        wanted = _checked(team, typed, request.POST.get("seen", ""))
    except Refused as refused:
        return _page(request, team, typed, error=refused.sentence)
    verbs.do_change_team(by=request.member, team=team, wanted=wanted)
    messages.success(request, _("Saved: “%(team)s”.") % {"team": team.name})
    return see_other(request, "policy:teams")


@require_POST
@admin_only
def remove(request: MemberRequest, organisation: str, team_id: int) -> HttpResponse:
    team = _team(team_id)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was removed."))
        verbs.check_remove_team(team=team)
    except Refused as refused:
        return _page(request, team, Typed.of(team), unremoved=refused.sentence)
    verbs.do_remove_team(by=request.member, team=team)
    messages.success(request, _("“%(team)s” is removed.") % {"team": team.name})
    return see_other(request, "policy:teams")


def _team(team_id: int) -> Team:
    return found(Team.objects.filter(retired_at=None), team_id)


def _checked(team: Team | None, typed: Typed, seen: str) -> verbs.Wanted:
    """Who is switched off is not on the form, and keeps their seat."""
    people = set(typed.member_ids)
    if team is not None:
        people |= verbs.people_of(team) - {member.id for member in _people()}
    return verbs.check_team(
        team=team,
        name=typed.name,
        queue_name=typed.queue_name,
        line_id=typed.line_id,
        member_ids=people,
        takes_new_cases=typed.takes_new_cases,
        seen=seen,
    )


def _people() -> list[Member]:
    return list(Member.objects.filter(membership__active=True).order_by("display_name", "id"))


def _page(
    request: MemberRequest, team: Team | None, typed: Typed, *, error: str = "", unremoved: str = ""
) -> HttpResponse:
    if team is not None:
        team.refresh_from_db()
    cases = keeper().open_cases_of_teams()
    front = Team.objects.get(takes_new_cases=True)
    open_cases = cases.get(team.id, 0) if team else 0
    context = {
        "team": team,
        "typed": typed,
        "seen": verbs.seen_of(team, verbs.people_of(team)) if team else "",
        "lines": in_use(),
        "people": _people(),
        "front": front,
        "front_cases": cases.get(front.id, 0),
        "open_cases": open_cases,
        "held": verbs.held_by(team, open_cases) if team else [],
        "error": error,
        "unremoved": unremoved,
    }
    status = 422 if error or unremoved else 200
    return show(request, "settings/team.html", context, status=status)
