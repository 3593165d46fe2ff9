"""Values of custom fields: what a form sends is read into what is stored, or refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

Kind = Literal["text", "number", "choice", "day", "yes_no"]
# As JSON stores it. A number is kept as it was typed, so that 007 stays no 7 and 0.10 stays 0.10.
Value = str | bool | None

MAX_TEXT: Final = 500
MAX_DIGITS: Final = 30
YES: Final = frozenset({"yes", "true", "on", "1"})
NO: Final = frozenset({"no", "false", "off", "0"})


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for extraction; who shows `Refusal.problem` translates it."""
    return sentence


@dataclass(frozen=True, slots=True)
class Field:
    """What of a custom field its values depend on."""

    name: str
    kind: Kind
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """`problem` takes `values`; its translation, too."""

    problem: str
    values: dict[str, object]

    def said_in(self, gettext: Callable[[str], str]) -> str:
        return gettext(self.problem) % self.values


def read_value(field: Field, raw: str | bool | None) -> Value | Refusal:
    """None: there is no value (nothing was typed). What was stored is read to itself again."""
    if isinstance(raw, bool):
        return raw if field.kind == "yes_no" else _not_that(field)
    text = unicodedata.normalize("NFC", raw or "").strip()
    if not text:
        return None
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in text):
        return _refuse(
            field, gettext_noop("“%(name)s” holds characters that cannot be stored. Type it anew.")
        )
    return _READ[field.kind](field, text)


def _refuse(field: Field, problem: str, **values: object) -> Refusal:
    return Refusal(problem, {"name": field.name, **values})


def _not_that(field: Field) -> Refusal:
    return _refuse(field, _NOT[field.kind], choices=", ".join(field.choices))


def _text(field: Field, text: str) -> Value | Refusal:
    if len(text) > MAX_TEXT:
        problem = gettext_noop("“%(name)s” has %(length)s characters; at most %(limit)s fit.")
        return _refuse(field, problem, length=len(text), limit=MAX_TEXT)
    return text


def _number(field: Field, text: str) -> Value | Refusal:
    plain = text.replace("\u00a0", "").replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".") if plain.count(",") == 1 else plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return _not_that(field)
    if not plain.isascii() or not number.is_finite() or len(plain) > MAX_DIGITS:
        return _not_that(field)
    return plain


def _choice(field: Field, text: str) -> Value | Refusal:
    if text in field.choices:
        return text
    return _not_that(field)


def _day(field: Field, text: str) -> Value | Refusal:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return _not_that(field)


def _yes_no(field: Field, text: str) -> Value | Refusal:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    return _not_that(field)


_NOT: Final[dict[Kind, str]] = {
    "text": gettext_noop("“%(name)s” is a text. Type it anew."),
    "number": gettext_noop("“%(name)s” is a number, for example 12.5. Type it anew."),
    "choice": gettext_noop("“%(name)s” is one of %(choices)s. Choose one."),
    "day": gettext_noop("“%(name)s” is a day, for example 2026-11-22. Choose one."),
    "yes_no": gettext_noop("“%(name)s” is yes or no. Choose one."),
}
_READ: Final = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "day": _day,
    "yes_no": _yes_no,
}
