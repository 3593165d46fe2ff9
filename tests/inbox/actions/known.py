"""Problems and their cases, in the tests of verbs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from care.core.models import Member
from inbox.access import case_to_change, problem_for
from inbox.actions.hand_over import AlongWith, check_hand_over, do_hand_over
from inbox.actions.known import check_named, check_unlink, do_named, do_unlink
from inbox.actions.problem import (
    check_problem_note,
    check_solve,
    do_open,
    do_problem_note,
    do_solve,
)
from inbox.models import Case, Note, Problem
from tests.cast import Cast, tag
from tests.inbox.actions.work import customer_writes

OVER, BACK = "second-line-support", "technical-reply"


def case_of(cast: Cast, customer: str) -> int:
    """A new case of a new customer."""
    customer_writes(cast, f"Error 42 at {customer}'s", customer=customer)
    with cast.door():
        return Case.objects.latest("id").id


def handed_over(cast: Cast, customer: str, *, member: Member | None = None) -> int:
    case_id = case_of(cast, customer)
    hands_over(cast, member or cast.anna, case_id, OVER, note="Error 42, is it ours?")
    return case_id


def hands_over(
    cast: Cast, member: Member, case_id: int, slug: str, *, note: str = "", **along: Any
) -> None:
    with cast.door():
        case = case_to_change(member, case_id)
        checked = check_hand_over(
            member=member, case=case, note=note, tag=tag(slug), along=AlongWith(**along)
        )
        do_hand_over(member=member, case=case, hand_over=checked)


def opens(cast: Cast, title: str = "Error 42") -> Problem:
    with cast.door():
        return do_open(member=cast.tess, title=title)


def links(cast: Cast, case_id: int, problem: Problem, *, member: Member | None = None) -> None:
    member = member or cast.tess
    with cast.door():
        case = case_to_change(member, case_id)
        named = check_named(member=member, case=case, problem_id=problem.id)
        do_named(member=member, case=case, named=named)


def unlinks(cast: Cast, case_id: int) -> None:
    with cast.door():
        case = case_to_change(cast.tess, case_id)
        link = check_unlink(member=cast.tess, case=case)
        do_unlink(member=cast.tess, case=case, link=link)


def notes(cast: Cast, problem: Problem, text: str, *, member: Member | None = None) -> None:
    member = member or cast.tess
    with cast.door():
        found = problem_for(problem.id, to_change=True)
        seen = found.note.version or 0 if found.note else 0
        text = check_problem_note(member=member, problem=found, text=text, seen=seen)
        do_problem_note(member=member, problem=found, text=text)


def solves(cast: Cast, problem: Problem, answer: str, *, note: str = "") -> None:
    with cast.door():
        found = problem_for(problem.id, to_change=True)
        seen = found.note.version or 0 if found.note else 0
        checked = check_solve(member=cast.tess, problem=found, note=note, answer=answer, seen=seen)
        do_solve(member=cast.tess, problem=found, found=checked)


def said_in(cast: Cast, case_id: int) -> list[str]:
    """The problem's notes that stand in the case, oldest first."""
    with cast.door():
        told = Note.objects.filter(case_id=case_id, problem_entry__isnull=False)
        return list(told.order_by("id").values_list("text", flat=True))


def place_of(cast: Cast, case_id: int) -> tuple[int, Member | None, str]:
    """Line, who works on it, and its state."""
    with cast.door():
        case = Case.objects.select_related("team__line", "assignee").get(id=case_id)
        return (case.team.line.number, case.assignee, case.state)


def resolved(cast: Cast, case_id: int) -> None:
    now = timezone.now()
    with cast.door():
        Case.objects.filter(id=case_id).update(state="resolved", resolved_at=now, settled_at=now)
