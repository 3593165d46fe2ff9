"""The form of a rule: rows of conditions and actions, which a page without a script adds and takes
out by sending the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.actions.rules import MAX_NAME, Wording
from routing.engine import PolicyError, parse_actions, parse_conditions
from routing.engine.schema import MAX_PARTS
from routing.pages.asked import number
from routing.pages.names import (
    ACTIONABILITIES,
    PRIORITIES,
    REASONS,
    VISIBILITIES,
    Choice,
    Names,
    languages,
)

Json = dict[str, Any]
Offer = Callable[[Names], list[Choice]]


def _named(rows: Mapping[int, str]) -> list[Choice]:
    return [Choice(str(row_id), name) for row_id, name in rows.items()]


def _fixed(labels: Mapping[str, Any]) -> Offer:
    return lambda names: [Choice(value, str(label)) for value, label in labels.items()]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a part is asked for: `words` in a box, `many` to tick, `one` to choose."""

    name: str
    key: str
    label: Any
    widget: str
    offer: Offer = field(default=lambda names: [])
    ids: bool = False


CONDITIONS: Final = (
    Kind("words", "any_of", gettext_lazy("The message has any of these words"), "words"),
    Kind("all_words", "all_of", gettext_lazy("The message has all of these words"), "words"),
    Kind("not_words", "none_of", gettext_lazy("The message has none of these words"), "words"),
    Kind(
        "visibility_is",
        "visibility",
        gettext_lazy("The message is public or private"),
        "one",
        _fixed(VISIBILITIES),
    ),
    Kind(
        "language_is",
        "languages",
        gettext_lazy("The message's language is one of"),
        "many",
        lambda names: languages(),
    ),
    Kind(
        "channel_is",
        "channel_ids",
        gettext_lazy("It came in on one of these channels"),
        "many",
        lambda names: _named(names.channels),
        ids=True,
    ),
    Kind(
        "brand_is",
        "brand_ids",
        gettext_lazy("It is for one of these brands"),
        "many",
        lambda names: _named(names.brands),
        ids=True,
    ),
    Kind(
        "has_tag",
        "tag_ids",
        gettext_lazy("The case has one of these tags"),
        "many",
        lambda names: _named(names.tags),
        ids=True,
    ),
    Kind(
        "lacks_tag",
        "tag_ids",
        gettext_lazy("The case has none of these tags"),
        "many",
        lambda names: _named(names.tags),
        ids=True,
    ),
)
ACTIONS: Final = (
    Kind(
        "add_tag",
        "tag_id",
        gettext_lazy("Add a tag"),
        "one",
        lambda names: _named(names.tags),
        ids=True,
    ),
    Kind(
        "move_to_team",
        "team_id",
        gettext_lazy("Move to a team"),
        "one",
        lambda names: _named(names.teams),
        ids=True,
    ),
    Kind("set_priority", "priority", gettext_lazy("Set the priority"), "one", _fixed(PRIORITIES)),
    Kind(
        "set_actionability",
        "actionability",
        gettext_lazy("Say whether it must be answered"),
        "one",
        _fixed(ACTIONABILITIES),
    ),
    Kind(
        "dismiss",
        "reason",
        gettext_lazy("Dismiss, because of"),
        "one",
        _fixed(REASONS),
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A row: `name` is that of its fields."""

    name: str
    kind: Kind
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    error: str = ""
    fresh: bool = False

    @property
    def lines(self) -> str:
        return "\n".join(self.values)


@dataclass
class RuleForm:
    names: Names
    name: str = ""
    stop: bool = False
    enabled: bool = True
    conditions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    actions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    checked: bool = False
    fresh: str = ""

    @classmethod
    def of(cls, wording: Wording, names: Names) -> RuleForm:
        return cls(
            names,
            name=wording.name,
            stop=wording.stop,
            enabled=wording.enabled,
            conditions=[_typed_of(part, CONDITIONS) for part in wording.conditions],
            actions=[_typed_of(part, ACTIONS) for part in wording.actions],
        )

    @classmethod
    def sent(cls, data: QueryDict, names: Names) -> RuleForm:
        form = cls(
            names,
            name=data.get("name", "")[: MAX_NAME * 2],
            stop=data.get("stop") == "yes",
            enabled=data.get("enabled") == "yes",
            conditions=_sent(data, "c", CONDITIONS),
            actions=_sent(data, "a", ACTIONS),
        )
        form.obey(data.get("do", ""), data)
        return form

    def obey(self, wish: str, data: QueryDict) -> None:
        """Adds an empty row, or takes one out."""
        if wish == "add-condition" and len(self.conditions) < MAX_PARTS:
            self._add(self.conditions, "c", CONDITIONS, data.get("new_condition", ""))
        elif wish == "add-action" and len(self.actions) < MAX_PARTS:
            self._add(self.actions, "a", ACTIONS, data.get("new_action", ""))
        for rows, letter in ((self.conditions, "c"), (self.actions, "a")):
            at = wish.removeprefix(f"drop-{letter}")
            if at != wish and at.isascii() and at.isdigit() and int(at[:3]) < len(rows):
                del rows[int(at[:3])]

    def _add(
        self,
        rows: list[tuple[str, tuple[str, ...]]],
        letter: str,
        kinds: Sequence[Kind],
        wanted: str,
    ) -> None:
        if wanted in {kind.name for kind in kinds}:
            self.fresh = f"{letter}{len(rows)}"
            rows.append((wanted, ()))

    def wording(self) -> Wording:
        return Wording(
            name=self.name,
            enabled=self.enabled,
            stop=self.stop,
            conditions=[_json(row, CONDITIONS) for row in self.conditions],
            actions=[_json(row, ACTIONS) for row in self.actions],
        )

    @property
    def condition_parts(self) -> list[Part]:
        return self._parts(self.conditions, "c", CONDITIONS, parse_conditions)

    @property
    def action_parts(self) -> list[Part]:
        return self._parts(self.actions, "a", ACTIONS, parse_actions)

    @property
    def condition_kinds(self) -> list[Choice]:
        return [Choice(kind.name, str(kind.label)) for kind in CONDITIONS]

    @property
    def action_kinds(self) -> list[Choice]:
        return [Choice(kind.name, str(kind.label)) for kind in ACTIONS]

    def _parts(
        self,
        rows: list[tuple[str, tuple[str, ...]]],
        letter: str,
        kinds: Sequence[Kind],
        parse: Callable[[object], object],
    ) -> list[Part]:
        parts = []
        for at, row in enumerate(rows):
            kind, name = _kind(row[0], kinds), f"{letter}{at}"
            error = _problem(_json(row, kinds), parse) if self.checked else ""
            choices = tuple(kind.offer(self.names))
            parts.append(Part(name, kind, row[1], choices, error, fresh=name == self.fresh))
        return parts

    @property
    def sound(self) -> bool:
        """Each row by itself can be read."""
        return not any(
            [
                *(_problem(_json(row, CONDITIONS), parse_conditions) for row in self.conditions),
                *(_problem(_json(row, ACTIONS), parse_actions) for row in self.actions),
            ]
        )


def _kind(name: str, kinds: Sequence[Kind]) -> Kind:
    return next(kind for kind in kinds if kind.name == name)


def _sent(data: QueryDict, letter: str, kinds: Sequence[Kind]) -> list[tuple[str, tuple[str, ...]]]:
    rows = []
    for at in range(MAX_PARTS):
        name = data.get(f"{letter}{at}-kind", "")
        if name in {kind.name for kind in kinds}:
            values = data.getlist(f"{letter}{at}")
            if _kind(name, kinds).widget == "words":
                values = [line for value in values for line in value.splitlines()]
            rows.append((name, tuple(value.strip() for value in values if value.strip())))
    return rows


def _typed_of(part: Json, kinds: Sequence[Kind]) -> tuple[str, tuple[str, ...]]:
    kind = _kind(part["kind"], kinds)
    value = part[kind.key]
    every = value if isinstance(value, list) else [value]
    return kind.name, tuple(str(one) for one in every)


def _json(row: tuple[str, tuple[str, ...]], kinds: Sequence[Kind]) -> Json:
    kind = _kind(row[0], kinds)
    values: list[Any] = [number(value) for value in row[1]] if kind.ids else list(row[1])
    if kind.widget == "one":
        return {"kind": kind.name, kind.key: values[0] if values else None}
    return {"kind": kind.name, kind.key: values}


def _problem(part: Json, parse: Callable[[object], object]) -> str:
    """What is wrong with a row, said beside it: without its number and its kind."""
    try:
        parse([part])
    except PolicyError as error:
        if not next((value for key, value in part.items() if key != "kind"), None):
            return _("Nothing is chosen here yet. Choose something, or take the row out.")
        return _(error.problem) % error.values
    return ""
