"""Private data in a text that everybody will read. Pure: no framework, no database.

A finding must be worth a question: what only looks like a long number (an order, a date, a version)
is let through, what proves itself by its check digits is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

Kind = Literal["card", "iban", "account", "imei", "phone", "mail"]

_GAP = r"[ \u00a0.\-/]?"
# Digits with at most one sign between two of them.
_NUMBER = re.compile(rf"(?<![\w+])\d(?:{_GAP}\d){{12,18}}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w@.+-])[\w.+-]*[\w+-]@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@])")
_PHONE = re.compile(
    r"(?<![\w+])(?:"
    r"(?:\+|00)[1-9](?:[ \u00a0().\-/]{0,3}\d){6,14}"  # +49 (30) 123-4567
    r"|\(?0\d{1,5}\)?(?:[ \u00a0.\-/]{0,2}\d){6,11}"  # (030) 1234567
    r"|\(?[2-9]\d{2}\)?[ \u00a0.\-][2-9]\d{2}[ \u00a0.\-]\d{4}"  # (555) 234-5678
    r")(?!\w)"
)
_ACCOUNT = re.compile(
    r"\b(?:account|acct|konto|cuenta|compte|conto|rekening)(?:nummer|-?nr)?"
    r"[\s.:#]*(?:no|nr|n[°º]|num(?:ber|ero)?|número|numéro)?[\s.:#]*"
    rf"(\d(?:{_GAP}\d){{5,16}})(?!\w)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{1,2}[./-]){2}\d{2,4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Found:
    kind: Kind
    value: str
    """Digits, or the address, without what only makes it readable."""

    @property
    def masked(self) -> str:
        """Enough to find it in the text, and no more."""
        if self.kind == "mail":
            name, _, host = self.value.partition("@")
            return f"{name[0]}…@{host}"
        return f"…{self.value[-min(4, len(self.value) // 3) :]}"


def private_data(text: str) -> tuple[Found, ...]:
    """What the text holds, each once, in the order in which it stands there."""
    plain = _ADDRESS.sub(lambda found: "_" * len(found[0]), _with_plain_digits(text))
    found = sorted(_each(plain), key=lambda one: (one[0], -one[1]))
    kept: dict[Found, None] = {}
    end = 0
    for start, stop, one in found:
        if start >= end:
            kept.setdefault(one)
            end = stop
    return tuple(kept)


def fingerprint(found: Iterable[Found]) -> str:
    """Names the findings without saying them: "send anyway" is said of these, not of others."""
    said = "\n".join(sorted(f"{one.kind} {one.value}" for one in found))
    return sha256(said.encode()).hexdigest()[:16]


def is_luhn(digits: str) -> bool:
    """The check digit of cards and devices."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_iban(value: str) -> bool:
    """ISO 7064: as a number, letters counted from 10, it leaves 1."""
    turned = value[4:] + value[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _with_plain_digits(text: str) -> str:
    """Digits of every script as ours, sign for sign."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else "+" if c == "\uff0b" else c for c in text
    )


def _each(text: str) -> Iterator[tuple[int, int, Found]]:
    for found in _IBAN.finditer(text):
        value = re.sub(r"[^A-Z0-9]", "", found[0].upper())
        for length in range(len(value), 14, -1):  # the next word may look like a part of it
            if is_iban(value[:length]):
                yield found.start(), found.end(), Found("iban", value[:length])
                break
    for found in _NUMBER.finditer(text):
        digits = _digits(found[0])
        kind = _kind_of(digits)
        if kind is not None:
            yield found.start(), found.end(), Found(kind, digits)
    for found in _MAIL.finditer(text):
        yield found.start(), found.end(), Found("mail", found[0].lower())
    for found in _ACCOUNT.finditer(text):
        yield found.start(), found.end(), Found("account", _digits(found[1]))
    for found in _PHONE.finditer(text):
        if not _DATE.match(found[0]) and len(set(_digits(found[0]))) > 1:
            yield found.start(), found.end(), Found("phone", _phone(found[0]))


def _kind_of(digits: str) -> Kind | None:
    if not is_luhn(digits) or len(set(digits)) == 1:
        return None
    if len(digits) == 15 and digits[:2] not in {"34", "37"}:
        return "imei"
    return "card" if digits[0] in "23456" else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _phone(text: str) -> str:
    digits = _digits(text)
    return digits[2:] if digits.startswith("00") else digits
