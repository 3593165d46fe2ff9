"""The known problem that a case reports, as the case's page says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import CaseLinks, Links
from inbox.models.cases import UNSETTLED
from inbox.models.problems import ProblemState
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.lines import OfferedProblem


@dataclass(frozen=True, slots=True)
class Reported:
    href: str
    title: str
    state: words.Pill
    solved: bool
    off: str
    """Where it is said that the case does not report it after all."""


@dataclass(frozen=True, slots=True)
class ProblemCard:
    """What is known of it, over the conversation, while the case is not done."""

    note: str
    """Empty where the hand-over's card says it already, or nothing is known yet."""
    by: str
    at: str
    version: str
    answer: str
    put: str
    """Address that puts the prepared answer into the composer; empty: it is not solved."""


@dataclass(frozen=True, slots=True)
class ProblemChoice:
    id: int
    title: str
    solved: bool


def problem_pill(state: str) -> words.Pill:
    solved = state == ProblemState.SOLVED
    return words.Pill("thanked" if solved else "open", str(ProblemState(state).label))


def reported_of(case: CaseFact, links: Links, to: CaseLinks) -> Reported | None:
    problem = case.problem
    if problem is None:
        return None
    return Reported(
        href=links.problem(problem.id),
        title=problem.title,
        state=problem_pill(problem.state),
        solved=problem.state == ProblemState.SOLVED,
        off=to.problem_off,
    )


def problem_card_of(
    case: CaseFact, catalogue: Catalogue, to: CaseLinks, *, said: int | None
) -> ProblemCard | None:
    """`said`: the version of the note that stands on the hand-over's card."""
    problem = case.problem
    if problem is None or case.state not in UNSETTLED:
        return None
    solved = problem.state == ProblemState.SOLVED
    says_note = problem.entry_id is not None and problem.entry_id != said
    if not says_note and not solved:
        return None
    who = words.face(catalogue.members.get(problem.noted_by or 0)).name
    return ProblemCard(
        note=(problem.note or "") if says_note else "",
        by=_("by %(name)s") % {"name": who} if says_note else "",
        at=full_time(problem.noted_at) if problem.noted_at else "",
        version=_("version %(number)s") % {"number": problem.version} if says_note else "",
        answer=problem.answer if solved else "",
        put=to.put("solved") if solved and problem.answer else "",
    )


def problem_choices(problems: tuple[OfferedProblem, ...]) -> tuple[ProblemChoice, ...]:
    return tuple(
        ProblemChoice(one.id, one.title, one.state == ProblemState.SOLVED) for one in problems
    )
