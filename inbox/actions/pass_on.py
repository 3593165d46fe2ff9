"""What somebody who goes away does with a case of theirs, by the verbs that everybody uses."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.actions.assign import check_assign, check_release, do_assign, do_release
from inbox.actions.note import check_note, do_note
from inbox.models import Case
from inbox.models.cases import UNSETTLED


@dataclass(frozen=True, slots=True)
class PassedOn:
    """`to` none: back into the team's queue."""

    to: Member | None
    note: str


def check_pass_on(*, member: Member, case: Case, to: Member | None, note: str) -> PassedOn:
    """An empty note is none."""
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done meanwhile. There is nothing to hand on."))
    if case.assignee_id != member.id:
        raise Refused(_("This case is not with you any more. There is nothing to hand on."))
    text = check_note(member=member, case=case, text=note) if note.strip() else ""
    if to is None:
        check_release(member=member, case=case)
    else:
        check_assign(member=member, case=case, to=to)
    return PassedOn(to, text)


def do_pass_on(*, member: Member, case: Case, checked: PassedOn) -> None:
    """The note comes first: it stands there when whoever is told looks."""
    if checked.note:
        do_note(member=member, case=case, text=checked.note)
    if checked.to is None:
        do_release(member=member, case=case)
    else:
        do_assign(member=member, case=case, to=checked.to)
