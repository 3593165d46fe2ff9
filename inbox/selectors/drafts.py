"""Drafts of one member; nobody sees those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from care.core.models import Member
from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.access import visible_to
from inbox.models import Case, Draft
from inbox.selectors.files import FileFact, facts_of, files_json


@dataclass(frozen=True, slots=True)
class DraftFact:
    text: str
    visibility: str
    files: tuple[FileFact, ...] = ()


@dataclass(frozen=True, slots=True)
class PenFact:
    drafts: Mapping[str, DraftFact]
    """The member's own in the case, by pen."""


def cases_with_drafts(member: Member) -> QuerySet[Case]:
    """The cases that the member sees and has begun to write in."""
    own = Draft.objects.filter(member=member, case=OuterRef("pk"))
    return visible_to(member).filter(Exists(own))


_DRAFTS = Prepared(
    f"""
SELECT d.pen, d.text, d.visibility, {files_json("d", "draft_id")} FROM inbox_draft d
WHERE d.organisation_id = %(organisation)s AND d.member_id = %(member)s AND d.case_id = %(case)s
""",
    organisation="bigint",
    member="bigint",
    case="bigint",
)


def pen_fact(member_id: int, case_id: int) -> PenFact:
    """What the composer needs beside the case. For a case that the member may see."""
    asked = {"organisation": current_organisation_id(), "member": member_id, "case": case_id}
    rows = _DRAFTS.fetch(asked)
    return PenFact({pen: DraftFact(text, way, facts_of(files)) for pen, text, way, files in rows})
