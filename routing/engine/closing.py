"""Is a message only a closing: thanks, all right, it works now, goodbye, a heart?

A closing on a resolved case attaches quietly instead of opening it again, so a complaint taken for
one is a customer nobody answers. Hence a closed vocabulary (`closing_words`): every word must be
known, something must settle the matter, and one first name may follow thanks. Any other word, a
question mark, a sad face, quotation marks or "..." at either end make it no closing; so does
length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Set
from enum import Enum, auto
from typing import NamedTuple

from . import closing_words as vocabulary
from .words import fold, tokens

_MAX_LENGTH = 1000  # before anything is taken away: some patterns below are slow on long texts
_MAX_BARE_LENGTH = 200
_MAX_WORDS = 12
_MAX_LETTERS = 40  # of scripts without spaces, where every letter is a token

_HANDLE = re.compile(r"(?<!\w)[@＠]\w+(?:[.@-]\w+)*")
# At the end it is a picture that waves; before the words it is what the customer was asked for.
_LAST_LINKS = re.compile(
    rf"(?<!\s)(?:\s*(?:(?:https?://|www\.|pic\.twitter\.com/)\S+|{_HANDLE.pattern}))+\s*[.,!]?\s*\Z",
    re.IGNORECASE,
)
# Without one of these, neither is there; the pattern above looks at every place of a text.
_MAY_LINK = re.compile(r"[@＠]|//|www\.|twitter", re.IGNORECASE)
_DEVICE = (
    r"(?:iphone|ipad|android|samsung|galaxy|pixel|huawei|xiaomi|smartphone|phone|handy|mobile)"
)
_SENT_FROM = re.compile(
    rf"\n\s*(?:sent from my|gesendet von meinem|envoyé de mon)(?: {_DEVICE})+\s*\Z", re.IGNORECASE
)
_INITIALS = re.compile(r"\s[\^*][A-Za-z]{1,3}\s*\Z")
_SPOILS = re.compile(
    r"[?？؟⁇⁈⁉\"“”„«»]"  # a question, or words held with tongs
    r"|[:;=8][-'’]?[(\[/\\|<cC@](?!\w)|[)\]]-?[:;=]\B|\bD:|>[:.]|-_+-|¬¬"  # :( :/ ): >:(
    r"|(?:\.\.\.|…)\W*\Z|\A\s*(?:\.\.\.|…)"
)
_SMILE = re.compile(r"[:;=8xX]['’]?-?[)\]DpP3*](?!\w)|\([:;=]|\^[_.]?\^|<3+|\bxD+\b")
# Not at the start of a sentence, where every word has a capital.
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][a-zà-öø-ÿ]+\b")
_DRAWN_OUT = (
    (re.compile(r"(.)\1{2,}"), r"\1\1"),
    (re.compile(r"(.)\1{2,}"), r"\1"),
    (re.compile(r"(.)\1\Z"), r"\1"),
)


class _Role(Enum):
    THANKS = auto()
    SETTLED = auto()
    NOD = auto()
    PRAISE = auto()
    BESIDE = auto()


class _State(NamedTuple):
    """What the words so far have held, and whether they end with thanks."""

    seen: frozenset[_Role]
    thanked: bool


def _folded(text: str) -> str:
    return " ".join(tokens(text))


def _roles() -> dict[str, _Role]:
    roles: dict[str, _Role] = {}
    # Weakest first: where a phrase stands in two lists, the stronger role wins.
    for role, listed in (
        (_Role.BESIDE, vocabulary.BESIDE),
        (_Role.PRAISE, vocabulary.PRAISE),
        (_Role.NOD, vocabulary.NODS),
        (_Role.SETTLED, vocabulary.SETTLED),
        (_Role.THANKS, vocabulary.THANKS),
    ):
        roles |= dict.fromkeys(_set_of(listed), role)
    return roles


def _set_of(listed: str) -> frozenset[str]:
    return frozenset(map(_folded, vocabulary.phrases(listed))) - {""}


_ROLES = _roles()
_FOR, _LINKING = _set_of(vocabulary.FOR), _set_of(vocabulary.LINKING)
_OBJECTS = _set_of(vocabulary.OBJECTS)
_CONNECTIVES, _NO_NAMES = _set_of(vocabulary.CONNECTIVES), _set_of(vocabulary.NO_NAMES)
_LONGEST = max(phrase.count(" ") for phrase in _ROLES.keys() | _OBJECTS) + 1
_KNOWN = frozenset(" ".join([*_ROLES, *_FOR, *_LINKING, *_OBJECTS]).split())


def is_closing(text: str) -> bool:
    if len(text) > _MAX_LENGTH:
        return False
    bare = html.unescape(text)
    if _MAY_LINK.search(bare):
        bare = _HANDLE.sub(" ", _LAST_LINKS.sub("", bare))
    if len(bare) > _MAX_BARE_LENGTH or _SPOILS.search(bare):
        return False
    bare = _unsigned(_SMILE.sub(" 😊 ", bare))
    names = _names(bare)
    words = _words(bare, names)
    if not words or _too_long(words) or words[-1] in _CONNECTIVES:
        return False
    wordless = not any(word[0].isalnum() for word in words)
    return any(_settles(seen, wordless=wordless) for seen in _readings(words, names))


def _settles(seen: Set[_Role], *, wordless: bool) -> bool:
    if _Role.THANKS in seen or _Role.SETTLED in seen:
        return True
    return _Role.NOD in seen and (wordless or _Role.PRAISE in seen)


def _too_long(words: list[str]) -> bool:
    letters = sum(len(word) == 1 for word in words)
    return len(words) - letters > _MAX_WORDS or letters > _MAX_LETTERS


def _unsigned(text: str) -> str:
    text = _SENT_FROM.sub("", text)
    initials = _INITIALS.search(text)
    if initials is None or not _NO_NAMES.isdisjoint(tokens(initials[0])):
        return text
    return text[: initials.start()]


def _words(text: str, names: Set[str]) -> list[str]:
    """Empty if one of them is unknown, as in most messages: the first such word ends the work."""
    words = []
    for token in tokens(text):
        word = _spelt(token.lstrip("#@"))
        if word not in _KNOWN and word not in names:
            return []
        words.append(word)
    return words


def _names(text: str) -> frozenset[str]:
    return frozenset(fold(name) for name in _NAME.findall(text)) - _NO_NAMES


def _spelt(word: str) -> str:
    """Drawn-out words ("sooo", "thankssss", "okk") as the vocabulary spells them."""
    if word in _KNOWN:
        return word
    for drawn_out, spelling in _DRAWN_OUT:
        shorter = drawn_out.sub(spelling, word)
        if shorter in _KNOWN:
            return shorter
    return word


def _readings(words: list[str], names: Set[str]) -> Iterator[frozenset[_Role]]:
    """Every way to lay known phrases end to end over all words: the roles that way has used."""
    reached: list[set[_State]] = [set() for _ in range(len(words) + 1)]
    reached[0].add(_State(frozenset(), thanked=False))
    for at, states in enumerate(reached[:-1]):
        steps = list(_steps(words, at)) if states else []
        for seen, thanked in states:
            for end, role in steps:
                reached[end].add(_State(seen | {role}, thanked=role is _Role.THANKS))
            if thanked and words[at] in names:
                reached[at + 1].add(_State(seen, thanked=False))
    return (state.seen for state in reached[-1])


def _steps(words: list[str], at: int) -> Iterator[tuple[int, _Role]]:
    for end, phrase in _phrases_from(words, at):
        if phrase in _ROLES:
            yield end, _ROLES[phrase]
    if words[at] in _FOR:
        for end in _ends_of_objects(words, at + 1):
            yield end, _Role.BESIDE


def _ends_of_objects(words: list[str], start: int) -> Iterator[int]:
    """Where "for the quick reply and your help" may end; `start` is after the preposition."""
    reached = {start}
    for at in range(start, len(words)):
        if at not in reached:
            continue
        if words[at] in _LINKING:
            reached.add(at + 1)
        for end, phrase in _phrases_from(words, at):
            if phrase in _OBJECTS:
                reached.add(end)
                yield end


def _phrases_from(words: list[str], at: int) -> Iterator[tuple[int, str]]:
    for end in range(at + 1, min(at + _LONGEST, len(words)) + 1):
        yield end, " ".join(words[at:end])
