"""What one would call somebody of whom only a shown name is known."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"}
    | {"herr", "frau", "hr", "fr", "monsieur", "madame", "mme", "mlle"}
    | {"sr", "sra", "señor", "señora", "dott", "ing", "dipl"}
)
# Behind these a name goes on with something else: "Kim (she/her)", "Kim | Berlin".
_ASIDE = re.compile(r"[|(\[{<•·~/\\—–]| - ")
# Names that hold a capital inside: McKenna, MacLeod, O'Neil, DeShawn, LaToya, JeanLuc is not one.
_INNER_CAPITAL = re.compile(r"(?:Mc|Mac|De|Di|La|Le|O['’])\w", re.UNICODE)
_LONGEST = 40


def first_name(name: str, *, handle: str = "") -> str:
    """Empty when nothing in `name` is clearly a person's name: an account's name, a nickname with
    digits, signs only. Names in Chinese, Japanese and Korean writing are not cut."""
    shown = _ASIDE.split(_letters(name), maxsplit=1)[0].strip()
    if not shown or "@" in name.strip()[:1]:
        return ""
    if any(_is_cjk(sign) for sign in shown):
        return " ".join(shown.split())[:_LONGEST]
    family, comma, given = shown.partition(",")
    words = [
        word.strip(".,;:!?*'\"“”’_-") if len(word) > 2 else word
        for word in (given if comma and given.strip() else family).split()
    ]
    words = [word for word in words if word]
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words.pop(0)
    if not words:
        return ""
    first = words[0].rstrip(",")
    if len(words) > 1 and len(first.rstrip(".")) == 1:
        # "J. Smith" is called so, not "J."
        return " ".join(words)[:_LONGEST]
    return _called(first, alone=len(words) == 1, handle=handle)


def _called(word: str, *, alone: bool, handle: str) -> str:
    if not all(
        sign.isalpha() or unicodedata.category(sign).startswith("M") or sign in "'’-."
        for sign in word
    ):
        return ""
    plain = [sign for sign in word if sign.isalpha()]
    if len(plain) < 2 or len(word) > _LONGEST:
        return ""
    if word.islower():
        if alone and _bare(word) == _bare(handle):
            return ""
        return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    if word.isupper() and len(plain) > 3:
        return "-".join(part.capitalize() for part in word.split("-"))
    inside = any(a.islower() and b.isupper() for a, b in pairwise(word))
    if inside and not _INNER_CAPITAL.match(word):
        return ""
    return word


def _bare(word: str) -> str:
    """A word or an account's name, by its letters: "@kim_b@example.org" is "kimb"."""
    local = word.removeprefix("@").partition("@")[0]
    return "".join(sign for sign in local if sign.isalnum()).casefold()


def _letters(name: str) -> str:
    """Without pictures and signs that only decorate."""
    kept = [
        sign if unicodedata.category(sign)[0] not in "SC" or sign in "|<~" else " "
        for sign in unicodedata.normalize("NFKC", name)
    ]
    return " ".join("".join(kept).split())


def _is_cjk(sign: str) -> bool:
    point = ord(sign)
    return (
        0x2E80 <= point <= 0x9FFF
        or 0xAC00 <= point <= 0xD7AF
        or 0x1100 <= point <= 0x11FF
        or 0x20000 <= point <= 0x3FFFF
    )
