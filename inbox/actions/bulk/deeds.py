"""What a job does with one case: the check and the verb of the case page, and what to remember of
it. Every deed needs the case's row lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, touch
from inbox.actions.assign import check_assign, check_release, do_assign, do_release
from inbox.actions.bulk.footprint import Footprint, Untouched, put_back
from inbox.actions.move import check_move, do_move
from inbox.actions.state import (
    check_dismiss,
    check_priority,
    check_resolve,
    check_snooze,
    do_dismiss,
    do_priority,
    do_resolve,
    do_snooze,
)
from inbox.actions.tag import check_tag, check_untag, do_tag, do_untag
from inbox.events import Kind
from inbox.models import Case, Event, Tagging
from inbox.models.bulk import BulkItem, BulkVerb
from routing.models import Tag

Arguments = Mapping[str, Any]


class NothingToDo(Refused):
    """The case is as it was to be made, or somebody changed it since: it is left alone."""

    code = "nothing_to_do"


def _tag(member: Member, case: Case, given: Arguments) -> Footprint:
    tag = _row(Tag, given["tag"], _("This tag is gone. Choose another one."))
    check_tag(member=member, case=case, tag=tag)
    if _live(case, tag.id) is not None:
        raise NothingToDo(_("It has this tag already."))
    was = Untouched.of(case)
    tagging = do_tag(member=member, case=case, tag=tag)
    return was.left(case, tagging=tagging.id)


def _untag(member: Member, case: Case, given: Arguments) -> Footprint:
    tagging = _live(case, given["tag"])
    if tagging is None:
        raise NothingToDo(_("It does not have this tag."))
    check_untag(member=member, case=case, tagging=tagging)
    was = Untouched.of(case)
    do_untag(member=member, case=case, tagging=tagging)
    return was.left(case, tag=tagging.tag_id)


def _assign(member: Member, case: Case, given: Arguments) -> Footprint:
    gone = _("This colleague is gone. Choose somebody else.")
    to = _row(Member, given["member"], gone)
    check_assign(member=member, case=case, to=to)
    if case.assignee_id == to.id and case.kept_until is None:
        raise NothingToDo(_("%(name)s works on it already.") % {"name": to.display_name})
    was = Untouched.of(case)
    # One notice tells of all of them: see `inbox.actions.bulk.jobs`.
    do_assign(member=member, case=case, to=to, tells=False)
    return was.left(case)


def _move(member: Member, case: Case, given: Arguments) -> Footprint:
    check_move(member=member, case=case, team_id=given["team"])
    if case.team_id == given["team"]:
        raise NothingToDo(_("It is with this team already."))
    was = Untouched.of(case)
    do_move(member=member, case=case, team_id=given["team"])
    return was.left(case)


def _release(member: Member, case: Case, given: Arguments) -> Footprint:
    check_release(member=member, case=case)
    was = Untouched.of(case)
    do_release(member=member, case=case)
    return was.left(case)


def _priority(member: Member, case: Case, given: Arguments) -> Footprint:
    check_priority(member=member, case=case, priority=given["priority"])
    if case.priority == given["priority"]:
        raise NothingToDo(_("It has this priority already."))
    was = Untouched.of(case)
    do_priority(member=member, case=case, priority=given["priority"])
    return was.left(case)


def _snooze(member: Member, case: Case, given: Arguments) -> Footprint:
    until = datetime.fromisoformat(given["until"])
    check_snooze(member=member, case=case, until=until)
    was = Untouched.of(case)
    do_snooze(member=member, case=case, until=until)
    return was.left(case)


def _resolve(member: Member, case: Case, given: Arguments) -> Footprint:
    check_resolve(member=member, case=case)
    was = Untouched.of(case)
    do_resolve(member=member, case=case)
    return was.left(case)


def _dismiss(member: Member, case: Case, given: Arguments) -> Footprint:
    check_dismiss(member=member, case=case, reason=given["reason"])
    was = Untouched.of(case)
    do_dismiss(member=member, case=case, reason=given["reason"])
    return was.left(case)


_DEEDS: dict[str, Callable[[Member, Case, Arguments], Footprint]] = {
    BulkVerb.TAG: _tag,
    BulkVerb.UNTAG: _untag,
    BulkVerb.ASSIGN: _assign,
    BulkVerb.MOVE: _move,
    BulkVerb.RELEASE: _release,
    BulkVerb.PRIORITY: _priority,
    BulkVerb.SNOOZE: _snooze,
    BulkVerb.RESOLVE: _resolve,
    BulkVerb.DISMISS: _dismiss,
}


def do_deed(*, member: Member, case: Case, verb: str, given: Arguments) -> Footprint:
    """Raises Refused with the verb's own sentence, NothingToDo where the case is so already."""
    return _DEEDS[verb](member, case, given)


def undo_deed(*, member: Member, case: Case, item: BulkItem) -> None:
    """Raises NothingToDo, with who or what stands against it, when the case was touched since."""
    mark = Footprint(**(item.trace or {}))
    _check_nobody_else(member, case, item)
    tagging = Tagging.objects.filter(id=mark.tagging or 0).first()
    tag_is_off = tagging is not None and tagging.undone_at is not None
    tag_is_on = mark.tag is not None and _live(case, mark.tag) is not None
    if tag_is_off or tag_is_on or not mark.still_stands(case):
        raise NothingToDo(_("It was changed since, and is left as it is."))
    if tagging is not None:
        do_untag(member=member, case=case, tagging=tagging)
    if mark.tag is not None:
        tag = _row(Tag, mark.tag, _("This tag is gone. Choose another one."))
        check_tag(member=member, case=case, tag=tag)
        do_tag(member=member, case=case, tag=tag)
    now = timezone.now()
    put_back(case, mark, at=now, actor=by(member))
    touch(case, by(member), now)
    clocks.follow(case, now=now)


def _check_nobody_else(member: Member, case: Case, item: BulkItem) -> None:
    since = Event.objects.filter(case=case, id__gt=item.last_event or 0, member__isnull=False)
    acts = since.exclude(kind=Kind.TOUCHED).exclude(member=member)
    other = acts.select_related("member").order_by("-id").first()
    if other is not None:
        assert other.member is not None
        raise NothingToDo(
            _("%(name)s has changed it since, so it is left as it is.")
            % {"name": other.member.display_name}
        )


def _live(case: Case, tag_id: int) -> Tagging | None:
    return Tagging.objects.filter(case=case, tag_id=tag_id, undone_at__isnull=True).first()


def _row(model: Any, row_id: int, sentence: str) -> Any:
    found = model.objects.filter(id=row_id).first()
    if found is None:
        raise Refused(sentence)
    return found
