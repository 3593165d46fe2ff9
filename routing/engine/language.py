"""The language of a short message, or an honest "unknown".

Scripts of one language speak for themselves; languages that share a script are told apart by their
commonest small words, of which a message must hold enough, and clearly more than of any other. What
is no language (links, handles, hashtags, numbers, emoji) does not count. A rule that waits for
German is better asked once too seldom than once too often, so doubt is `UNKNOWN`.
"""

from __future__ import annotations

import re
from typing import Final

from .language_words import SMALL_WORDS
from .words import tokens

UNKNOWN: Final = "unknown"

_LINKS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SCRIPTS: Final = {
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7ff]"),
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh": re.compile(f"[{_HAN}]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
}
# Letters that only one of two neighbours writes: if one is there, the second language is meant.
_NEIGHBOURS: Final = (
    ("ru", "uk", re.compile("[іїєґ]")),
    ("ar", "fa", re.compile("[پچژگ]")),
    ("zh", "ja", re.compile("[\u3041-\u30ff]")),
)
LANGUAGES: Final = tuple(
    sorted({*SMALL_WORDS, *_SCRIPTS, *(second for _, second, _ in _NEIGHBOURS)})
)

# Small words of one language alone count 1, those that two share a half, and so on.
_LANGUAGES_OF: Final[dict[str, tuple[str, ...]]] = {
    word: tuple(language for language, words in SMALL_WORDS.items() if word in words)
    for word in {word for words in SMALL_WORDS.values() for word in words}
}
_SHARES: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    word: tuple((language, 1 / len(languages)) for language in languages)
    for word, languages in _LANGUAGES_OF.items()
}
_ENOUGH: Final = 0.9
_CLEARLY: Final = 1.3
# Letters of another script that are more than this share of all letters decide.
_MOSTLY: Final = 0.4


def language_of(raw: str) -> str:
    """A code of `LANGUAGES`, or `UNKNOWN`."""
    if "@" in raw or "//" in raw or "www." in raw:
        raw = _LINKS.sub(" ", raw)
    words = [word for word in tokens(raw) if word[0] not in "#@"]
    letters = "".join(words)
    if not letters:
        return UNKNOWN
    return _by_script(letters) or _by_words(words)


def _by_script(letters: str) -> str | None:
    if letters.isascii():
        return None
    counts = {script: len(found.findall(letters)) for script, found in _SCRIPTS.items()}
    counts["ja"] += counts["zh"] if counts["ja"] else 0
    script = max(counts, key=lambda one: counts[one])
    if counts[script] < _MOSTLY * len(letters):
        return None
    for first, second, letter in _NEIGHBOURS:
        if script == first and letter.search(letters):
            return second
    return script


def _by_words(words: list[str]) -> str:
    score: dict[str, float] = {}
    for word in words:
        for language, share in _SHARES.get(word, ()):
            score[language] = score.get(language, 0) + share
    if not score:
        return UNKNOWN
    best = max(score, key=score.__getitem__)
    most = score.pop(best)
    clearly = most >= _CLEARLY * max(score.values(), default=0)
    return best if most >= _ENOUGH and clearly else UNKNOWN
