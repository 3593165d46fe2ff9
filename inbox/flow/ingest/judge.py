"""What a page's messages do to their cases: rules, states and facts. Pure: works on values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.actions.before import snippet_of
from inbox.actions.elsewhere import sends_elsewhere
from inbox.clocks.waits import Turn, Wait, waits
from inbox.events import SYSTEM, Actor, Fact, Kind
from inbox.flow.ingest.working import Draft, Lane, LateAnswer, Move, TagOnRow, WorkingCase
from inbox.models.cases import State
from routing import engine


@dataclass(slots=True)
class _Heard:
    """What of a page the state depends on."""

    asked: bool = False
    only_noise: bool = True
    answered: bool = False
    thanked: bool = False
    dismissal: engine.Dismissal | None = None


def judge(
    lane: Lane,
    case: WorkingCase,
    drafts: Iterable[Draft],
    late: Iterable[LateAnswer] = (),
    *,
    reopened: bool = False,
    answered: bool = False,
) -> list[Wait]:
    """Let the case take its new messages, oldest first. Returns the customer's waits.

    `late`: answers that find the case now. `reopened`: an open case went into this one;
    `answered`: one in which we had answered.
    """
    drafts = list(drafts)
    if case.is_new:
        _open(lane, case, drafts)
    heard = _Heard(asked=reopened, only_noise=not reopened, answered=answered)
    if reopened:
        _judge_anew(case, lane.now)
    for answer in late:
        if lane.is_history(answer.sent_at):
            _recall(case, answer, inbound=False)
        else:
            heard.answered = True
            _hear_us(lane, case, answer)
    for draft in sorted(drafts, key=lambda draft: draft.sent_at):
        _hear(lane, case, draft, heard)
    found = waits(case.turns, measured_from=case.settled_at)
    unanswered = found[-1].since if found and found[-1].until is None else None
    case.unanswered_since = unanswered
    if case.is_new and case.is_shelved:
        _shelve(case)
    _change_state(lane, case, heard)
    if case.state == State.DISMISSED:
        case.unanswered_since = None
    return found


def _open(lane: Lane, case: WorkingCase, drafts: list[Draft]) -> None:
    data: dict[str, Any] = {
        "channel": lane.channel_id,
        "brand": lane.brand_id,
        "network": lane.network,
        "customer": case.customer_id,
        "team": case.team_id,
        "line": case.line_id,
        "number": lane.line_number_of_team[case.team_id],
        "priority": str(case.priority),
        "actionability": str(case.actionability),
    }
    if all(draft.history for draft in drafts if draft.inbound):
        case.state = State.RESOLVED
        data["history"] = True
    case.facts.append(Fact(case.id, Kind.CASE_OPENED, case.opened_at, data=data))


def _shelve(case: WorkingCase) -> None:
    """A new case that is all history was resolved when its newest message was written."""
    data = {"from": str(State.OPEN), "to": str(State.RESOLVED), "history": True}
    at = case.settled_at or case.last_message_at
    case.facts.append(Fact(case.id, Kind.STATE_CHANGED, at, data=data))


def _recall(case: WorkingCase, message: Draft | LateAnswer, *, inbound: bool) -> None:
    """History attaches quietly: it is there to be read, and changes nothing of a case that is
    work. A case that is all history ends with it."""
    at = message.sent_at
    if case.is_shelved:
        case.opened_at = min(case.opened_at, at)
        case.settled_at = case.resolved_at = max(case.settled_at or at, at)
    if case.is_new or at >= case.last_message_at:
        _note_newest(case, message, at)
    if inbound:
        _note_inbound(case, message, at)
    kind = Kind.MESSAGE_RECEIVED if inbound else Kind.NATIVE_REPLY
    data = {"message": message.message_id, "visibility": message.visibility, "history": True}
    case.facts.append(Fact(case.id, kind, at, data=data))


def _hear(lane: Lane, case: WorkingCase, draft: Draft, heard: _Heard) -> None:
    if draft.history:
        _recall(case, draft, inbound=draft.inbound)
        return
    at = min(draft.sent_at, lane.now)
    if not draft.inbound:
        heard.answered = True
        _hear_us(lane, case, draft)
        return
    case.opened_at = min(case.opened_at, at)
    _note_newest(case, draft, at)
    _note_inbound(case, draft, at)
    if draft.conversation is not None:
        case.asked_private_at = None
    if _closes(case, draft):
        heard.thanked = True
        _thank(lane, case, draft, at)
        return
    heard.asked = True
    heard.dismissal = _take(lane, case, draft, at)
    heard.only_noise &= case.actionability == "noise"


def _hear_us(lane: Lane, case: WorkingCase, answer: Draft | LateAnswer) -> None:
    """A reply that was written on the network."""
    at = min(answer.sent_at, lane.now)
    case.opened_at = min(case.opened_at, at)
    _note_newest(case, answer, at)
    case.turns.append(Turn(answer.sent_at, inbound=False))
    data: dict[str, Any] = {"message": answer.message_id, "visibility": answer.visibility}
    if sends_elsewhere(answer.text):
        data["elsewhere"] = True
    case.facts.append(Fact(case.id, Kind.NATIVE_REPLY, at, data=data))


def _note_newest(case: WorkingCase, message: Draft | LateAnswer, at: datetime) -> None:
    if at >= case.last_message_at or not case.snippet:
        case.last_message_at = at
        case.snippet = snippet_of(message.text)
        case.last_visibility = message.visibility


def _note_inbound(case: WorkingCase, message: Draft | LateAnswer, at: datetime) -> None:
    before = case.last_inbound_at
    case.last_inbound_at = max(at, before or at)
    if not case.language or before is None or at >= before:
        found = engine.language_of(message.text)
        case.language = case.language if found == engine.UNKNOWN else found


def _closes(case: WorkingCase, draft: Draft) -> bool:
    """Is it a "thanks!" that asks for no answer: after the case was resolved, or right after a
    reply of ours?"""
    if case.state == State.DISMISSED:
        return False
    if case.state != State.RESOLVED:
        before = [turn for turn in case.turns if turn.at <= draft.item.sent_at]
        if not before or max(before, key=lambda turn: turn.at).inbound:
            return False
    return engine.is_closing(draft.item.text)


def _thank(lane: Lane, case: WorkingCase, draft: Draft, at: datetime) -> None:
    """A closing attaches quietly: no clock, no rule."""
    draft.quiet = True
    case.thanked_at = at
    case.facts.append(Fact(case.id, Kind.THANKED, at, data=_came(lane, draft)))


def _came(lane: Lane, draft: Draft) -> dict[str, Any]:
    stream = lane.stream or ("private" if draft.visibility == "private" else "mentions")
    return {"message": draft.message_id, "visibility": draft.visibility, "stream": stream}


def _take(lane: Lane, case: WorkingCase, draft: Draft, at: datetime) -> engine.Dismissal | None:
    """Rules judge the message; what they call noise asks for no answer and starts no clock. Gives
    the rule's reason, if one dismissed it."""
    data = _came(lane, draft)
    case.facts.append(Fact(case.id, Kind.MESSAGE_RECEIVED, at, data=data))
    happens_at = _effects_at(lane, case, at)
    _judge_anew(case, happens_at)
    before, told = case.actionability, len(case.facts)
    decisions = engine.decide(_facts(lane, case, draft), lane.policy)
    for decision in decisions:
        _apply(lane, case, decision, happens_at)
    data["actionability"] = str(case.actionability)
    if case.actionability == "noise":
        draft.quiet = True
        if _waits(case):
            # Noise beside an open question makes the question no noise.
            case.actionability = before
            case.facts[told:] = [
                fact for fact in case.facts[told:] if fact.kind != Kind.ACTIONABILITY_CHANGED
            ]
    else:
        visibility = draft.visibility
        turn = Turn(draft.sent_at, inbound=True, known_at=lane.now, visibility=visibility)
        case.turns.append(turn)
    return next((one for one in decisions if isinstance(one, engine.Dismissal)), None)


def _effects_at(lane: Lane, case: WorkingCase, at: datetime) -> datetime:
    """When rules act. Where people acted, what follows from a message happens now, after what
    they did; a case that nobody touched keeps the network's time, so that loaded history is true.
    """
    return lane.now if case.acted_at is not None else at


def _waits(case: WorkingCase) -> bool:
    found = waits(case.turns, measured_from=case.settled_at)
    return bool(found) and found[-1].until is None


def _judge_anew(case: WorkingCase, at: datetime) -> None:
    """That one message was noise says nothing of the next."""
    if case.actionability == "noise":
        case.actionability = "must_answer"
        data = {"from": "noise", "to": "must_answer"}
        case.facts.append(Fact(case.id, Kind.ACTIONABILITY_CHANGED, at, data=data))


def _facts(lane: Lane, case: WorkingCase, draft: Draft) -> engine.Facts:
    return engine.Facts(
        trigger=engine.MessageArrived(
            text=draft.text,
            channel_id=lane.channel_id,
            visibility=draft.visibility,
        ),
        tag_ids=frozenset(case.tag_ids),
        team_id=case.team_id,
        priority=case.priority,  # type: ignore[arg-type]
        actionability=case.actionability,  # type: ignore[arg-type]
        channel_id=lane.channel_id,
        brand_id=lane.brand_id,
    )


def _apply(lane: Lane, case: WorkingCase, decision: engine.Decision, at: datetime) -> None:
    actor = Actor(rule_id=decision.because.rule_id)

    def tell(kind: Kind, **data: int | str) -> None:
        case.facts.append(Fact(case.id, kind, at, actor, dict(data)))

    match decision:
        case engine.TagOn(tag_id=tag_id):
            case.tag_ids.add(tag_id)
            case.tags_on.append(TagOnRow(tag_id, actor.rule_id, at))
            tell(Kind.TAG_ON, tag=tag_id)
        case engine.TagOff(tag_id=tag_id):
            case.tag_ids.discard(tag_id)
            case.tags_off.append(tag_id)
            tell(Kind.TAG_OFF, tag=tag_id)
        case engine.Move(team_id=team_id):
            # To the team's queue, also on a route that returns: no person sent it over.
            _move(lane, case, team_id, at, actor, by_tag=decision.because.route_tag_id)
        case engine.PriorityTo(value=priority):
            tell(Kind.PRIORITY_CHANGED, **{"from": case.priority, "to": priority})
            case.priority = priority
        case engine.ActionabilityTo(value=actionability):
            tell(Kind.ACTIONABILITY_CHANGED, **{"from": case.actionability, "to": actionability})
            case.actionability = actionability


def _move(
    lane: Lane,
    case: WorkingCase,
    team_id: int,
    at: datetime,
    actor: Actor,
    *,
    by_tag: int | None = None,
) -> None:
    """Into the team's queue; a leg of its own, also where the team stays the same."""
    if team_id != case.team_id:
        numbers = lane.line_number_of_team
        data: dict[str, int | None] = {"from_team": case.team_id, "to_team": team_id}
        data |= {"from_line": numbers[case.team_id], "to_line": numbers[team_id]}
        data |= {"line": lane.line_of_team[team_id]} | ({"by_tag": by_tag} if by_tag else {})
        case.facts.append(Fact(case.id, Kind.MOVED, at, actor, dict(data)))
    if case.assignee_id is not None:
        left: dict[str, int | None] = {"from": case.assignee_id, "to": None}
        case.facts.append(Fact(case.id, Kind.ASSIGNED, at, actor, dict(left)))
    case.team_id, case.line_id, case.assignee_id = team_id, lane.line_of_team[team_id], None
    case.kept_until = None
    case.moves.append(Move(team_id, case.line_id, at))


def _change_state(lane: Lane, case: WorkingCase, heard: _Heard) -> None:
    to = _next_state(lane, case, heard)
    if to == case.state:
        return
    newest = min(case.last_message_at, lane.now)
    at = case.opened_at if case.is_new else _effects_at(lane, case, newest)
    data, actor = {"from": str(case.state), "to": str(to)}, SYSTEM
    if to == State.DISMISSED and heard.dismissal is not None:
        data["reason"] = heard.dismissal.reason
        actor = Actor(rule_id=heard.dismissal.because.rule_id)
    case.facts.append(Fact(case.id, Kind.STATE_CHANGED, at, actor, data))
    if case.state in {State.RESOLVED, State.DISMISSED}:
        case.resolved_at = None
        _move(lane, case, lane.stand_ins.get(case.team_id, case.team_id), at, SYSTEM)
    if case.state == State.SNOOZED:
        case.snoozed_until, case.woken = None, True
    if to == State.DISMISSED:
        case.settled_at = at
    case.state = to


def _next_state(lane: Lane, case: WorkingCase, heard: _Heard) -> str:
    """A customer who waits opens the case; an answer given on the network lets us wait. Thanks
    leave a resolved case as it is, and call somebody to resolve one that waits."""
    if heard.asked and heard.only_noise and (case.is_new or case.state == State.DISMISSED):
        return State.DISMISSED
    if heard.asked and case.unanswered_since is not None:
        return State.OPEN
    if heard.thanked:
        return State.OPEN if case.state in {State.WAITING, State.SNOOZED} else case.state
    if heard.answered and case.state == State.OPEN and case.unanswered_since is None:
        # On another line the case is waited for by us, whatever was said in public meanwhile.
        on_front_line = case.line_id == lane.line_of_team[lane.first_team_id]
        return State.WAITING if on_front_line else case.state
    return case.state
