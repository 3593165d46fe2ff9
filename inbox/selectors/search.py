"""Search over what was said, what was noted, and who wrote: cases, newest find first.

The finding is done by the function care_search() (see its migration), which takes the open
organisation and the brands that the member may see. What it names is read under row security and
sight again before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from care.core.times import midnight
from inbox.models import Case
from inbox.selectors.asked import Asked, Problem
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.narrow import narrow
from inbox.selectors.queues import PAGE, CaseRow, rows_of
from routing.models import BrandSight

MOST = 500


@dataclass(frozen=True, slots=True)
class Find:
    """A case, and the newest of its messages or notes that fits. Neither: the customer's name."""

    case_id: int
    at: datetime
    message_id: int | None
    note_id: int | None


@dataclass(frozen=True, slots=True)
class Found:
    asked: Asked
    finds: tuple[Find, ...]
    more: bool
    """There are more than were counted."""
    problems: tuple[Problem, ...]

    @property
    def total(self) -> int:
        return len(self.finds)


@dataclass(frozen=True, slots=True)
class FoundRow:
    row: CaseRow
    text: str
    """The message or note that fits; empty when it was the customer's name."""
    noted: bool
    inbound: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundPage:
    rows: tuple[FoundRow, ...]
    after: int | None


def search(asked: Asked, *, member: Member | None, catalogue: Catalogue, most: int = MOST) -> Found:
    """`member` none: software that acts in nobody's name, and sees every brand."""
    among = narrow(asked, catalogue, member_id=member.id if member else None)
    problems = asked.problems + among.problems
    if asked.empty or among.impossible:
        return Found(asked, (), more=False, problems=problems)
    found = fetch(
        "SELECT case_id, message_id, note_id, at, cut FROM care_search(%s, %s::bigint[],"
        " %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],"
        " %s::bigint[], %s::bigint[], %s, %s, %s, %s, %s::text[], %s::text[], %s::text[])",
        [
            current_organisation_id(),
            _brands(member),
            list(asked.terms),
            list(asked.without),
            list(asked.values("from")),
            among.states,
            among.channels,
            among.teams,
            among.owners,
            among.tags,
            asked.noted,
            midnight(asked.after) if asked.after else None,
            midnight(asked.before) if asked.before else None,
            most + 1,
            among.languages,
            [slug for slug, _ in among.fields] if among.fields else None,
            [said for _, said in among.fields] if among.fields else None,
        ],
    )
    cut = any(row[4] for row in found)
    finds = _newest_of_each(
        Find(case_id, at, message_id, note_id)
        for case_id, message_id, note_id, at, marks_cut in found
        if not marks_cut
    )
    return Found(asked, finds[:most], more=cut or len(finds) > most, problems=problems)


def _newest_of_each(finds: Iterable[Find]) -> tuple[Find, ...]:
    best: dict[int, Find] = {}
    for find in finds:
        known = best.get(find.case_id)
        if known is None or _weight(find) > _weight(known):
            best[find.case_id] = find
    return tuple(sorted(best.values(), key=lambda find: (find.at, find.case_id), reverse=True))


def _weight(find: Find) -> tuple[bool, datetime]:
    """Words that fit say more than a name that does."""
    return (find.message_id is not None or find.note_id is not None, find.at)


def _brands(member: Member | None) -> list[int] | None:
    if member is None:
        return None
    return list(BrandSight.objects.filter(member=member).values_list("brand_id", flat=True)) or None


_TEXTS = """
SELECT 'm' || id, text, direction = 'in' FROM inbox_message
WHERE organisation_id = %(organisation)s AND id = ANY(%(messages)s)
UNION ALL SELECT 'n' || id, text, false FROM inbox_note
WHERE organisation_id = %(organisation)s AND id = ANY(%(notes)s)
"""


def found_page(found: Found, visible: QuerySet[Case], *, after: int = 0) -> FoundPage:
    """`after` finds were shown before."""
    finds = found.finds[after : after + PAGE]
    if not finds:
        return FoundPage((), None)
    seen = visible.filter(id__in=[find.case_id for find in finds]).values_list("id", flat=True)
    rows = {row.id: row for row in rows_of(list(seen))}
    wanted = {
        "organisation": current_organisation_id(),
        "messages": [find.message_id for find in finds if find.message_id],
        "notes": [find.note_id for find in finds if find.note_id],
    }
    texts = {key: (text, inbound) for key, text, inbound in fetch(_TEXTS, wanted)}
    shown = after + PAGE
    return FoundPage(
        rows=tuple(_row(find, rows[find.case_id], texts) for find in finds if find.case_id in rows),
        after=shown if len(found.finds) > shown else None,
    )


def _row(find: Find, row: CaseRow, texts: dict[str, tuple[str, bool]]) -> FoundRow:
    key = f"n{find.note_id}" if find.note_id else f"m{find.message_id}"
    text, inbound = texts.get(key, ("", False))
    return FoundRow(row, text, noted=find.note_id is not None, inbound=inbound, at=find.at)
