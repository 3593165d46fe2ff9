"""Known problems: opened, noted, solved, opened again, renamed, given to somebody.

One technical note serves all cases of a problem: they are told by a worker, in small batches (see
`inbox.flow.problems`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.models import Member
from care.core.text import MAX_MESSAGE, MAX_NOTE, typed
from inbox.models import Problem, ProblemEntry, ProblemLink
from inbox.models.problems import EntryKind, ProblemState
from routing.models import TeamMember
from routing.policy import house

MAX_TITLE: Final = 120
BELL: Final = "inbox.tell_problems"


def clean_title(title: str) -> str:
    """As it will be stored."""
    return " ".join(typed(title, limit=MAX_TITLE).split())


def same_title(title: str) -> Problem | None:
    """An open one first: what was solved may come again under its old name."""
    found = Problem.objects.filter(title__iexact=title)
    return found.order_by("state", "-opened_at").first()


def check_open(*, title: str) -> str:
    return _title(title, own_id=0)


def _title(title: str, *, own_id: int) -> str:
    title = clean_title(title)
    if Problem.objects.filter(title__iexact=title).exclude(id=own_id).exists():
        raise Refused(
            _("There is a problem “%(title)s” already. Use that one, or choose another title.")
            % {"title": title}
        )
    return title


def do_open(*, member: Member, title: str) -> Problem:
    now = timezone.now()
    problem = Problem.objects.create(title=title, keeper=member, opened_at=now)
    _enter(problem, EntryKind.OPENED, member, now, text=title)
    return problem


def may_write(member: Member, problem: Problem) -> bool:
    """Whoever keeps it, leads, or works on a line behind the first: what they write moves cases."""
    if member.leads or problem.keeper_id == member.id:
        return True
    rules = house()
    further = [team.id for team in rules.teams.values() if team.line_id != rules.front_line_id]
    return TeamMember.objects.filter(member=member, team_id__in=further).exists()


def _check_may(member: Member, problem: Problem) -> None:
    if not may_write(member, problem):
        raise Refused(
            _("%(name)s keeps this problem. Ask them, or somebody on another line, to change it.")
            % {"name": problem.keeper.display_name}
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be said of a problem; an empty text stays as it was."""

    note: str = ""
    answer: str = ""


def check_problem_note(*, member: Member, problem: Problem, text: str, seen: int) -> str:
    """`seen`: the version that whoever writes has read; 0: none was there. Needs the problem's row
    lock."""
    _check_may(member, problem)
    text = typed(text, limit=MAX_NOTE)
    _check_seen(problem, seen)
    return text


def _check_seen(problem: Problem, seen: int) -> None:
    newest = problem.note.version if problem.note else 0
    if newest != seen:
        assert problem.note is not None
        raise Refused(
            _(
                "%(name)s changed the note while you wrote. Yours is below, nothing of it is lost:"
                " compare it with the newest, and save again to put yours in its place."
            )
            % {"name": problem.note.member.display_name},
            code="stale",
        )


def do_problem_note(*, member: Member, problem: Problem, text: str) -> None:
    """A new version, and every case that reports the problem hears of it. The same words again are
    no new version."""
    if problem.note is not None and problem.note.text == text:
        return
    now = timezone.now()
    _write_note(problem, member, text, now)
    _tell_all(problem, now)


def _write_note(problem: Problem, member: Member, text: str, at: datetime) -> None:
    version = (problem.note.version or 0) + 1 if problem.note else 1
    problem.note = _enter(problem, EntryKind.NOTED, member, at, text=text, version=version)
    problem.save(update_fields=["note"])


def check_solve(*, member: Member, problem: Problem, note: str, answer: str, seen: int) -> Found:
    _check_may(member, problem)
    if problem.state == ProblemState.SOLVED:
        raise Refused(_("This problem is solved already."))
    found = Found(
        typed(note, limit=MAX_NOTE) if note.strip() else "",
        typed(answer, limit=MAX_MESSAGE) if answer.strip() else "",
    )
    if not found.note and problem.note is None:
        raise Refused(_("Say in the technical note what was wrong and what was done about it."))
    if not found.answer:
        raise Refused(_("Write what the customers may be told: first line takes it from there."))
    _check_seen(problem, seen)
    return found


def do_solve(*, member: Member, problem: Problem, found: Found) -> None:
    now = timezone.now()
    if found.note and (problem.note is None or problem.note.text != found.note):
        _write_note(problem, member, found.note, now)
    problem.state, problem.solved_at, problem.answer = ProblemState.SOLVED, now, found.answer
    problem.save(update_fields=["state", "solved_at", "answer"])
    _enter(problem, EntryKind.SOLVED, member, now, text=found.answer)
    _tell_all(problem, now)


def check_reopen_problem(*, member: Member, problem: Problem) -> None:
    _check_may(member, problem)
    if problem.state == ProblemState.OPEN:
        raise Refused(_("This problem is open already."))


def do_reopen_problem(*, member: Member, problem: Problem) -> None:
    now = timezone.now()
    problem.state, problem.solved_at = ProblemState.OPEN, None
    problem.save(update_fields=["state", "solved_at"])
    _enter(problem, EntryKind.REOPENED, member, now)
    _tell_all(problem, now)


def check_rename_problem(*, member: Member, problem: Problem, title: str, keeper: Member) -> str:
    _check_may(member, problem)
    if not keeper.membership.active:
        raise Refused(
            _("%(name)s is no longer in this organisation. Choose somebody else.")
            % {"name": keeper.display_name}
        )
    return _title(title, own_id=problem.id)


def do_rename_problem(*, member: Member, problem: Problem, title: str, keeper: Member) -> None:
    now = timezone.now()
    if problem.title != title:
        _enter(problem, EntryKind.RENAMED, member, now, text=title)
    if problem.keeper_id != keeper.id:
        _enter(problem, EntryKind.KEPT, member, now, text=keeper.display_name)
    problem.title, problem.keeper = title, keeper
    problem.save(update_fields=["title", "keeper"])


def _enter(
    problem: Problem,
    kind: EntryKind,
    member: Member,
    at: datetime,
    *,
    text: str = "",
    version: int | None = None,
) -> ProblemEntry:
    return ProblemEntry.objects.create(
        problem=problem, kind=kind, member=member, at=at, text=text, version=version
    )


def _tell_all(problem: Problem, at: datetime) -> None:
    """Every case that reports it is due; one that a worker is telling at this moment is due anew.
    The rows are locked in their order, as the workers lock them."""
    live = ProblemLink.objects.filter(problem=problem, undone_at__isnull=True)
    behind = ~Q(told_state=problem.state) | Q(told__isnull=True) | ~Q(told=problem.note)
    ids = live.filter(behind).order_by("id").select_for_update().values_list("id", flat=True)
    ProblemLink.objects.filter(id__in=list(ids)).update(due_at=at)
    bell.ring(BELL)
