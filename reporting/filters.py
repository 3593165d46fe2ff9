"""What a report is narrowed to, from and to its query. Pure: which rows there are is told to it.

Names and values come from allowlists. A value that names nothing the member may see is an error,
not a filter less: a figure over too much would be believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

PRIORITIES = ("urgent", "high", "normal", "low")
TAGS = ("all", "any", "none")
# What may be chosen, and whether more than one at once.
ROWS = ("brand", "line", "team", "agent", "channel")
MOST_VALUES = 20
FIELD = "field."
LONGEST = 200


class UnknownValue(LookupError):
    """The query names something that is not there, or not for this member."""


class Query(Protocol):
    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the member may choose from. Rows by id as text, tags by slug."""

    rows: Mapping[str, Mapping[str, int]]
    networks: frozenset[str]
    tags: Mapping[str, int]
    fields: Mapping[str, frozenset[str]]
    """Slugs of customer fields, with the values of a choice; empty: any text."""


@dataclass(frozen=True, slots=True)
class Filters:
    brand: tuple[int, ...] = ()
    line: tuple[int, ...] = ()
    team: tuple[int, ...] = ()
    agent: tuple[int, ...] = ()
    channel: tuple[int, ...] = ()
    network: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    tag: tuple[int, ...] = ()
    tags: str = "any"
    fields: tuple[tuple[str, str], ...] = ()
    business: bool = False
    said: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The filters as a query says them."""

    @property
    def count(self) -> int:
        return sum(name not in {"tags", "hours"} for name, _ in self.said)


def filters_of(query: Query, allowed: Allowed) -> Filters:
    """Raises UnknownValue."""
    said: list[tuple[str, str]] = []

    def values(name: str, known: Iterable[str]) -> list[str]:
        given = list(dict.fromkeys(value for value in query.getlist(name) if value))
        if len(given) > MOST_VALUES or set(given) - set(known):
            raise UnknownValue(name)
        said.extend((name, value) for value in given)
        return given

    rows = {
        name: tuple(allowed.rows[name][value] for value in values(name, allowed.rows[name]))
        for name in ROWS
    }
    network = tuple(values("network", allowed.networks))
    priority = tuple(values("priority", PRIORITIES))
    tag = tuple(allowed.tags[slug] for slug in values("tag", allowed.tags))
    tags = (values("tags", TAGS) if tag else []) or ["any"]
    business = values("hours", ("business", "all")) == ["business"]
    fields = tuple(_fields(query, allowed))
    said.extend((f"{FIELD}{slug}", value) for slug, value in fields)
    return Filters(
        **rows,
        network=network,
        priority=priority,
        tag=tag,
        tags=tags[0],
        fields=fields,
        business=business,
        said=tuple(pair for pair in said if pair != ("hours", "all")),
    )


def _fields(query: Query, allowed: Allowed) -> Iterator[tuple[str, str]]:
    """`field.plan=gold`, each of which must hold."""
    for name in query:
        if name.startswith(FIELD):
            slug = name.removeprefix(FIELD)
            choices = allowed.fields.get(slug)
            for value in filter(None, query.getlist(name)):
                if choices is None or (choices and value not in choices) or len(value) > LONGEST:
                    raise UnknownValue(name)
                yield slug, value
