"""The newest notices of a member. What is out of sight meanwhile is not told."""

from __future__ import annotations

from collections.abc import Sequence

from care.core.models import Member
from inbox.access import visible_to
from inbox.models import Notice, Watch

MOST = 100


def newest(member: Member) -> Sequence[Notice]:
    return list(
        Notice.objects.filter(member=member, case__in=visible_to(member).values("id"))
        .select_related("case__customer", "case__channel", "note")
        .order_by("-at", "-id")[:MOST]
    )


def watches(member_id: int, case_id: int) -> bool:
    return Watch.objects.filter(member_id=member_id, case_id=case_id).exists()
