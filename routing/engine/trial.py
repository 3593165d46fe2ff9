"""What a rule would have done to messages of the past, and what changes by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from .decide import Outcome, explain
from .facts import Facts
from .policy import Policy, Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """One message with the draft (`then`) and with the rules of now (`now`)."""

    acts: bool
    stopped_by: int | None
    """The draft would have matched, but this rule came first and let no other act."""
    acted_so_far: bool
    """The rule as it stands now acts on this message."""
    before: tuple[int, ...]
    """Other rules that act before the draft does."""
    now: Outcome
    then: Outcome

    @property
    def matches(self) -> bool:
        return self.acts or self.stopped_by is not None

    @property
    def changes(self) -> bool:
        """Is the case another one afterwards?"""
        return effects(self.now) != effects(self.then)


def effects(outcome: Outcome) -> frozenset[tuple[object, ...]]:
    """What happens, whichever rule does it."""
    return frozenset(
        (
            type(decision),
            *(getattr(decision, one.name) for one in fields(decision) if one.name != "because"),
        )
        for decision in outcome.decisions
    )


def try_draft(
    messages: Iterable[Facts], *, now: Policy, then: Policy, draft: int
) -> Iterator[Tried]:
    """`draft` is the id of the rule that `then` has in another wording, or `now` not at all."""
    stops = any(rule.stop for rule in then.rules)
    unstopped = Policy(tuple(replace(rule, stop=False) for rule in then.rules), then.routes)
    for facts in messages:
        before, after = explain(facts, now), explain(facts, then)
        acts = draft in after.acted
        stopped_by = None
        if not acts and stops and draft in explain(facts, unstopped).acted:
            stopped_by = after.stopped_by
        at = after.acted.index(draft) if acts else len(after.acted)
        yield Tried(
            acts=acts,
            stopped_by=stopped_by,
            acted_so_far=draft in before.acted,
            before=after.acted[:at],
            now=before,
            then=after,
        )


def with_draft(rules: Iterable[Rule], draft: Rule) -> tuple[Rule, ...]:
    """In its place, or behind all others."""
    found = list(rules)
    if all(rule.id != draft.id for rule in found):
        return (*found, draft)
    return tuple(draft if rule.id == draft.id else rule for rule in found)
