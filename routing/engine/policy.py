"""Rules of engagement and tag routes as values. Rows become these; `decide` reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .facts import Actionability, CaseFacts, DismissReason, Priority, Visibility
from .words import Patterns, Text


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition may look at. Text, visibility and language are None when no message has
    arrived."""

    text: Text | None
    visibility: Visibility | None
    channel_id: int
    tag_ids: set[int]  # live: a rule sees the tags that earlier rules have put on or taken off
    brand_id: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    any_of: tuple[str, ...]
    patterns: Patterns = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", Patterns.of(self.any_of))

    def holds(self, situation: Situation) -> bool:
        return situation.text is not None and self.patterns.found_in(situation.text)


@dataclass(frozen=True, slots=True)
class AllWords:
    all_of: tuple[str, ...]
    patterns: tuple[Patterns, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", tuple(Patterns.of([word]) for word in self.all_of))

    def holds(self, situation: Situation) -> bool:
        text = situation.text
        return text is not None and all(pattern.found_in(text) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class NotWords:
    """Needs a message too: where there is no text, nothing can be said about its words."""

    none_of: tuple[str, ...]
    patterns: Patterns = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", Patterns.of(self.none_of))

    def holds(self, situation: Situation) -> bool:
        return situation.text is not None and not self.patterns.found_in(situation.text)


@dataclass(frozen=True, slots=True)
class ChannelIs:
    channel_ids: frozenset[int]

    def holds(self, situation: Situation | CaseFacts) -> bool:
        return situation.channel_id in self.channel_ids


@dataclass(frozen=True, slots=True)
class BrandIs:
    brand_ids: frozenset[int]

    def holds(self, situation: Situation | CaseFacts) -> bool:
        return situation.brand_id in self.brand_ids


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """Codes of `language.LANGUAGES`, or `language.UNKNOWN`. Needs a message, like words."""

    languages: frozenset[str]

    def holds(self, situation: Situation) -> bool:
        return situation.language in self.languages


@dataclass(frozen=True, slots=True)
class VisibilityIs:
    visibility: Visibility

    def holds(self, situation: Situation) -> bool:
        return situation.visibility == self.visibility


@dataclass(frozen=True, slots=True)
class HasTag:
    """Any of these tags is on."""

    tag_ids: frozenset[int]

    def holds(self, situation: Situation | CaseFacts) -> bool:
        return not self.tag_ids.isdisjoint(situation.tag_ids)


@dataclass(frozen=True, slots=True)
class LacksTag:
    """None of these tags is on."""

    tag_ids: frozenset[int]

    def holds(self, situation: Situation | CaseFacts) -> bool:
        return self.tag_ids.isdisjoint(situation.tag_ids)


Condition = (
    Words
    | AllWords
    | NotWords
    | ChannelIs
    | BrandIs
    | VisibilityIs
    | LanguageIs
    | HasTag
    | LacksTag
)


@dataclass(frozen=True, slots=True)
class AddTag:
    tag_id: int


@dataclass(frozen=True, slots=True)
class MoveToTeam:
    team_id: int


@dataclass(frozen=True, slots=True)
class SetPriority:
    priority: Priority


@dataclass(frozen=True, slots=True)
class SetActionability:
    """`noise` asks the caller to dismiss the case."""

    actionability: Actionability


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Nobody needs to answer, and this is why. Makes the message noise, too."""

    reason: DismissReason


Action = AddTag | MoveToTeam | SetPriority | SetActionability | Dismiss


@dataclass(frozen=True, slots=True)
class Rule:
    """All conditions must hold; none at all means every message. `stop`: no rule after this one."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...]
    stop: bool

    def holds(self, situation: Situation) -> bool:
        # all() over a generator costs as much again, and every message asks every rule.
        holding = True
        for condition in self.conditions:
            holding = holding and condition.holds(situation)
        return holding

    def listens_to(self, tag_id: int) -> bool:
        return any(isinstance(c, HasTag) and tag_id in c.tag_ids for c in self.conditions)


@dataclass(frozen=True, slots=True)
class Route:
    """A tag that, when it becomes on, moves the case and takes its opposite off."""

    tag_id: int
    team_id: int
    opposite_tag_id: int | None
    returns: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules in the order of their positions. Their words were compiled when they were built: a
    policy is worth keeping until its version changes."""

    rules: tuple[Rule, ...]
    routes: Mapping[int, Route]
    # Does a rule ask for a message's language? Only then is it worked out.
    asks_language: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        conditions = (condition for rule in self.rules for condition in rule.conditions)
        asks = any(isinstance(condition, LanguageIs) for condition in conditions)
        object.__setattr__(self, "asks_language", asks)
