"""Events in words. What one click did is told in one line, not in four."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.events import Kind
from inbox.models.cases import Actionability, Priority, State
from inbox.models.clocks import ClockKind
from inbox.models.problems import ProblemState
from inbox.selectors.cards import CaseFact, EventFact
from inbox.selectors.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    icon: str
    words: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class _Teller:
    case: CaseFact
    catalogue: Catalogue

    def who(self, event: EventFact) -> str:
        if event.member_id is not None:
            return self.member(event.member_id)
        if event.rule_name:
            return _("Rule “%(rule)s”") % {"rule": event.rule_name}
        return "Care"

    def member(self, member_id: object) -> str:
        found = self.catalogue.members.get(member_id) if isinstance(member_id, int) else None
        return words.face(found).name

    def tag(self, event: EventFact) -> str:
        found = self.catalogue.tags.get(event.data.get("tag", 0))
        return found.name if found else _("a tag that is gone")

    def why(self, event: EventFact) -> str:
        for tagging in self.case.taggings:
            if tagging.tag_id == event.data.get("tag") and tagging.at == event.at:
                return tagging.why
        return ""

    def team(self, team_id: object) -> str:
        team = self.catalogue.teams.get(team_id) if isinstance(team_id, int) else None
        return team.name if team else _("another team")

    def problem(self, event: EventFact) -> str:
        titles = {one.id: one.title for one in self.case.problems}
        if self.case.problem is not None:
            titles[self.case.problem.id] = self.case.problem.title
        return titles.get(event.data.get("problem", 0), _("one of long ago"))

    def reason(self, event: EventFact) -> str:
        wanted = event.data.get("reason")
        return next((one.name for one in self.case.reasons if one.id == wanted), "")


def happened(case: CaseFact, catalogue: Catalogue) -> Iterator[Line]:
    """Oldest first."""
    teller = _Teller(case, catalogue)
    for _moment, together in groupby(reversed(case.events), key=lambda event: event.at):
        yield from _click(teller, list(together))


def _click(teller: _Teller, together: list[EventFact]) -> Iterator[Line]:
    move = next((event for event in together if event.kind == Kind.MOVED), None)
    for event in together:
        if move is not None and _told_by_the_move(event):
            continue
        tell = _move(teller, together) if event is move else _TELLERS.get(event.kind)
        line = tell(teller, event) if tell else None
        if line is not None:
            yield _among_many(line) if "bulk" in event.data else line


def _among_many(line: Line) -> Line:
    return replace(line, words=_("%(said)s, with others") % {"said": line.words})


def _told_by_the_move(event: EventFact) -> bool:
    return event.kind in {Kind.TAG_ON, Kind.TAG_OFF, Kind.ASSIGNED, Kind.STATE_CHANGED}


Tell = Callable[[_Teller, EventFact], Line | None]


def _move(teller: _Teller, together: list[EventFact]) -> Tell:
    tag_on = next((event for event in together if event.kind == Kind.TAG_ON), None)

    def tell(teller: _Teller, event: EventFact) -> Line:
        back = teller.catalogue.line_of(event.data.get("to_team", 0)) < teller.catalogue.line_of(
            event.data.get("from_team", 0)
        )
        told = {
            "who": teller.who(tag_on or event),
            "team": teller.team(event.data.get("to_team")),
            "tag": teller.tag(tag_on) if tag_on else "",
        }
        if back:
            said = _("%(who)s sent it back to %(team)s") % told
        else:
            said = _("%(who)s handed it over to %(team)s") % told
        if tag_on:
            said = _("%(said)s with %(tag)s") % {"said": said, "tag": told["tag"]}
        reason = teller.reason(event) or (teller.why(tag_on) if tag_on else "")
        said = _because(said, reason)
        return Line(event.at, "corner-up-left" if back else "corner-up-right", said, "move")

    return tell


def _because(said: str, why: str) -> str:
    return _("%(said)s because “%(why)s”") % {"said": said, "why": why} if why else said


def _tag_on(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s added %(tag)s") % {"who": teller.who(event), "tag": teller.tag(event)}
    return Line(event.at, "tag", _because(said, teller.why(event)))


def _tag_off(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.who(event), "tag": teller.tag(event)}
    return Line(event.at, "tag", _("%(who)s took %(tag)s off") % told)


def _assigned(teller: _Teller, event: EventFact) -> Line:
    to = event.data.get("to")
    told = {"who": teller.who(event), "to": teller.member(to) if to else ""}
    if to is None:
        return Line(event.at, "inbox", _("%(who)s put it back in the queue") % told)
    if to == event.member_id:
        return Line(event.at, "hand", _("%(who)s took the case") % told)
    return Line(event.at, "user-plus", _("%(who)s gave it to %(to)s") % told)


def _owner(teller: _Teller, event: EventFact) -> Line | None:
    to = event.data.get("to")
    if to is None or to == event.member_id:
        return None
    said = _("%(to)s speaks to the customer now") % {"to": teller.member(to)}
    return Line(event.at, "user-round", said)


def _state(teller: _Teller, event: EventFact) -> Line | None:
    to, was = event.data.get("to"), event.data.get("from")
    who = {"who": teller.who(event)}
    by_somebody = event.member_id is not None
    match to:
        case State.RESOLVED:
            return Line(event.at, "circle-check", _("%(who)s resolved the case") % who, "done")
        case State.DISMISSED if event.data.get("reason") == "deleted":
            said = _("The customer deleted all they wrote: nothing is left to answer")
            return Line(event.at, "archive-x", said)
        case State.OPEN if event.data.get("reason") == "edited":
            said = _("The customer changed what they wrote after our answer: open again")
            return Line(event.at, "rotate-ccw", said)
        case State.DISMISSED:
            reason = words.dismissals().get(str(event.data.get("reason", "")), "")
            said = _("%(who)s dismissed the case") % who
            said = _("%(said)s: %(reason)s") % {"said": said, "reason": reason} if reason else said
            return Line(event.at, "archive-x", said)
        case State.SNOOZED:
            return Line(event.at, "moon", _("%(who)s snoozed the case") % who)
        case State.OPEN if was == State.SNOOZED:
            return Line(event.at, "alarm-clock", _("The case came back from its snooze"))
        case State.OPEN if was in {State.RESOLVED, State.DISMISSED}:
            said = _("%(who)s reopened the case") % who
            said = said if by_somebody else _("The customer wrote again: reopened")
            return Line(event.at, "rotate-ccw", said)
        case _:
            return None


def _priority(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.who(event), "to": _label(Priority, event.data.get("to")).lower()}
    return Line(event.at, "flag", _("%(who)s set the priority to %(to)s") % told)


def _actionability(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.who(event), "to": _label(Actionability, event.data.get("to")).lower()}
    return Line(event.at, "sparkles", _("%(who)s judged it: %(to)s") % told)


def _breached(teller: _Teller, event: EventFact) -> Line:
    if event.data.get("clock") == ClockKind.TURNS:
        return Line(event.at, "repeat", _("More replies than the policy aims at"), "late")
    clock = _label(ClockKind, event.data.get("clock"))
    return Line(event.at, "alarm-clock", _("%(clock)s: time ran out") % {"clock": clock}, "late")


def _thanked(teller: _Teller, event: EventFact) -> Line:
    return Line(event.at, "heart", _("The customer said thanks"), "done")


def _absorbed(teller: _Teller, event: EventFact) -> Line:
    return Line(event.at, "merge", _("Another case of this customer was merged into this one"))


def _linked(teller: _Teller, event: EventFact) -> Line:
    return Line(event.at, "link", _("Belongs with another case of this customer"))


def _again(teller: _Teller, event: EventFact) -> Line:
    if event.member_id is None:
        return Line(event.at, "rotate-cw", _("The reply had not arrived: Care sent it again"))
    return Line(event.at, "rotate-cw", _("%(who)s sent a reply again") % {"who": teller.who(event)})


def _discarded(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s discarded a reply")
    if event.data.get("after") == "queued":
        said = _("%(who)s took a reply back")
    return Line(event.at, "undo-2", said % {"who": teller.who(event)})


def _stopped(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.member(event.data.get("member"))}
    said = _("The customer wrote first: the planned reply stays here, as a draft of %(who)s")
    return Line(event.at, "calendar-x", said % told)


def _rescheduled(teller: _Teller, event: EventFact) -> Line:
    if event.data.get("leaves_at") is None:
        said = _("%(who)s sent a planned reply at once")
    else:
        said = _("%(who)s changed when a planned reply leaves")
    return Line(event.at, "calendar-clock", said % {"who": teller.who(event)})


def _asked_private(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s asked the customer to write in private")
    return Line(event.at, "lock-open", said % {"who": teller.who(event)})


def _merged(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s found that two customers are one person")
    return Line(event.at, "users-round", said % {"who": teller.who(event)})


def _parted(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s parted two customers that had been made one")
    return Line(event.at, "users-round", said % {"who": teller.who(event)})


def _field(teller: _Teller, event: EventFact) -> Line:
    asked = (str(event.data.get("of")), str(event.data.get("slug")))
    names = {(field.of, field.slug): field.name for field in teller.case.custom_fields}
    told = {"who": teller.who(event), "field": names.get(asked, _("a field that is gone"))}
    return Line(event.at, "pencil", _("%(who)s changed %(field)s") % told)


def _friction(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s took the friction mark off")
    if event.data.get("on"):
        said = _("%(who)s marked a friction")
    return Line(event.at, "annoyed", said % {"who": teller.who(event)})


def _confirmed(teller: _Teller, event: EventFact) -> Line:
    said = _("%(who)s confirmed the draft answer")
    if event.data.get("changed"):
        said = _("%(who)s confirmed the draft answer, with changes")
    return Line(event.at, "badge-check", said % {"who": teller.who(event)})


def _step(teller: _Teller, event: EventFact) -> Line:
    labels = {item.id: item.label for item in teller.case.topic_items}
    step = labels.get(event.data.get("item", 0), _("a step that is gone"))
    said = _("%(who)s checked “%(step)s”")
    if not event.data.get("on"):
        said = _("%(who)s took back that “%(step)s” is checked")
    return Line(event.at, "square-check", said % {"who": teller.who(event), "step": step})


def _problem_linked(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.who(event), "problem": teller.problem(event)}
    said = _("%(who)s said that it reports the known problem “%(problem)s”") % told
    return Line(event.at, "bug", said)


def _problem_unlinked(teller: _Teller, event: EventFact) -> Line:
    told = {"who": teller.who(event), "problem": teller.problem(event)}
    said = _("%(who)s took the known problem “%(problem)s” off") % told
    return Line(event.at, "bug-off", said)


def _problem_told(teller: _Teller, event: EventFact) -> Line:
    told = {"problem": teller.problem(event)}
    said = _("News of the known problem “%(problem)s”") % told
    if event.data.get("state") == ProblemState.SOLVED:
        said = _("The known problem “%(problem)s” is solved") % told
    return Line(event.at, "bug", said)


def _label(choices: type[TextChoices], value: object) -> str:
    return str(dict(choices.choices).get(str(value), value))


_TELLERS: dict[str, Tell] = {
    Kind.TAG_ON: _tag_on,
    Kind.TAG_OFF: _tag_off,
    Kind.ASSIGNED: _assigned,
    Kind.OWNER_CHANGED: _owner,
    Kind.STATE_CHANGED: _state,
    Kind.PRIORITY_CHANGED: _priority,
    Kind.ACTIONABILITY_CHANGED: _actionability,
    Kind.CLOCK_BREACHED: _breached,
    Kind.THANKED: _thanked,
    Kind.REPLY_AGAIN: _again,
    Kind.REPLY_DISCARDED: _discarded,
    Kind.REPLY_STOPPED: _stopped,
    Kind.REPLY_RESCHEDULED: _rescheduled,
    Kind.ASKED_PRIVATE: _asked_private,
    Kind.ABSORBED: _absorbed,
    Kind.LINKED: _linked,
    Kind.CUSTOMERS_MERGED: _merged,
    Kind.CUSTOMERS_PARTED: _parted,
    Kind.FIELD_CHANGED: _field,
    Kind.FRICTION_MARKED: _friction,
    Kind.DRAFT_CONFIRMED: _confirmed,
    Kind.STEP_CHECKED: _step,
    Kind.PROBLEM_LINKED: _problem_linked,
    Kind.PROBLEM_UNLINKED: _problem_unlinked,
    Kind.PROBLEM_TOLD: _problem_told,
}
