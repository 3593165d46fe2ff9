"""Cases hear what is known of the problem that they report.

Saving a problem's note marks the cases that are behind; here they are claimed by their row locks
and told in small batches, each in a transaction of its own. Any number of workers may run, and one
that dies in the middle leaves its batch due: a case is told once of each version, whatever happens.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import Now

from care.core import bell
from care.core.models import Member
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox.actions.known import do_tell
from inbox.actions.problem import BELL
from inbox.models import Case, Problem, ProblemEntry, ProblemLink
from inbox.models.problems import EntryKind

logger = logging.getLogger(__name__)

AT_ONCE = 500
BATCH = 20
# What cannot be told now keeps nobody else waiting.
LATER = timedelta(minutes=5)
_NEWS = (EntryKind.NOTED, EntryKind.SOLVED, EntryKind.REOPENED)


def tell_due() -> int:
    """The number of cases told."""
    due = due_rows("care_due_problems", at_most=AT_ONCE)
    found: dict[int, list[int]] = defaultdict(list)
    for row in due:
        found[row.organisation_id].append(row.row_id)
    told = sum(_tell(organisation_id, ids) for organisation_id, ids in found.items())
    if len(due) == AT_ONCE and told:
        bell.ring(BELL)
    return told


def _tell(organisation_id: int, ids: list[int]) -> int:
    return sum(_batch(organisation_id, batch) for batch in _batches(sorted(ids)))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _batch(organisation_id: int, ids: list[int]) -> int:
    try:
        with organisation_door(organisation_id):
            return tell(ids)
    except Exception:  # one case's fault keeps nobody else's waiting
        logger.exception("problem links %s of organisation %s", ids, organisation_id)
    if len(ids) > 1:
        return sum(_batch(organisation_id, [link_id]) for link_id in ids)
    with organisation_door(organisation_id):
        ProblemLink.objects.filter(id__in=ids).update(due_at=Now() + LATER)
    return 0


def tell(ids: list[int]) -> int:
    """Needs the organisation's door. The cases are locked before their links, as everywhere; one
    that somebody is changing waits for the next time. What is known is read behind the locks:
    whoever writes a newer note meanwhile waits for them, and marks the cases anew."""
    due = ProblemLink.objects.filter(id__in=ids, due_at__lte=Now(), undone_at__isnull=True)
    cases = {
        case.id: case
        for case in Case.objects.select_for_update(skip_locked=True)
        .filter(id__in=due.values("case_id"))
        .order_by("id")
    }
    links = list(
        due.filter(case_id__in=cases).select_for_update(skip_locked=True).order_by("case_id")
    )
    known = Problem.objects.select_related("note__member").in_bulk(
        {link.problem_id for link in links}
    )
    speakers = {problem_id: _who_said(problem_id) for problem_id in known}
    for link in links:
        do_tell(
            case=cases[link.case_id],
            link=link,
            problem=known[link.problem_id],
            by_whom=speakers[link.problem_id],
        )
    return len(links)


def _who_said(problem_id: int) -> Member:
    """Whose words the cases hear."""
    news = ProblemEntry.objects.filter(problem_id=problem_id, kind__in=_NEWS)
    entry = news.select_related("member").latest("id")
    member: Member = entry.member
    return member
