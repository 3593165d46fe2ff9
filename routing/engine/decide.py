"""What the rules and tag routes of an organisation want done about one message or one tag.

A message runs the rules in order. A tag that becomes on, by the trigger or by a rule, fires: its
route acts at once, and when the rules then running are through, those whose `HasTag` names it are
looked at (again). A rule acts at most once a call and a tag fires at most once a call, so every
policy ends, also one whose rules feed each other. `stop` ends the call for all rules.

The decisions are the difference between the case before and after: a tag put on and taken off again
is not among them, and of several moves, priorities or actionabilities the last one counts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from .facts import Actionability, DismissReason, Facts, MessageArrived, Priority
from .language import language_of
from .policy import (
    Action,
    AddTag,
    Dismiss,
    MoveToTeam,
    Policy,
    Route,
    Rule,
    SetActionability,
    SetPriority,
    Situation,
)
from .words import Text


@dataclass(frozen=True, slots=True)
class Because:
    """Both are set when a rule has put on the tag whose route decided."""

    rule_id: int | None = None
    route_tag_id: int | None = None


@dataclass(frozen=True, slots=True)
class TagOn:
    tag_id: int
    because: Because


@dataclass(frozen=True, slots=True)
class TagOff:
    tag_id: int
    because: Because


@dataclass(frozen=True, slots=True)
class Move:
    """`returns`: to the owner if there is one on shift, else to the team's queue."""

    team_id: int
    returns: bool
    because: Because


@dataclass(frozen=True, slots=True)
class PriorityTo:
    value: Priority
    because: Because


@dataclass(frozen=True, slots=True)
class ActionabilityTo:
    value: Actionability
    because: Because


@dataclass(frozen=True, slots=True)
class Dismissal:
    """The case asks for no answer, unless the customer waits for one to another message."""

    reason: DismissReason
    because: Because


Decision = TagOn | TagOff | Move | PriorityTo | ActionabilityTo | Dismissal


@dataclass(frozen=True, slots=True)
class Outcome:
    decisions: tuple[Decision, ...]
    """Tags in the order they changed, then at most one move, one priority, one actionability, one
    dismissal."""
    acted: tuple[int, ...]
    """The rules that acted, in the order they did."""
    stopped_by: int | None
    """The rule after which no other was asked."""


def decide(facts: Facts, policy: Policy) -> tuple[Decision, ...]:
    return explain(facts, policy).decisions


def explain(facts: Facts, policy: Policy) -> Outcome:
    """The same, and which rules had a part in it."""
    trigger = facts.trigger
    if isinstance(trigger, MessageArrived):
        run = _Run(policy, _situation(facts, trigger, policy))
        run.look_at(policy.rules)
    else:
        tag_ids = {*facts.tag_ids, trigger.tag_id}
        run = _Run(policy, Situation(None, None, facts.channel_id, tag_ids, facts.brand_id))
        run.fire(trigger.tag_id, rule_id=None)
    run.follow_tags()
    return Outcome(run.result(facts), tuple(run.acted), run.stopped_by)


def _situation(facts: Facts, message: MessageArrived, policy: Policy) -> Situation:
    return Situation(
        text=Text.of(message.text),
        visibility=message.visibility,
        channel_id=message.channel_id,
        tag_ids=set(facts.tag_ids),
        brand_id=facts.brand_id,
        language=language_of(message.text) if policy.asks_language else None,
    )


@dataclass(slots=True)
class _Run:
    policy: Policy
    situation: Situation
    tags: dict[int, TagOn | TagOff] = field(default_factory=dict)
    move: Move | None = None
    priority: PriorityTo | None = None
    actionability: ActionabilityTo | None = None
    dismissal: Dismissal | None = None
    acted: dict[int, None] = field(default_factory=dict)
    fired: set[int] = field(default_factory=set)
    waiting: deque[int] = field(default_factory=deque)
    stopped_by: int | None = None

    def look_at(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if rule.holds(self.situation) and rule.id not in self.acted:
                self.acted[rule.id] = None
                for action in rule.actions:
                    self.act(action, rule.id)
                if rule.stop:
                    self.stopped_by = rule.id
                    return

    def follow_tags(self) -> None:
        while self.waiting and self.stopped_by is None:
            tag_id = self.waiting.popleft()
            if tag_id in self.situation.tag_ids:
                self.look_at(rule for rule in self.policy.rules if rule.listens_to(tag_id))

    def act(self, action: Action, rule_id: int) -> None:
        because = Because(rule_id=rule_id)
        match action:
            case AddTag(tag_id):
                if tag_id not in self.situation.tag_ids and tag_id not in self.fired:
                    self.switch(TagOn(tag_id, because))
                    self.fire(tag_id, rule_id=rule_id)
            case MoveToTeam(team_id):
                self.move = Move(team_id, False, because)
            case SetPriority(priority):
                self.priority = PriorityTo(priority, because)
            case SetActionability(actionability):
                self.actionability = ActionabilityTo(actionability, because)
                if actionability != "noise":
                    self.dismissal = None
            case Dismiss(reason):
                self.actionability = ActionabilityTo("noise", because)
                self.dismissal = Dismissal(reason, because)

    def fire(self, tag_id: int, *, rule_id: int | None) -> None:
        self.fired.add(tag_id)
        self.waiting.append(tag_id)
        route = self.policy.routes.get(tag_id)
        if route is not None:
            self.take(route, Because(rule_id=rule_id, route_tag_id=tag_id))

    def take(self, route: Route, because: Because) -> None:
        opposite = route.opposite_tag_id
        if opposite is not None and opposite != route.tag_id and opposite in self.situation.tag_ids:
            self.switch(TagOff(opposite, because))
        self.move = Move(route.team_id, route.returns, because)

    def switch(self, change: TagOn | TagOff) -> None:
        if isinstance(change, TagOn):
            self.situation.tag_ids.add(change.tag_id)
        else:
            self.situation.tag_ids.remove(change.tag_id)
        # A second switch of one tag brings it back to where it was before the call.
        if self.tags.pop(change.tag_id, None) is None:
            self.tags[change.tag_id] = change

    def result(self, facts: Facts) -> tuple[Decision, ...]:
        decisions: list[Decision] = [*self.tags.values()]
        if self.move is not None and self.move.team_id != facts.team_id:
            decisions.append(self.move)
        if self.priority is not None and self.priority.value != facts.priority:
            decisions.append(self.priority)
        if self.actionability is not None and self.actionability.value != facts.actionability:
            decisions.append(self.actionability)
        if self.dismissal is not None:
            decisions.append(self.dismissal)
        return tuple(decisions)
