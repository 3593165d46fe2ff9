"""A case reports a known problem: said, taken back, and what the case is told because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.access import MAX_ID
from inbox.actions.acting import by, tell, touch
from inbox.actions.back import do_bring_back
from inbox.actions.notices import notify
from inbox.actions.problem import clean_title, do_open, same_title
from inbox.events import Kind
from inbox.models import Case, Note, Problem, ProblemEntry, ProblemLink
from inbox.models.cases import UNSETTLED
from inbox.models.desk import NoticeKind
from inbox.models.notes import NotePurpose
from inbox.models.problems import ProblemState


@dataclass(frozen=True, slots=True)
class Named:
    """Which problem is meant: one that is there, a new one by its title, or none."""

    problem: Problem | None = None
    title: str = ""


def check_named(
    *, member: Member, case: Case, problem_id: int = 0, title: str = "", must: bool = True
) -> Named:
    """A title counts where no problem is chosen, and means the one that has it already, if any.
    `must`: one of both has to be given."""
    named = _named(problem_id, title)
    live = link_of(case)
    if named == Named():
        if must and live is None:
            raise Refused(_("Say which problem it is: choose one, or write a title for a new one."))
        return named
    if live is not None and (named.problem is None or live.problem_id != named.problem.id):
        raise Refused(
            _("This case reports “%(problem)s” already. Take it off first.")
            % {"problem": live.problem.title}
        )
    return named


def _named(problem_id: int, title: str) -> Named:
    if not problem_id and title.strip():
        title = clean_title(title)
        known = same_title(title)
        return Named(title=title) if known is None else Named(problem=known)
    if not problem_id:
        return Named()
    found = Problem.objects.filter(id=problem_id).first() if 0 < problem_id <= MAX_ID else None
    if found is None:
        raise Refused(_("This problem is gone. Choose another one."))
    return Named(problem=found)


def do_named(*, member: Member, case: Case, named: Named, returns: bool = True) -> None:
    """The case reports the problem from now on, and is told at once what is known. `returns`: it
    goes back to first line with it, if it is with another one."""
    if named == Named():
        return
    problem = named.problem or do_open(member=member, title=named.title)
    do_link(member=member, case=case, problem=problem, returns=returns)


def link_of(case: Case) -> ProblemLink | None:
    live = ProblemLink.objects.filter(case=case, undone_at__isnull=True)
    return live.select_related("problem").first()


def do_link(*, member: Member, case: Case, problem: Problem, returns: bool = True) -> None:
    """Needs the case's row lock. Whoever writes the problem's note at this moment is waited for,
    or the case would miss it."""
    problem = Problem.objects.select_for_update(no_key=True).get(id=problem.id)
    if ProblemLink.objects.filter(case=case, undone_at__isnull=True).exists():
        return
    now = timezone.now()
    link = ProblemLink.objects.create(problem=problem, case=case, member=member, at=now)
    tell(case, Kind.PROBLEM_LINKED, now, by(member), problem=problem.id)
    touch(case, by(member), now)
    do_tell(case=case, link=link, problem=problem, by_whom=member, returns=returns)


def check_unlink(*, member: Member, case: Case) -> ProblemLink:
    link = link_of(case)
    if link is None:
        raise Refused(_("It has been taken off already."))
    return link


def do_unlink(*, member: Member, case: Case, link: ProblemLink) -> None:
    """What the case was told stays told; it stays where it is."""
    now = timezone.now()
    link.undone_at, link.undone_by, link.due_at = now, member, None
    link.save(update_fields=["undone_at", "undone_by", "due_at"])
    tell(case, Kind.PROBLEM_UNLINKED, now, by(member), problem=link.problem_id)
    touch(case, by(member), now)


def do_tell(
    *, case: Case, link: ProblemLink, problem: Problem, by_whom: Member, returns: bool = True
) -> None:
    """Brings the case up to what is known of its problem: the note, written down here; back to
    first line, if it is with another one; a notice to whoever speaks to the customer. Needs the
    case's row lock. Done before, it does nothing. A case that is done is left in peace: should it
    be opened again, its page says what is known."""
    news = problem.note_id is not None and link.told_id != problem.note_id
    turned = link.told_state != problem.state
    link.due_at = None
    if (news or turned) and case.state in UNSETTLED and case.merged_into_id is None:
        link.told, link.told_state = problem.note, problem.state
        now = timezone.now()
        if news and problem.note is not None:
            _write_down(case, problem.note, now)
        tell(case, Kind.PROBLEM_TOLD, now, by(by_whom), **_what(problem))
        touch(case, by(by_whom), now)
        worth = news or problem.state == ProblemState.SOLVED
        went = returns and worth and do_bring_back(member=by_whom, case=case)
        if not went and worth:
            _notify(case, by_whom, now)
    link.save(update_fields=["told", "told_state", "due_at"])


def _what(problem: Problem) -> dict[str, object]:
    return {"problem": problem.id, "entry": problem.note_id, "state": str(problem.state)}


def _write_down(case: Case, entry: ProblemEntry, at: datetime) -> None:
    """A note like any other, so that everybody who reads the case reads it. It calls nobody: whom
    the text names is not meant once for each of its cases."""
    note = Note.objects.create(
        case=case,
        member_id=entry.member_id,
        purpose=NotePurpose.RETURN,
        text=entry.text,
        at=at,
        problem_entry=entry,
    )
    actor = by(entry.member)
    tell(case, Kind.NOTE_ADDED, at, actor, note=note.id, purpose=str(NotePurpose.RETURN))


def _notify(case: Case, by_whom: Member, at: datetime) -> None:
    told = [case.owner_id or case.assignee_id]
    notify(NoticeKind.PROBLEM_NEWS, case.id, told, at=at, actor=by(by_whom))
