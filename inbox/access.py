"""Who sees what: every read of cases starts here and may only narrow it."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet
from django.http import Http404

from care.core.models import Member
from inbox.models import Case
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
