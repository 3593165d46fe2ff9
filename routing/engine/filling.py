"""Texts with variables: canned answers, greetings, signatures.

`{{customer.first_name}}` stands for a value, `{{customer.first_name || 'there'}}` for it or, where
there is none, the words in quotes; more may follow, each after `||`, and the first that is not
empty is taken. `{{ '{{' }}` prints two braces. Whatever stands outside of `{{…}}` stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .names import first_name

FIELDS = "customer.fields."


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for extraction."""
    return sentence


# Every variable, but for the customer's own fields: those are `customer.fields.<slug>`.
VARIABLES: Mapping[str, str] = {
    "customer.name": gettext_noop("The customer's name, as the network shows it"),
    "customer.first_name": gettext_noop("What one would call the customer; empty if unclear"),
    "customer.handle": gettext_noop("The customer's account on the case's network"),
    "agent.name": gettext_noop("Your name"),
    "agent.first_name": gettext_noop("Your first name"),
    "agent.initials": gettext_noop("Your initials"),
    "brand.name": gettext_noop("The brand that speaks"),
    "channel.handle": gettext_noop("The account that speaks"),
    "case.id": gettext_noop("The number of the case"),
}

_OPEN, _CLOSE = "{{", "}}"
_QUOTES = {"'": "'", '"': '"', "‘": "’", "’": "’", "“": "”", "”": "”", "„": "“"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)*")
_SHOWN = 40
# A quote keeps what it holds: the sign between two terms may stand in one.
_TERM = re.compile(r"""\s*('[^']*'|"[^"]*"|‘[^’]*’|’[^’]*’|“[^”]*”|”[^”]*”|„[^“]*“|[^|]+)\s*""")


@dataclass(frozen=True, slots=True)
class Filled:
    text: str
    undefined: tuple[str, ...] = ()
    """What stands for nothing at all: names that are no variables, and what cannot be read."""
    empty: tuple[str, ...] = ()
    """Variables that have no value here, and no words to stand in for them."""
    gaps: tuple[int, ...] = ()
    """Where in `text` something is missing because of that."""

    @property
    def missing(self) -> tuple[str, ...]:
        return self.undefined + self.empty


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """`values`: every variable that exists, empty where nothing is known. A value is never read
    for variables itself. Never raises."""
    made: list[str] = []
    length, at = 0, 0
    undefined: dict[str, None] = {}
    empty: dict[str, None] = {}
    gaps: list[int] = []
    while True:
        start = text.find(_OPEN, at)
        end = text.find(_CLOSE, start + 2) if start >= 0 else -1
        if end < 0:
            break
        words, lacks = _said(text[start + 2 : end], values, undefined, empty)
        made += [text[at:start], words]
        length += start - at + len(words)
        if lacks:
            gaps.append(length)
        at = end + 2
    if start >= 0:
        undefined[_shown(text[start:])] = None
    made.append(text[at:])
    return Filled("".join(made), tuple(undefined), tuple(empty), tuple(gaps))


def variables_in(text: str) -> tuple[str, ...]:
    """The names that a text asks for, each once."""
    return fill(text, {}).undefined


def _said(
    expression: str,
    values: Mapping[str, str],
    undefined: dict[str, None],
    empty: dict[str, None],
) -> tuple[str, bool]:
    """What is printed, and whether something is missing there."""
    terms = _terms(expression)
    if terms is None:
        undefined[_shown(expression.strip() or _OPEN + _CLOSE)] = None
        return "", True
    names = [term.name for term in terms if isinstance(term, _Name)]
    unknown = [name for name in names if name not in values]
    undefined.update(dict.fromkeys(unknown))
    for term in terms:
        words = values.get(term.name, "") if isinstance(term, _Name) else term
        if words:
            return words, False
    if any(isinstance(term, str) for term in terms):
        return "", False
    empty.update(dict.fromkeys(name for name in names if name in values))
    return "", True


def _terms(expression: str) -> list[str | _Name] | None:
    """None when it cannot be read."""
    found: list[str | _Name] = []
    at = 0
    while True:
        term = _TERM.match(expression, at)
        if term is None:
            return None
        words = term[1].strip()
        if len(words) > 1 and _QUOTES.get(words[0]) == words[-1]:
            found.append(words[1:-1])
        elif _NAME.fullmatch(words):
            found.append(_Name(words))
        else:
            return None
        at = term.end()
        if at == len(expression):
            return found
        if not expression.startswith("||", at):
            return None
        at += 2


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a text is about: where the values of variables come from."""

    customer: str = ""
    handle: str = ""
    agent: str = ""
    initials: str = ""
    brand: str = ""
    channel: str = ""
    case_id: int | None = None
    fields: Mapping[str, str] | None = None
    """By slug; empty where a field has no value."""

    def values(self) -> dict[str, str]:
        agent = self.agent.strip()
        found = {
            "customer.name": self.customer.strip(),
            "customer.first_name": first_name(self.customer, handle=self.handle),
            "customer.handle": self.handle,
            "agent.name": agent,
            "agent.first_name": first_name(agent) or agent,
            "agent.initials": self.initials,
            "brand.name": self.brand,
            "channel.handle": self.channel,
            "case.id": "" if self.case_id is None else str(self.case_id),
        }
        return found | {FIELDS + slug: value for slug, value in (self.fields or {}).items()}
