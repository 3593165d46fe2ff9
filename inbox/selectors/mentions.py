"""`@name` in a note: which colleagues and teams are meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

# More are no call for help but noise.
MOST = 50


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    kind: Literal["member", "team"]
    id: int


Names = Mapping[str, tuple[Literal["member", "team"], int]]
"""In small letters."""


def names_of(members: Iterable[tuple[int, str]], teams: Iterable[tuple[int, str, str]]) -> Names:
    """Members by (id, name), teams by (id, name, slug). A first name alone is enough where only one
    has it. Of two members of one name neither is meant by it: nobody would know which."""
    people = list(members)
    found: dict[str, tuple[Literal["member", "team"], int]] = {}
    for team_id, name, slug in teams:
        found |= {said.casefold(): ("team", team_id) for said in (name, slug) if said}
    first = [name.partition(" ")[0].casefold() for _, name in people]
    whole = [name.casefold() for _, name in people]
    for (member_id, _), short, name in zip(people, first, whole, strict=True):
        if short and first.count(short) == 1:
            found[short] = ("member", member_id)
        if name and whole.count(name) == 1:
            found[name] = ("member", member_id)
    return found


def mentions(text: str, names: Names) -> tuple[Mention, ...]:
    """In their order; the longest name that stands there is the one that is meant."""
    found: list[Mention] = []
    longest = max(map(len, names), default=0)
    at = text.find("@")
    while at >= 0 and len(found) < MOST:
        mention = None
        if at == 0 or not _in_word(text[at - 1]):
            mention = _named(text, at, names, longest)
        if mention is not None:
            found.append(mention)
        at = text.find("@", mention.end if mention else at + 1)
    return tuple(found)


def _named(text: str, at: int, names: Names, longest: int) -> Mention | None:
    for length in range(min(longest, len(text) - at - 1), 0, -1):
        end = at + 1 + length
        if end < len(text) and _in_word(text[end]):
            continue
        meant = names.get(text[at + 1 : end].casefold())
        if meant is not None:
            return Mention(at, end, *meant)
    return None


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
