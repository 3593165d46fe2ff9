"""The sheet on which a further line changes first line's draft before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.desk.pen import Refusal
from inbox.models.lines import ProposalKind
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ConfirmSheet:
    action: str
    back: str
    proposal: int
    error: str
    label: str
    text: str
    words: str


def confirm_sheet_of(
    case: CaseFact, catalogue: Catalogue, to: CaseLinks, *, refusal: Refusal | None
) -> ConfirmSheet:
    """Also of a draft that is gone by now: the sheet then says so."""
    drafts = [one for one in case.proposals if one.kind == ProposalKind.DRAFT]
    draft = drafts[0] if drafts and drafts[0].confirmed_by_id is None else None
    values = refusal.values if refusal is not None and refusal.form == "confirm" else {}
    error = refusal.error if refusal is not None and refusal.form == "confirm" else ""
    if draft is None and not error:
        error = _("No draft waits to be confirmed. Somebody was faster, or it was taken away.")
    who = words.face(catalogue.members.get(draft.member_id)).name if draft else "?"
    return ConfirmSheet(
        action=to.confirm,
        back=to.page,
        proposal=draft.id if draft else 0,
        error=error,
        label=_("Draft answer by %(name)s") % {"name": who},
        text=values.get("text") or (draft.text if draft else ""),
        words=values.get("words", ""),
    )
