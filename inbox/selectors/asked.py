"""What somebody typed into the search field: words, quotes, minus, and operators. Pure.

It never fails: what is no operator is searched as words, and what could not be understood is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

# More terms than anybody types; each costs a look into the index.
MOST_TERMS = 20
LONGEST = 500

VALUED = ("tag", "from", "channel", "state", "line", "team", "owner", "lang", "field")
DATED = ("before", "after")
OPERATORS = (*VALUED, *DATED, "has")

# -name:"two words", -"two words", -word: the minus and the name may be missing.
_TERM = re.compile(
    r"(?=\S)(?P<minus>-)?(?:(?P<name>[a-z_]{2,20}):)?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))'
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind`: unknown (operator), empty (no value), date, has, minus (before an operator), much."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    terms: tuple[str, ...] = ()
    """Words and quoted phrases; each must be there. A star at the end asks for a beginning."""
    without: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    """(operator, value) in their order, of `VALUED`."""
    before: date | None = None
    after: date | None = None
    noted: bool = False
    problems: tuple[Problem, ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for operator, value in self.given if operator == name)

    @property
    def empty(self) -> bool:
        """Nothing is left that narrows."""
        return not (self.terms or self.given or self.before or self.after or self.noted)


@dataclass(slots=True)
class _Found:
    terms: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    given: list[tuple[str, str]] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    noted: bool = False
    problems: list[Problem] = field(default_factory=list)


def parse(text: str) -> Asked:
    found = _Found()
    for term in _TERM.finditer(text[:LONGEST]):
        _take(found, term)
    if len(found.terms) + len(found.without) > MOST_TERMS:
        found.problems.append(Problem("much", str(MOST_TERMS)))
    terms = found.terms[:MOST_TERMS]
    return Asked(
        terms=tuple(terms),
        without=tuple(found.without[: MOST_TERMS - len(terms)]),
        given=tuple(found.given[:MOST_TERMS]),
        before=found.dates.get("before"),
        after=found.dates.get("after"),
        noted=found.noted,
        problems=tuple(found.problems),
    )


def _take(found: _Found, term: re.Match[str]) -> None:
    name, minus = term["name"] or "", bool(term["minus"])
    quoted = term["quoted"]
    value = " ".join((term["bare"] if quoted is None else quoted).split())
    whole = term[0]
    if name not in OPERATORS:
        if name and quoted is None and not value.startswith("//"):
            found.problems.append(Problem("unknown", f"{name}:"))
        _word(found, value if not name else f"{name} {value}", minus=minus)
    elif minus:
        found.problems.append(Problem("minus", whole))
    elif not value:
        found.problems.append(Problem("empty", f"{name}:"))
    elif name == "has":
        found.noted = found.noted or value == "note"
        if value != "note":
            found.problems.append(Problem("has", whole))
    elif name in DATED:
        _date(found, name, value)
    else:
        found.given.append((name, value))


def _word(found: _Found, value: str, *, minus: bool) -> None:
    if any(sign.isalnum() or ord(sign) > 0x2190 for sign in value):
        (found.without if minus else found.terms).append(value)


def _date(found: _Found, name: str, value: str) -> None:
    try:
        found.dates[name] = date.fromisoformat(value)
    except ValueError:
        found.problems.append(Problem("date", f"{name}:{value}"))


def typed(terms: Iterable[tuple[str, str]]) -> str:
    """Operators and values as one would type them; the reverse of `parse`."""
    return " ".join(
        f'{name}:"{value}"' if re.search(r"\s", value) else f"{name}:{value}"
        for name, value in terms
    )
