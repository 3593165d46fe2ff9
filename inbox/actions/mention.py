"""Colleagues and teams that a note calls."""

from __future__ import annotations

from care.core.models import Member
from inbox.actions.acting import by
from inbox.actions.notices import notify
from inbox.models import Case, Note
from inbox.models.desk import NoticeKind
from inbox.selectors.mentions import Names, mentions, names_of
from routing.models import Team, TeamMember


def tell_the_mentioned(*, member: Member, case: Case, note: Note) -> None:
    """A team is everybody in it."""
    if "@" not in note.text:
        return
    meant = mentions(note.text, _names())
    people = {one.id for one in meant if one.kind == "member"}
    teams = {one.id for one in meant if one.kind == "team"}
    if teams:
        active = TeamMember.objects.filter(team_id__in=teams, member__membership__active=True)
        people |= set(active.values_list("member_id", flat=True))
    if people:
        notify(NoticeKind.MENTION, case.id, people, at=note.at, actor=by(member), note_id=note.id)


def _names() -> Names:
    active = Member.objects.filter(membership__active=True)
    return names_of(
        active.values_list("id", "display_name"), Team.objects.values_list("id", "name", "slug")
    )
