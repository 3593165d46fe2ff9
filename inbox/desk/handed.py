"""The card of a hand-over: what the other line was asked, what the customer was told, what came
back. It stays on top until it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.desk.topics import missing_of
from inbox.events import Kind
from inbox.models.cases import UNSETTLED
from inbox.models.lines import ProposalKind
from inbox.selectors.cards import CaseFact, EventFact, NoteFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.lines import ProposalFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Part:
    look: str
    label: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """First line's draft, which waits to be confirmed."""

    id: int
    action: str


@dataclass(frozen=True, slots=True)
class HandOverCard:
    look: str
    icon: str
    title: str
    aside: str
    at: str
    clock: words.Chip | None
    parts: tuple[Part, ...]
    next: str
    confirm: Confirm | None = None
    says_entry: int | None = None
    """The version of a known problem's note that it says."""


@dataclass(frozen=True, slots=True)
class Round:
    """One hand-over, and its return when it has come."""

    number: int
    asked: EventFact
    returned: EventFact | None


def last_round(case: CaseFact, catalogue: Catalogue) -> Round | None:
    moves = [event for event in reversed(case.events) if event.kind == Kind.MOVED]
    further = [event for event in moves if _direction(event, catalogue) > 0]
    if not further:
        return None
    asked = further[-1]
    back = [
        e for e in moves if _direction(e, catalogue) < 0 and (e.at, e.id) > (asked.at, asked.id)
    ]
    return Round(len(further), asked, back[-1] if back else None)


def _direction(event: EventFact, catalogue: Catalogue) -> int:
    to, was = event.data.get("to_team", 0), event.data.get("from_team", 0)
    return catalogue.line_of(to) - catalogue.line_of(was)


def card_of(
    case: CaseFact, timeline: Timeline, catalogue: Catalogue, to: CaseLinks, now: datetime
) -> HandOverCard | None:
    found = last_round(case, catalogue)
    if found is None or case.state not in UNSETTLED:
        return None
    if found.returned is None:
        further = catalogue.line_of(case.team_id) > catalogue.first_line
        return _asked(case, timeline, catalogue, to, found, now) if further else None
    if any(event.at > found.returned.at for event in _replies(case)):
        return None
    return _returned(case, timeline, catalogue, found, found.returned, now)


def _asked(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    to: CaseLinks,
    found: Round,
    now: datetime,
) -> HandOverCard:
    question = _note_between(case, None, found.asked.at)
    draft = _draft(case)
    waits = draft is not None and draft.confirmed_by_id is None
    next_ = _(
        "Write the technical answer as a note and send it back. The customer hears it "
        "from first line."
    )
    return HandOverCard(
        look="asked",
        icon="corner-up-right",
        title=_("Asked by %(name)s") % {"name": _who(found.asked, catalogue)},
        aside=_aside(found.asked.at, found.number, now),
        at=full_time(found.asked.at),
        clock=_clock(case, "ownership", now),
        parts=(
            _question(question, catalogue),
            *_told(case, timeline, catalogue, found.asked.at),
            *_missing(case),
            *_proposed(draft, catalogue),
        ),
        next=_("Is the draft right? One key confirms it, and it goes back.") if waits else next_,
        confirm=Confirm(draft.id, to.confirm) if draft is not None and waits else None,
    )


def _returned(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    found: Round,
    back: EventFact,
    now: datetime,
) -> HandOverCard:
    team = catalogue.teams.get(back.data.get("from_team", 0))
    answer = _note_between(case, found.asked.at, back.at)
    reason = next((r for r in case.reasons if r.id == back.data.get("reason")), None)
    return HandOverCard(
        look="returned",
        icon="corner-up-left",
        title=_("Back from %(line)s") % {"line": team.line_name if team else _("another line")},
        aside=_aside(back.at, found.number, now, by=_who(back, catalogue)),
        at=full_time(back.at),
        clock=_clock(case, "next_response", now) or _clock(case, "first_response", now),
        parts=(
            *_told(case, timeline, catalogue, found.asked.at),
            _question(_note_between(case, None, found.asked.at), catalogue),
            *((Part("reason", _("Back without an answer"), "", reason.name),) if reason else ()),
            *_answer(answer, catalogue, reason=reason.name if reason else ""),
        ),
        next=_("The words stand in the composer. Read them once more, then send.")
        if case.proposals
        else _("Answer in the customer's words, then resolve."),
        says_entry=answer.problem_entry_id if answer else None,
    )


def _question(note: NoteFact | None, catalogue: Catalogue) -> Part:
    if note is None:
        return Part("said", _("Question"), "", _("No note was left with it."))
    return Part("said", _("Question"), _by(note.member_id, catalogue), note.text)


def _answer(note: NoteFact | None, catalogue: Catalogue, *, reason: str) -> tuple[Part, ...]:
    """A reason may stand alone."""
    if note is None:
        return (Part("said", _("Technical answer"), "", _("No note was left with it.")),)
    if reason and note.text == reason:
        return ()
    label = _("Technical answer")
    if reason:
        label = _("What they say")
    elif note.problem_entry_id is not None:
        label = _("Technical answer, from the known problem")
    return (Part("note", label, _by(note.member_id, catalogue), note.text),)


def _draft(case: CaseFact) -> ProposalFact | None:
    return next((one for one in case.proposals if one.kind == ProposalKind.DRAFT), None)


def _proposed(draft: ProposalFact | None, catalogue: Catalogue) -> tuple[Part, ...]:
    if draft is None:
        return ()
    label = _("Draft answer to confirm")
    if draft.confirmed_by_id is not None:
        label = _("Draft answer, confirmed")
    return (Part("draft", label, _by(draft.member_id, catalogue), draft.words),)


def _missing(case: CaseFact) -> tuple[Part, ...]:
    missing = missing_of(case)
    if missing is None:
        return ()
    said = _("Missing: %(what)s") % {"what": ", ".join(missing.labels)}
    return (Part("said", missing.says, "", said),)


def _replies(case: CaseFact) -> Iterator[EventFact]:
    """Replies by the time of their click, newest first: a message's own time is the network's,
    and may lie after a hand-over that it was written before."""
    return (event for event in case.events if event.kind == Kind.REPLY_QUEUED)


def _told(
    case: CaseFact, timeline: Timeline, catalogue: Catalogue, until: datetime
) -> tuple[Part, ...]:
    """The last words of ours before the hand-over; usually the acknowledgement."""
    clicked = next((event for event in _replies(case) if event.at <= until), None)
    for said in reversed(timeline.messages):
        if said.inbound or said.context or said.deleted_at is not None:
            continue
        if said.member_id is None and said.at <= until:
            return (Part("said", _("The customer was told"), "", said.text),)
        if clicked is not None and said.id == clicked.data.get("message"):
            by = _by(said.member_id, catalogue) if said.member_id else ""
            return (Part("said", _("The customer was told"), by, said.text),)
    return (Part("said", _("The customer was told"), "", _("Nothing yet.")),)


def _note_between(case: CaseFact, since: datetime | None, until: datetime) -> NoteFact | None:
    """The newest note of the stroke that ended in a move at `until`; notes stand newest first."""
    for note in case.notes:
        if note.at <= until and (since is None or note.at > since):
            return note
    return None


def _who(event: EventFact, catalogue: Catalogue) -> str:
    if event.member_id is None:
        return event.rule_name or "Care"
    return words.face(catalogue.members.get(event.member_id)).name


def _by(member_id: int, catalogue: Catalogue) -> str:
    return _("by %(name)s") % {"name": words.face(catalogue.members.get(member_id)).name}


def _aside(moment: datetime, number: int, now: datetime, *, by: str = "") -> str:
    since = words.ago(moment, now)
    said = _("%(since)s ago") % {"since": since} if since != _("now") else _("just now")
    if by:
        said = _("by %(name)s, %(when)s") % {"name": by, "when": said}
    if number > 1:
        times = ngettext("%(count)d round", "%(count)d rounds", number) % {"count": number}
        said = f"{said} · {times}"
    return said


def _clock(case: CaseFact, kind: str, now: datetime) -> words.Chip | None:
    for clock in case.clocks:
        if clock.kind == kind and clock.due_at is not None:
            return words.chip(
                due_at=clock.due_at, target_seconds=clock.target_seconds, now=now, kind=kind
            )
    return None
