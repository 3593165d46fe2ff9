"""Take, give, release: who works on a case now."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.access import visible_to
from inbox.actions.acting import by, touch
from inbox.actions.notices import notify
from inbox.actions.place import own, put
from inbox.models import Case
from inbox.models.cases import UNSETTLED
from inbox.models.desk import NoticeKind
from routing.policy import house


def check_assign(*, member: Member, case: Case, to: Member) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. Reopen it before you give it to somebody."))
    if not to.membership.active:
        raise Refused(
            _("%(name)s is no longer in this organisation. Choose somebody else.")
            % {"name": to.display_name}
        )
    if not visible_to(to).filter(id=case.id).exists():
        raise Refused(
            _("%(name)s does not see this brand. Choose somebody else.") % {"name": to.display_name}
        )


def do_assign(*, member: Member, case: Case, to: Member, tells: bool = True) -> None:
    """`to` works on the case now. On the front line they also speak to the customer from now on.
    `tells`: they get a notice of it."""
    now = timezone.now()
    put(case, team_id=case.team_id, assignee_id=to.id, at=now, actor=by(member))
    rules = house()
    if rules.teams[case.team_id].line_id == rules.front_line_id:
        own(case, owner_id=to.id, at=now, actor=by(member))
    if tells:
        notify(NoticeKind.ASSIGNED, case.id, [to.id], at=now, actor=by(member))
    touch(case, by(member), now)
    clocks.follow(case, now=now)


def check_take(*, member: Member, case: Case) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. Reopen it if the customer needs more."))
    if case.assignee_id not in {None, member.id}:
        assert case.assignee is not None
        raise Refused(
            _("%(name)s is already working on this case. Ask them to release it, or assign it.")
            % {"name": case.assignee.display_name}
        )


def do_take(*, member: Member, case: Case) -> None:
    do_assign(member=member, case=case, to=member)


def check_release(*, member: Member, case: Case) -> None:
    if case.assignee_id is None:
        raise Refused(_("Nobody is working on this case; it is in the queue already."))


def do_release(*, member: Member, case: Case) -> None:
    """Back into the team's queue, for everybody."""
    now = timezone.now()
    put(case, team_id=case.team_id, assignee_id=None, at=now, actor=by(member))
    touch(case, by(member), now)
    clocks.follow(case, now=now)
