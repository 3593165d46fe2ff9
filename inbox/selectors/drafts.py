"""Drafts of one member; nobody sees those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import visible_to
from inbox.models import Case, Draft


@dataclass(frozen=True, slots=True)
class DraftFact:
    text: str
    visibility: str


@dataclass(frozen=True, slots=True)
class PenFact:
    zone: str
    """By which people of the organisation read times."""
    drafts: Mapping[str, DraftFact]
    """The member's own in the case, by pen."""


def cases_with_drafts(member: Member) -> QuerySet[Case]:
    """The cases that the member sees and has begun to write in."""
    own = Draft.objects.filter(member=member, case=OuterRef("pk"))
    return visible_to(member).filter(Exists(own))


def pen_fact(member_id: int, case_id: int) -> PenFact:
    """What the composer needs beside the case. For a case that the member may see."""
    rows = fetch(
        "SELECT e.zone, d.pen, d.text, d.visibility FROM routing_engagement e"
        " LEFT JOIN inbox_draft d ON d.organisation_id = e.organisation_id"
        " AND d.member_id = %s AND d.case_id = %s WHERE e.organisation_id = %s",
        [member_id, case_id, current_organisation_id()],
    )
    return PenFact(rows[0][0], {pen: DraftFact(text, way) for _, pen, text, way in rows if pen})
