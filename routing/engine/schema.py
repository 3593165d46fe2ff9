"""Rules as JSON, as rows keep them and forms send them.

Conditions: `[{"kind": "words", "any_of": ["refund*", "money back"]}]`; actions:
`[{"kind": "add_tag", "tag_id": 3}, {"kind": "set_priority", "priority": "high"}]`. Each part has
its kind and one more key, named like the field of the dataclass it becomes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from .facts import Actionability, DismissReason, Priority, Visibility
from .language import LANGUAGES, UNKNOWN
from .policy import (
    Action,
    AddTag,
    AllWords,
    BrandIs,
    ChannelIs,
    Condition,
    Dismiss,
    HasTag,
    LacksTag,
    LanguageIs,
    MoveToTeam,
    NotWords,
    SetActionability,
    SetPriority,
    VisibilityIs,
    Words,
)
from .words import tokens

MAX_PARTS = 50
MAX_WORDS = 200
MAX_WORD_LENGTH = 100
MAX_ID = 2**63 - 1
MAX_SHOWN = 40

Json = dict[str, Any]


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for extraction; who calls `PolicyError.said_in` brings translations."""
    return sentence


CONDITION = gettext_noop("Condition %(number)s (%(kind)s)")
CONDITIONS = gettext_noop("The conditions")
_ACTION = gettext_noop("Action %(number)s (%(kind)s)")
_ACTIONS = gettext_noop("The actions")


class PolicyError(ValueError):
    """Says which part of a rule is wrong and what to do; `said_in` says it in another language."""

    def __init__(self, place: str, problem: str, **values: object) -> None:
        self.place, self.problem, self.values = place, problem, values
        super().__init__(self.said_in(gettext_noop))

    def said_in(self, gettext: Callable[[str], str]) -> str:
        return f"{gettext(self.place) % self.values}: {gettext(self.problem) % self.values}"


@dataclass(frozen=True, slots=True)
class Place:
    template: str
    number: int
    kind: str

    def error(self, problem: str, **values: object) -> PolicyError:
        return PolicyError(self.template, problem, number=self.number, kind=self.kind, **values)


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def _words(value: object, field: str, place: Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise place.error(gettext_noop("“%(field)s” must be a list of words."), field=field)
    if not value:
        raise place.error(gettext_noop("there are no words; write one or take the part out."))
    if len(value) > MAX_WORDS:
        raise place.error(
            gettext_noop("%(count)s words are too many; keep to %(most)s or make a second rule."),
            count=len(value),
            most=MAX_WORDS,
        )
    return tuple(_word(word, at, place) for at, word in enumerate(value, start=1))


def _word(value: object, at: int, place: Place) -> str:
    if not isinstance(value, str):
        raise place.error(
            gettext_noop("word %(at)s must be text, not %(value)s."), at=at, value=shown(value)
        )
    word = value.strip()
    if len(word) > MAX_WORD_LENGTH:
        raise place.error(
            gettext_noop("word %(at)s has %(count)s characters; shorten it to %(most)s."),
            at=at,
            count=len(word),
            most=MAX_WORD_LENGTH,
        )
    if not word:
        raise place.error(gettext_noop("word %(at)s is empty; write a word or take it out."), at=at)
    if "*" in word[:-1]:
        raise place.error(
            gettext_noop("in word %(at)s, “*” can only stand at the end; move or remove it."), at=at
        )
    if not tokens(word):
        raise place.error(
            gettext_noop("word %(at)s (%(value)s) has no letter, digit or emoji; add one."),
            at=at,
            value=shown(word),
        )
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in word):
        raise place.error(
            gettext_noop("word %(at)s holds a character that is no text; type it anew."), at=at
        )
    return word


def _id(value: object, field: str, place: Place) -> int:
    # bool is an int to Python, and true is no id.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise place.error(
            gettext_noop("“%(field)s” must be an id (a whole number above 0), not %(value)s."),
            field=field,
            value=shown(value),
        )
    return value


def ids_in(value: object, field: str, place: Place) -> frozenset[int]:
    if not isinstance(value, list) or not value:
        raise place.error(
            gettext_noop("“%(field)s” must be a list of at least one id; choose one."), field=field
        )
    return frozenset(_id(each, field, place) for each in value)


def _languages(value: object, field: str, place: Place) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise place.error(
            gettext_noop("“%(field)s” must be a list of at least one language; choose one."),
            field=field,
        )
    read = one_of((*LANGUAGES, UNKNOWN))
    return frozenset(read(each, field, place) for each in value)


def one_of(choices: Sequence[str]) -> Callable[[object, str, Place], str]:
    def read(value: object, field: str, place: Place) -> str:
        if not isinstance(value, str) or value not in choices:
            raise place.error(
                gettext_noop("“%(field)s” must be one of %(choices)s, not %(value)s."),
                field=field,
                choices=", ".join(choices),
                value=shown(value),
            )
        return value

    return read


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    build: Callable[..., Any]
    field: str
    read: Callable[[object, str, Place], object]
    of: tuple[str, Callable[[object, str, Place], object]] | None = None
    """One more key, which comes first: what the field is of."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.of[0], self.field) if self.of else (self.field,)

    def made_of(self, item: Json, place: Place) -> Any:
        first = [self.of[1](item[self.of[0]], self.of[0], place)] if self.of else []
        return self.build(*first, self.read(item[self.field], self.field, place))


_CONDITION_PARTS = (
    Part("words", Words, "any_of", _words),
    Part("all_words", AllWords, "all_of", _words),
    Part("not_words", NotWords, "none_of", _words),
    Part("channel_is", ChannelIs, "channel_ids", ids_in),
    Part("brand_is", BrandIs, "brand_ids", ids_in),
    Part("visibility_is", VisibilityIs, "visibility", one_of(get_args(Visibility))),
    Part("language_is", LanguageIs, "languages", _languages),
    Part("has_tag", HasTag, "tag_ids", ids_in),
    Part("lacks_tag", LacksTag, "tag_ids", ids_in),
)
_ACTION_PARTS = (
    Part("add_tag", AddTag, "tag_id", _id),
    Part("move_to_team", MoveToTeam, "team_id", _id),
    Part("set_priority", SetPriority, "priority", one_of(get_args(Priority))),
    Part("set_actionability", SetActionability, "actionability", one_of(get_args(Actionability))),
    Part("dismiss", Dismiss, "reason", one_of(get_args(DismissReason))),
)


def parse_conditions(data: object) -> tuple[Condition, ...]:
    return tuple(parse_parts(data, _CONDITION_PARTS, CONDITION, CONDITIONS))


def parse_actions(data: object) -> tuple[Action, ...]:
    return tuple(parse_parts(data, _ACTION_PARTS, _ACTION, _ACTIONS))


def dump_conditions(conditions: Iterable[Condition]) -> list[Json]:
    return [dump_part(condition, _CONDITION_PARTS) for condition in conditions]


def dump_actions(actions: Iterable[Action]) -> list[Json]:
    return [dump_part(action, _ACTION_PARTS) for action in actions]


def parse_parts(data: object, parts: Sequence[Part], one: str, all_of_them: str) -> list[Any]:
    if not isinstance(data, list):
        raise PolicyError(all_of_them, gettext_noop("they must be a list."))
    if len(data) > MAX_PARTS:
        raise PolicyError(
            all_of_them,
            gettext_noop("%(count)s are too many; keep to %(most)s or make a second rule."),
            count=len(data),
            most=MAX_PARTS,
        )
    return [_parse_part(item, parts, one, number) for number, item in enumerate(data, start=1)]


def _parse_part(item: object, parts: Sequence[Part], template: str, number: int) -> Any:
    kind = item.get("kind") if isinstance(item, dict) else item
    place = Place(template, number, kind if isinstance(kind, str) else "?")
    if not isinstance(item, dict):
        raise place.error(
            gettext_noop("it must be an object with a “kind”, not %(value)s."), value=shown(item)
        )
    part = next((part for part in parts if part.kind == kind), None)
    if part is None:
        raise place.error(
            gettext_noop("there is no kind %(value)s; choose one of %(choices)s."),
            value=shown(kind),
            choices=", ".join(part.kind for part in parts),
        )
    unknown = sorted(shown(key) for key in item if key not in ("kind", *part.keys))
    if unknown:
        raise place.error(
            gettext_noop("it does not know %(keys)s; take it out, or use “%(field)s”."),
            keys=", ".join(unknown),
            field=", ".join(part.keys),
        )
    missing = next((key for key in part.keys if key not in item), None)
    if missing is not None:
        raise place.error(gettext_noop("“%(field)s” is missing; add it."), field=missing)
    return part.made_of(item, place)


def dump_part(built: object, parts: Sequence[Part]) -> Json:
    part = next(part for part in parts if part.build is type(built))
    return {"kind": part.kind} | {key: _plain(getattr(built, key)) for key in part.keys}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value, key=lambda one: (str(type(one)), one))
    return list(value) if isinstance(value, tuple) else value
