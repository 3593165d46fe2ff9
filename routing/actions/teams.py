"""Teams: their line, queue and people, and which of them is the front door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    check_seen,
    differences,
    fingerprint,
    free_slug,
    one_at_a_time,
    told,
)
from routing.models import CannedAnswer, Line, Rule, TagRoute, Team, TeamMember
from routing.questions import keeper

MAX_NAME: Final = 80
MAX_TEAMS: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    queue_name: str
    line_id: int
    member_ids: frozenset[int]
    takes_new_cases: bool


def people_of(team: Team) -> frozenset[int]:
    """Of the team, also those who are switched off."""
    return frozenset(TeamMember.objects.filter(team=team).values_list("member_id", flat=True))


def seen_of(team: Team, people: Iterable[int]) -> str:
    about = (team.name, team.queue_name, team.line_id, team.takes_new_cases)
    return fingerprint(*about, sorted(people))


def check_team(
    *,
    team: Team | None,
    name: str,
    queue_name: str,
    line_id: int,
    member_ids: Iterable[int],
    takes_new_cases: bool,
    seen: str = "",
) -> Wanted:
    """For a new team `team` is None."""
    one_at_a_time()
    name, queue_name = typed(name, limit=MAX_NAME), typed(queue_name, limit=MAX_NAME)
    if not Line.objects.filter(id=line_id, retired_at=None).exists():
        raise Refused(_("This line is gone. Choose another one."))
    if team is None and Team.objects.filter(retired_at=None).count() >= MAX_TEAMS:
        raise Refused(_("%(count)s teams are all that fit.") % {"count": MAX_TEAMS})
    _check_free(team, name, queue_name)
    wanted = frozenset(member_ids)
    if Member.objects.filter(id__in=wanted).count() != len(wanted):
        raise Refused(_("One of these people is gone. Choose anew."))
    if team is not None:
        team.refresh_from_db()
        now = seen_of(team, people_of(team))
        check_seen(seen=seen, now=now, subject=f"team {team.id}")
        if team.takes_new_cases and not takes_new_cases:
            raise Refused(
                _(
                    "New cases need a team. Tick “takes new cases” at the team that is to have "
                    "them; it is taken from “%(team)s” by that."
                )
                % {"team": team.name}
            )
    return Wanted(name, queue_name, line_id, wanted, takes_new_cases)


def _check_free(team: Team | None, name: str, queue_name: str) -> None:
    others = Team.objects.filter(retired_at=None).exclude(id=team.id if team else 0)
    if others.filter(name__iexact=name).exists():
        raise Refused(
            _("There is a team “%(name)s” already. Choose another name.") % {"name": name}
        )
    if others.filter(queue_name__iexact=queue_name).exists():
        raise Refused(
            _("Another team's queue is called “%(name)s” already. Choose another name.")
            % {"name": queue_name}
        )


def do_add_team(*, by: Member, wanted: Wanted) -> Team:
    slugs = set(Team.objects.values_list("slug", flat=True))
    team = Team(
        line_id=wanted.line_id,
        name=wanted.name,
        slug=free_slug(wanted.name, slugs, otherwise="team"),
        queue_name=wanted.queue_name,
    )
    team.save()
    _open_front_door(team, wanted)
    _seat(team, wanted.member_ids)
    told(by=by, verb="team.add", subject=f"team {team.id}", data=_about(wanted))
    return team


def do_change_team(*, by: Member, team: Team, wanted: Wanted) -> None:
    """The slug stays: addresses of the queue go on working."""
    before = people_of(team)
    was = Wanted(team.name, team.queue_name, team.line_id, before, team.takes_new_cases)
    team.name, team.queue_name, team.line_id = wanted.name, wanted.queue_name, wanted.line_id
    team.save(update_fields=["name", "queue_name", "line_id"])
    _open_front_door(team, wanted)
    TeamMember.objects.filter(team=team, member_id__in=before - wanted.member_ids).delete()
    _seat(team, wanted.member_ids - before)
    data = differences(_about(was), _about(wanted))
    told(by=by, verb="team.change", subject=f"team {team.id}", data=data)


def _about(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name,
        "queue_name": wanted.queue_name,
        "line": wanted.line_id,
        "members": sorted(wanted.member_ids),
        "takes_new_cases": wanted.takes_new_cases,
    }


def _open_front_door(team: Team, wanted: Wanted) -> None:
    """Exactly one team takes new cases: the old one gives it up first."""
    if wanted.takes_new_cases and not team.takes_new_cases:
        Team.objects.filter(takes_new_cases=True).update(takes_new_cases=False)
        Team.objects.filter(id=team.id).update(takes_new_cases=True)


def _seat(team: Team, member_ids: Iterable[int]) -> None:
    for member_id in sorted(member_ids):
        TeamMember.objects.get_or_create(team=team, member_id=member_id)


def held_by(team: Team, open_cases: int) -> list[str]:
    """Why the team cannot go, in sentences; nothing, if it can."""
    held = []
    if team.takes_new_cases:
        held.append(_("It takes new cases. Let another team take them first."))
    if open_cases:
        held.append(
            ngettext(
                "%(count)s open case is with it. Hand it over to another team or resolve it.",
                "%(count)s open cases are with it. Hand them over to another team or resolve them.",
                open_cases,
            )
            % {"count": open_cases}
        )
    return [*held, *_led_to_by_policy(team), *_answers_of(team)]


def _led_to_by_policy(team: Team) -> list[str]:
    routes = TagRoute.objects.filter(team=team).select_related("tag")
    said = _("The tag “%(tag)s” moves cases to it. Change where it leads, under Tags.")
    by_routes = [said % {"tag": route.tag.name} for route in routes]
    rules = Rule.objects.filter(removed_at=None).order_by("position")
    said = _("The rule “%(rule)s” moves cases to it. Change the rule.")
    by_rules = [
        said % {"rule": rule.name}
        for rule in rules
        if any(action.get("team_id") == team.id for action in rule.actions)
    ]
    return by_routes + by_rules


def _answers_of(team: Team) -> list[str]:
    answers = CannedAnswer.objects.filter(team=team).count()
    said = ngettext(
        "%(count)s canned answer is its own. Give it to another team or remove it.",
        "%(count)s canned answers are its own. Give them to another team or remove them.",
        answers,
    )
    return [said % {"count": answers}] if answers else []


def check_remove_team(*, team: Team) -> None:
    one_at_a_time()
    # Whoever moves a case here at this moment is waited for, and then counted.
    team = Team.objects.select_for_update().get(id=team.id)
    held = held_by(team, keeper().open_cases_of_teams().get(team.id, 0))
    if held:
        said = _("“%(team)s” cannot be removed yet.") % {"team": team.name}
        raise Refused(" ".join([said, *held]))


def do_remove_team(*, by: Member, team: Team) -> None:
    Team.objects.filter(id=team.id).update(retired_at=timezone.now())
    TeamMember.objects.filter(team=team).delete()
    told(by=by, verb="team.remove", subject=f"team {team.id}", data={"name": team.name})
