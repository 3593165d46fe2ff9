"""Known problems and their cases. A problem is the whole organisation's; its cases are listed and
counted only as far as the member sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import MAX_ID, visible_to
from inbox.models import Case, Message, Problem, ProblemLink
from inbox.models.cases import UNSETTLED
from inbox.models.messages import Direction
from inbox.models.problems import ProblemState
from inbox.selectors.embedded import embedded

PAGE = 25
SOLVED_SHOWN = 50
TO_TELL_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ListedProblem:
    id: int
    title: str
    state: str
    keeper_id: int
    opened_at: datetime
    solved_at: datetime | None
    version: int | None
    open: int
    cases: int


_LISTED = """
SELECT p.id, p.title, p.state, p.keeper_id, p.opened_at, p.solved_at, n.version,
  count(c.id) FILTER (WHERE c.state IN ('open', 'waiting', 'snoozed')), count(c.id)
FROM (
  (SELECT * FROM inbox_problem WHERE organisation_id = %(organisation)s AND state = 'open')
  UNION ALL
  (SELECT * FROM inbox_problem WHERE organisation_id = %(organisation)s AND state = 'solved'
   ORDER BY opened_at DESC LIMIT %(solved)s)) p
LEFT JOIN inbox_problementry n ON n.organisation_id = p.organisation_id AND n.id = p.note_id
LEFT JOIN inbox_problemlink l ON l.organisation_id = p.organisation_id AND l.problem_id = p.id
  AND l.undone_at IS NULL
LEFT JOIN ({visible}) c ON c.id = l.case_id
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY p.state, 8 DESC, p.opened_at DESC, p.id DESC
"""


def problems_for(member: Member) -> list[ListedProblem]:
    """Open ones first, those with most open cases before the others."""
    visible, values = embedded(visible_to(member).values("id", "state"), "seen")
    values |= {"organisation": current_organisation_id(), "solved": SOLVED_SHOWN}
    rows = fetch(_LISTED.format(visible=visible), values)
    return [ListedProblem(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class CasesOfProblem:
    links: Sequence[ProblemLink]
    older: int | None
    """The id to go on before; None on the last page."""
    counts: Mapping[str, int]
    """By the state of the case."""
    with_others: int
    """Open ones that are with a team behind the first line."""


def _links(problem: Problem, member: Member) -> QuerySet[ProblemLink]:
    live = ProblemLink.objects.filter(problem=problem, undone_at__isnull=True)
    return live.filter(case_id__in=visible_to(member).values("id"))


_WITH = ("case__customer", "case__team", "case__channel", "case__owner")


def cases_of(
    problem: Problem, member: Member, *, further: Sequence[int], before: int | None
) -> CasesOfProblem:
    """Newest first."""
    seen = _links(problem, member)
    page = seen.filter(id__lt=min(before, MAX_ID)) if before is not None else seen
    rows = list(page.select_related(*_WITH).order_by("-id")[: PAGE + 1])
    counted = seen.values_list("case__state", "case__team_id").annotate(count=Count("id"))
    counts: dict[str, int] = {}
    others = 0
    for state, team_id, count in counted.order_by():
        counts[state] = counts.get(state, 0) + count
        others += count if state in UNSETTLED and team_id in further else 0
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return CasesOfProblem(rows[:PAGE], older, counts, others)


@dataclass(frozen=True, slots=True)
class ToTell:
    count: int
    links: Sequence[ProblemLink]


def to_tell(problem: Problem, member: Member) -> ToTell:
    """Cases of a solved problem that are not done and whose customers heard nothing of a person
    since; those that wait longest first."""
    if problem.state != ProblemState.SOLVED or problem.solved_at is None:
        return ToTell(0, ())
    said = Message.objects.filter(
        case=OuterRef("case_id"),
        direction=Direction.OUT,
        member__isnull=False,
        sent_at__gte=problem.solved_at,
    )
    waiting = _links(problem, member).filter(~Exists(said), case__state__in=UNSETTLED)
    rows = waiting.select_related(*_WITH).order_by("case__opened_at", "id")[:TO_TELL_SHOWN]
    return ToTell(waiting.count(), list(rows))


def still_to_hear(problem: Problem) -> int:
    """Cases that a worker has yet to bring up to what is known; of all brands, as it works."""
    return ProblemLink.objects.filter(problem=problem, due_at__isnull=False).count()


def limited(member: Member, problem: Problem) -> bool:
    """Are there cases of it that the member does not see?"""
    live = ProblemLink.objects.filter(problem=problem, undone_at__isnull=True)
    hidden = Case.objects.filter(merged_into__isnull=True).exclude(
        id__in=visible_to(member).values("id")
    )
    return live.filter(case_id__in=hidden.values("id")).exists()
