"""Literal words and phrases in customers' messages. A rule's author writes words, never a regex.

What matches what:

- Text and pattern are compared after NFKC and case folding (`ＲＥＦＵＮＤ` = `refund`, `Straße` =
  `STRASSE`; `İ`, `I` and `ı` are one letter). Accents count: `cafe` is not `café`.
- A pattern is one or more whole words in a row; what stands between words (spaces, punctuation,
  line ends, links' slashes) is one gap. `no signal` finds "No… signal!", never "no signals".
- An apostrophe parts words (`appli` is in "l'appli", `delta` in "Delta's"), except in n't: `can` is
  not in "can't".
- A trailing `*` lets the last word go on: `refund*` finds "refunds", "refunding" and "refund".
- `fail` finds "fail", "#fail" and "@fail"; `#fail` finds the hashtag only, `@fail` the handle only.
- Scripts that put no spaces between words, or glue particles to them (Chinese characters, kana,
  Hangul, Thai, Lao, Khmer, Burmese), match wherever they stand: `返金` is in "至急返金して". Latin
  words and numbers beside them are still whole words.
- An emoji is a word of its own; skin tones and presentation selectors are ignored.

Texts are cut into words once (`Text.of`), patterns once (`Patterns.of`); asking is then a set
look-up or a substring search.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_UNSPACED = (
    "\u0e00-\u0e2f\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e50-\u0e59"  # Thai
    "\u0e80-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6\u0ed0-\u0edf"  # Lao
    "\u1000-\u102a\u103f-\u1049\u1050-\u1055\u1780-\u17b3\u17e0-\u17e9"  # Burmese, Khmer
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001b000-\U0001b16f"  # kana
    "\u3005-\u3007\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_SKIN_TONES = "\U0001f3fb-\U0001f3ff"
_LAST_SCANNED = 0x1F000


def _class_of(*categories: str) -> str:
    """Character class of these Unicode categories, as ranges; `re` knows no categories itself."""
    ranges: list[list[int]] = []
    for code in range(0xA0, _LAST_SCANNED):
        if unicodedata.category(chr(code)) not in categories:
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Without the marks, `\w+` would cut Hindi, Thai and pointed Arabic words at every vowel sign.
_MARK = _class_of("Mn", "Mc", "Me")
# Whole emoji blocks, not only what this Python's Unicode version has assigned.
_SYMBOL = _class_of("So") + "\U0001f000-\U0001faff"
_LETTER = rf"[^\W{_UNSPACED}]"
_TOKEN = re.compile(
    r"(?:(?<!\w)[#@])?"
    rf"(?:{_LETTER}+(?:[{_MARK}]+{_LETTER}*)*(?:(?<=n)'t(?!\w))?|[{_UNSPACED}][{_MARK}]*)"
    rf"|[{_SYMBOL}]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    f"\ufe00-\ufe0f\ufeff{_SKIN_TONES}\U000e0000-\U000e0fff]"
)
# Before NFKC, which would turn ´ into a space and an accent, and "Phone™" into "phonetm".
_BEFORE_NFKC = str.maketrans("\u2019\u2018\u02bc\u00b4`™℠", "'''''  ")


def fold(raw: str) -> str:
    """The form in which texts and patterns are compared."""
    if "&" in raw:
        raw = html.unescape(raw)  # several networks deliver &amp; and &lt;3
    if raw.isascii():
        return raw.lower().replace("`", "'")
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw).translate(_BEFORE_NFKC))
    text = unicodedata.normalize("NFKC", text.casefold())
    return text.replace("i\u0307", "i").replace("ı", "i")


@lru_cache(maxsize=64)
def tokens(raw: str) -> tuple[str, ...]:
    """Words in order, hashtags and handles with their sign. Of one message several ask, one after
    the other: its rules, its language, whether it is a closing."""
    return tuple(_TOKEN.findall(fold(raw)))


def _joined(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _without_signs(signed: str) -> str:
    return signed.replace(" #", " ").replace(" @", " ")


@dataclass(frozen=True, slots=True)
class Text:
    """A message cut into words once, to be asked many times."""

    signed: str
    plain: str
    words: frozenset[str]

    @classmethod
    def of(cls, raw: str) -> Text:
        signed = _joined(tokens(raw))
        plain = _without_signs(signed)
        return cls(signed=signed, plain=plain, words=frozenset(signed.split() + plain.split()))


@dataclass(frozen=True, slots=True)
class Patterns:
    """Words and phrases of which one is enough. A pattern without any word in it never matches."""

    words: frozenset[str]
    pieces: tuple[str, ...]
    signed: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Patterns:
        words: set[str] = set()
        pieces: dict[str, None] = {}
        signed: dict[str, None] = {}
        for pattern in patterns:
            found = tokens(pattern)
            prefix = pattern.rstrip().endswith("*")
            if not found:
                continue
            if len(found) == 1 and not prefix:
                words.add(found[0])
            elif any(word[0] in "#@" for word in found):
                signed[_signed_regex(found, prefix)] = None
            else:
                pieces[_joined(found).rstrip() if prefix else _joined(found)] = None
        return cls(frozenset(words), tuple(pieces), tuple(map(re.compile, signed)))

    def found_in(self, text: Text) -> bool:
        if not self.words.isdisjoint(text.words):
            return True
        for piece in self.pieces:
            if piece in text.plain:
                return True
        return any(regex.search(text.signed) for regex in self.signed) if self.signed else False


def _signed_regex(words: Sequence[str], prefix: bool) -> str:
    """A sign the pattern names is demanded, one that only the text has is passed over."""
    parts = (re.escape(word) if word[0] in "#@" else f"[#@]?{re.escape(word)}" for word in words)
    return " " + " ".join(parts) + ("" if prefix else " ")
