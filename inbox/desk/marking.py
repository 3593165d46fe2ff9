"""The piece of a text that a search found, with the words that it found marked. Pure.

Postgres finds; this only shows where, with the same idea of a letter: neither case nor accents
matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Marks = tuple[tuple[str, bool], ...]
"""Pieces of the text in their order, and whether each was looked for."""

BEFORE, LONGEST = 24, 200
_BREAKS = re.compile(r"\s+")
_LETTERS = re.compile(r"[\w]+", re.UNICODE)
# Written without spaces: found within words, everything else as whole words.
_UNSPACED = re.compile(
    "[\u0600-\u06ff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u9fff\uac00-\ud7af]"
)


def marked(text: str, terms: Sequence[str]) -> Marks:
    """At most `LONGEST` characters, from just before the first find on."""
    text = _BREAKS.sub(" ", text).strip()
    spans = _spans(text, terms)
    start = 0
    if spans and spans[0][0] > BEFORE * 2:
        start = text.rfind(" ", 0, spans[0][0] - BEFORE) + 1 or spans[0][0] - BEFORE
    end = start + LONGEST
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end] + ("…" if len(text) > end else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    folded, places = _folded(text)
    found: list[tuple[int, int]] = []
    for term in terms:
        pattern = _pattern(term)
        if pattern is not None:
            found += [
                (places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(folded)
            ]
    return _joined(sorted(found))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _pattern(term: str) -> re.Pattern[str] | None:
    parts = _LETTERS.findall(_folded(term)[0])
    if not parts:
        return None
    said = r"[\W_]+".join(map(re.escape, parts))
    if _UNSPACED.search(said):
        return re.compile(said)
    return re.compile(rf"(?<![^\W_]){said}" + ("" if term.endswith("*") else r"(?![^\W_])"))


def _folded(text: str) -> tuple[str, list[int]]:
    """Small letters without accents, and for each where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign).lower():
            if not unicodedata.combining(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
