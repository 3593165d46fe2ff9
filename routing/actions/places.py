"""Verbs on what of the policy is about a member: their teams, and the brands they see."""

from __future__ import annotations

from collections.abc import Iterable

from care.core import audit
from care.core.accounts import do_end_sessions
from care.core.models import Member
from care.core.people import subject_of
from routing.models import Brand, BrandSight, Team, TeamMember


def do_set_teams(*, by: Member, member: Member, teams: Iterable[Team]) -> None:
    wanted = {team.id: team.name for team in teams}
    rows = TeamMember.objects.filter(member=member)
    had = dict(rows.values_list("team_id", "team__name"))
    if set(had) == set(wanted):
        return
    rows.exclude(team_id__in=wanted).delete()
    for team_id in sorted(set(wanted) - set(had)):
        TeamMember.objects.get_or_create(team_id=team_id, member=member)
    audit.note(
        by,
        "member.teams",
        subject_of(member),
        teams=[sorted(had.values()), sorted(wanted.values())],
    )


def do_set_sight(*, by: Member, member: Member, brands: Iterable[Brand]) -> None:
    """None of them: all brands, also those to come. Who sees less than before is signed out: what
    is open somewhere shows what they may not see any more."""
    wanted = {brand.id: brand.name for brand in brands}
    rows = BrandSight.objects.filter(member=member)
    had = dict(rows.values_list("brand_id", "brand__name"))
    if set(had) == set(wanted):
        return
    rows.exclude(brand_id__in=wanted).delete()
    for brand_id in sorted(set(wanted) - set(had)):
        BrandSight.objects.get_or_create(brand_id=brand_id, member=member)
    loses = wanted and (not had or set(had) - set(wanted))
    if loses:
        do_end_sessions(person=member.membership.person)
    audit.note(
        by,
        "member.sight",
        subject_of(member),
        brands=[sorted(had.values()) or "all", sorted(wanted.values()) or "all"],
    )
