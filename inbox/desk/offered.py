"""Words that wait for first line's composer: the draft that another line confirmed, the question
that it wants to have asked, what a solved problem's customers may be told, and a polite question
for what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.models.cases import UNSETTLED
from inbox.models.lines import ProposalKind
from inbox.models.problems import ProblemState
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.lines import ItemFact, ProposalFact
from routing.engine.filling import fill


@dataclass(frozen=True, slots=True)
class Offered:
    """Of a hand-over, over the composer."""

    id: int
    look: str
    icon: str
    says: str
    was: str
    """As first line wrote it, where another line changed it."""
    text: str
    shown: bool
    """It stands in the composer, and nothing else does."""
    put: str
    drop: str


def offered_of(case: CaseFact, catalogue: Catalogue, to: CaseLinks, *, own: str) -> Offered | None:
    """`own`: what the member has begun to write. Nothing is offered while another line has the
    case: nobody shall send what is not confirmed yet."""
    further = catalogue.line_of(case.team_id) > catalogue.first_line
    if further or case.state not in UNSETTLED or not case.proposals:
        return None
    proposal = case.proposals[0]
    shown = own in ("", proposal.words)
    says = _says(proposal, catalogue)
    if not shown:
        says = _("%(said)s. What stands below is your own.") % {"said": says}
    question = proposal.kind == ProposalKind.QUESTION
    sure = question or proposal.confirmed_by_id is not None
    return Offered(
        id=proposal.id,
        look="sure" if sure else "unsure",
        icon="message-circle-question-mark"
        if question
        else "badge-check"
        if sure
        else "badge-question-mark",
        says=says,
        was=proposal.text if proposal.changed else "",
        text=proposal.words,
        shown=shown,
        put=to.put("offered"),
        drop=to.drop,
    )


def _says(proposal: ProposalFact, catalogue: Catalogue) -> str:
    who = {"name": words.face(catalogue.members.get(proposal.member_id)).name}
    if proposal.kind == ProposalKind.QUESTION:
        return _("%(name)s needs this from the customer") % who
    if proposal.confirmed_by_id is None:
        return _("Draft by %(name)s, confirmed by nobody") % who
    sure = {"name": words.face(catalogue.members.get(proposal.confirmed_by_id)).name}
    if proposal.changed:
        return _("Confirmed by %(name)s, with changes") % sure
    return _("Confirmed by %(name)s") % sure


def missing_fields(case: CaseFact) -> tuple[ItemFact, ...]:
    """What the customer can be asked for; each field once, whichever tags ask for it."""
    found = {
        (item.of, item.slug): item
        for item in reversed(case.topic_items)
        if not item.is_step and not item.done
    }
    return tuple(reversed(found.values()))


def words_to_put(what: str, case: CaseFact, values: Mapping[str, str]) -> str:
    """`what`, as an address asks for it; empty when there is no such thing (any more). `values`:
    of the variables."""
    match what:
        case "offered":
            return case.proposals[0].words if case.proposals else ""
        case "missing":
            return _question(case, values)
        case "solved":
            return _solved(case, values)
        case _:
            return ""


def _question(case: CaseFact, values: Mapping[str, str]) -> str:
    missing = missing_fields(case)
    if not missing:
        return ""
    opening = fill(missing[0].opening, values)
    # First words that lack their name are none.
    first = opening.text.strip() if missing[0].opening and not opening.missing else ""
    first = first or _("So that we can help you quickly, please tell us:")
    return "\n".join([first, *(f"– {item.words or item.name}" for item in missing)])


def _solved(case: CaseFact, values: Mapping[str, str]) -> str:
    """A gap is seen by who sends it."""
    problem = case.problem
    if problem is None or problem.state != ProblemState.SOLVED:
        return ""
    return fill(problem.answer, values).text.strip()
