"""Who sees what: every read of cases starts here and may only narrow it."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet
from django.http import Http404

from care.core.models import Member
from care.core.prepared import Prepared
from inbox.models import Case, Problem
from routing.models import BrandSight

MAX_ID = 2**63 - 1


def every_case() -> QuerySet[Case]:
    """Sight of software that acts in nobody's name: the cases of all brands. A case that went into
    another is not a case any more."""
    return Case.objects.filter(merged_into__isnull=True)


def in_sight_of(member: Member) -> Q:
    """Rows with a brand that the member may see: all of them, or those the member is limited to."""
    limited = BrandSight.objects.filter(member=member)
    return ~Exists(limited) | Q(brand_id__in=limited.values("brand_id"))


def visible_to(member: Member) -> QuerySet[Case]:
    """The cases a member may see: those of all brands, or of the brands the member is limited to.

    Teams limit queues, not sight.
    """
    return every_case().filter(in_sight_of(member))


SEEN = """
  c.organisation_id = %(organisation)s AND c.merged_into_id IS NULL AND (
    NOT EXISTS (SELECT FROM routing_brandsight s
      WHERE s.organisation_id = %(organisation)s AND s.member_id = %(member)s)
    OR c.brand_id IN (SELECT s.brand_id FROM routing_brandsight s
      WHERE s.organisation_id = %(organisation)s AND s.member_id = %(member)s))
"""
"""`visible_to` for cases `c` of a statement that every page asks: building it through the ORM costs
more than Postgres needs to answer. A test holds that both see the same."""


_SEES = Prepared(
    f"SELECT EXISTS (SELECT FROM inbox_case c WHERE c.id = %(case)s AND {SEEN})",
    case="bigint",
    organisation="bigint",
    member="bigint",
)


def sees(member: Member, case_id: int) -> bool:
    """Is there such a case in the member's sight?"""
    if not 0 < case_id <= MAX_ID:
        return False
    values = {"organisation": member.organisation_id, "member": member.id, "case": case_id}
    ((seen,),) = _SEES.fetch(values)
    return bool(seen)


def case_for(member: Member, case_id: int) -> Case:
    """The case for reading. Http404 when it is absent, foreign or out of sight: the same answer."""
    if not 0 < case_id <= MAX_ID:
        raise Http404
    found = (
        visible_to(member)
        .select_related("customer", "channel", "brand", "team__line", "owner", "assignee")
        .filter(id=case_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def case_to_change(member: Member, case_id: int) -> Case:
    """The case with its row locked, so that of two people who act at once the second sees what
    the first did. Needs the request's transaction."""
    if not 0 < case_id <= MAX_ID:
        raise Http404
    found = visible_to(member).select_for_update().filter(id=case_id).first()
    if found is None:
        raise Http404
    return found


def case_beside(member: Member, case_id: int) -> Case:
    """The case for writing beside it what is nobody else's, like a draft. Whoever changes it at
    this moment is waited for; rows that point at it are not held up."""
    found = None
    if 0 < case_id <= MAX_ID:
        found = visible_to(member).select_for_update(no_key=True).filter(id=case_id).first()
    if found is None:
        raise Http404
    return found


def went_into(member: Member, case_id: int) -> int | None:
    """The id of the case that this one was merged into, if the member may see that."""
    if not 0 < case_id <= MAX_ID:
        return None
    gone = Case.objects.filter(id=case_id, merged_into__isnull=False).first()
    if gone is None or gone.merged_into_id is None:
        return None
    return visible_to(member).filter(id=gone.merged_into_id).values_list("id", flat=True).first()


def problem_for(problem_id: int, *, to_change: bool = False) -> Problem:
    """A known problem: of the whole organisation, like a tag. Http404 when it is absent or foreign:
    the same answer. `to_change`: with its row locked; whoever says that a case reports it waits."""
    problems = Problem.objects.select_related("keeper", "note__member")
    if to_change:
        problems = problems.select_for_update(of=("self",))
    found = problems.filter(id=problem_id).first() if 0 < problem_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found
