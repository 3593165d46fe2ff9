"""Rows of a form, each of a kind that says what it asks: the conditions and actions of a rule, the
conditions of a policy. A page without a script adds and takes out rows by sending the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.engine import PolicyError
from routing.engine.schema import MAX_PARTS
from routing.pages.asked import number
from routing.pages.names import Choice, Names

Json = dict[str, Any]
Offer = Callable[[Names], list[Choice]]
Row = tuple[str, tuple[str, ...]]


def named(rows: Mapping[int, str]) -> list[Choice]:
    return [Choice(str(row_id), name) for row_id, name in rows.items()]


def fixed(labels: Mapping[str, Any]) -> Offer:
    return lambda names: [Choice(value, str(label)) for value, label in labels.items()]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a part is asked for: `words` in a box, `many` to tick, `one` to choose, `valued`: one to
    choose and words in a box."""

    name: str
    key: str
    label: Any
    widget: str
    offer: Offer = field(default=lambda names: [])
    ids: bool = False
    of: str = ""
    """Of a valued one: the key of what is chosen."""

    def json(self, values: tuple[str, ...]) -> Json:
        if self.widget == "valued":
            return {"kind": self.name, self.of: "".join(values[:1]), self.key: list(values[1:])}
        read: list[Any] = [number(value) for value in values] if self.ids else list(values)
        if self.widget == "one":
            return {"kind": self.name, self.key: read[0] if read else None}
        return {"kind": self.name, self.key: read}

    def typed(self, part: Json) -> tuple[str, ...]:
        value = part[self.key]
        every = value if isinstance(value, list) else [value]
        return (*([part[self.of]] if self.of else []), *map(_as_typed, every))

    def sent(self, values: Sequence[str]) -> tuple[str, ...]:
        if self.widget == "valued":
            lines = [line for value in values[1:] for line in value.splitlines()]
            return (*values[:1], *(line.strip() for line in lines if line.strip()))
        if self.widget == "words":
            values = [line for value in values for line in value.splitlines()]
        return tuple(value.strip() for value in values if value.strip())


# Conditions of rules and of policies alike.
CHANNEL_IS: Final = Kind(
    "channel_is",
    "channel_ids",
    gettext_lazy("It came in on one of these channels"),
    "many",
    lambda names: named(names.channels),
    ids=True,
)

BRAND_IS: Final = Kind(
    "brand_is",
    "brand_ids",
    gettext_lazy("It is for one of these brands"),
    "many",
    lambda names: named(names.brands),
    ids=True,
)

HAS_TAG: Final = Kind(
    "has_tag",
    "tag_ids",
    gettext_lazy("The case has one of these tags"),
    "many",
    lambda names: named(names.tags),
    ids=True,
)

LACKS_TAG: Final = Kind(
    "lacks_tag",
    "tag_ids",
    gettext_lazy("The case has none of these tags"),
    "many",
    lambda names: named(names.tags),
    ids=True,
)


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


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

    @property
    def chosen(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def further_lines(self) -> str:
        return "\n".join(self.values[1:])


@dataclass
class Rows:
    """All rows of one letter, by which their fields are called."""

    letter: str
    kinds: Sequence[Kind]
    parse: Callable[[object], object]
    rows: list[Row] = field(default_factory=list)
    fresh: str = ""

    def fill(self, parts: Sequence[Json]) -> None:
        self.rows = [(part["kind"], self.kind(part["kind"]).typed(part)) for part in parts]

    def read(self, data: QueryDict) -> None:
        self.rows = []
        known = {kind.name for kind in self.kinds}
        for at in range(MAX_PARTS):
            name = data.get(f"{self.letter}{at}-kind", "")
            if name in known:
                values = self.kind(name).sent(data.getlist(f"{self.letter}{at}"))
                self.rows.append((name, values))

    def add(self, wanted: str) -> None:
        """An empty row."""
        if wanted in {kind.name for kind in self.kinds} and len(self.rows) < MAX_PARTS:
            self.fresh = f"{self.letter}{len(self.rows)}"
            self.rows.append((wanted, ()))

    def drop(self, wish: str) -> None:
        at = wish.removeprefix(f"drop-{self.letter}")
        if at != wish and at.isascii() and at.isdigit() and int(at[:3]) < len(self.rows):
            del self.rows[int(at[:3])]

    def kind(self, name: str) -> Kind:
        return next(kind for kind in self.kinds if kind.name == name)

    @property
    def json(self) -> list[Json]:
        return [self.kind(name).json(values) for name, values in self.rows]

    @property
    def sound(self) -> bool:
        """Each row by itself can be read."""
        return not any(_problem(part, self.parse) for part in self.json)

    def parts(self, names: Names, *, checked: bool) -> list[Part]:
        found = []
        for at, (kind_name, values) in enumerate(self.rows):
            kind, name = self.kind(kind_name), f"{self.letter}{at}"
            error = _problem(kind.json(values), self.parse) if checked else ""
            choices = tuple(kind.offer(names))
            found.append(Part(name, kind, values, choices, error, fresh=name == self.fresh))
        return found

    @property
    def choices(self) -> list[Choice]:
        return [Choice(kind.name, str(kind.label)) for kind in self.kinds]


def _problem(part: Json, parse: Callable[[object], object]) -> str:
    """What is wrong with a row, said beside it: without its number and its kind."""
    try:
        parse([part])
    except PolicyError as error:
        if not all(value for key, value in part.items() if key != "kind"):
            return _("Nothing is chosen here yet. Choose something, or take the row out.")
        return _(error.problem) % error.values
    return ""
