"""Saved views: made, changed, deleted; of oneself by anybody, of others by who leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from inbox.models import SavedView
from inbox.selectors.columns import load_columns
from inbox.selectors.conditions import Group, dump
from inbox.selectors.saved import MOST, SORTS, seen_by
from routing.models import Team, TeamMember

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class CheckedView:
    name: str
    groups: tuple[Group, ...]
    sort: str
    scope: str
    """"me", "everybody", or the number of a team."""
    columns: tuple[str, ...] = ()


def check_save(
    *,
    member: Member,
    view: SavedView | None,
    name: str,
    groups: Sequence[Group],
    sort: str,
    scope: str,
    columns: Sequence[str] = (),
) -> CheckedView:
    if view is not None:
        check_change(member=member, view=view)
    name = " ".join(typed(name, limit=LONGEST_NAME).split())
    if not any(groups):
        raise Refused(_("The view has no condition yet. Choose at least one."))
    if sort not in SORTS:
        raise Refused(_("Choose an order from the list."))
    if scope != "me":
        _check_share(member, scope)
    if view is None and seen_by(member).count() >= MOST:
        raise Refused(
            _("There are %(most)s views already, and more are not shown. Delete one first.")
            % {"most": MOST}
        )
    kept = tuple(group for group in groups if group)
    return CheckedView(name, kept, sort, scope, load_columns(list(columns)))


def _check_share(member: Member, scope: str) -> None:
    if not member.leads:
        raise Refused(_("Views for others are made by team leaders and admins."))
    if scope == "everybody":
        return
    if scope not in {str(team.id) for team in teams_to_share_with(member)}:
        raise Refused(_("This team is none of yours, or it is gone. Choose another one."))


def check_change(*, member: Member, view: SavedView) -> None:
    if view.member_id != member.id and not member.leads:
        raise Refused(_("Views of others are changed by team leaders and admins."))


def do_save(*, member: Member, view: SavedView | None, checked: CheckedView) -> SavedView:
    row = view or SavedView(position=SavedView.objects.count())
    row.name, row.groups, row.sort = checked.name, dump(checked.groups), checked.sort
    row.columns = list(checked.columns)
    row.member_id = member.id if checked.scope == "me" else None
    row.team_id = int(checked.scope) if checked.scope.isdecimal() else None
    row.save()
    if row.member_id is None:
        audit.note(member, "view.save", f"view {row.id}", name=row.name)
    return row


def do_delete(*, member: Member, view: SavedView) -> None:
    if view.member_id is None:
        audit.note(member, "view.remove", f"view {view.id}", name=view.name)
    view.delete()


def teams_to_share_with(member: Member) -> list[Team]:
    if not member.leads:
        return []
    teams = Team.objects.filter(retired_at__isnull=True).order_by("line__number", "name")
    if member.role == "admin":
        return list(teams)
    own = TeamMember.objects.filter(member=member).values("team_id")
    return list(teams.filter(id__in=own))
