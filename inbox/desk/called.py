"""Who can be called in a note, and how a call is shown."""

from __future__ import annotations

from dataclasses import dataclass

from inbox.selectors.catalogue import Catalogue
from inbox.selectors.mentions import mentions, names_of


@dataclass(frozen=True, slots=True)
class Mentionable:
    """What is written behind the @, and who that is."""

    name: str
    label: str


def parts_of(text: str, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The text in pieces, each with the name of whom it calls, or none."""
    if "@" not in text:
        return ((text, ""),)
    members = [(member.id, member.name) for member in catalogue.members.values()]
    teams = [(team.id, team.name, team.slug) for team in catalogue.teams.values()]
    parts: list[tuple[str, str]] = []
    at = 0
    for meant in mentions(text, names_of(members, teams)):
        if meant.kind == "member":
            called = catalogue.members[meant.id].name
        else:
            called = catalogue.teams[meant.id].name
        parts += [(text[at : meant.start], ""), (text[meant.start : meant.end], called)]
        at = meant.end
    parts.append((text[at:], ""))
    return tuple(part for part in parts if part[0])


def mentionables(catalogue: Catalogue) -> tuple[Mentionable, ...]:
    """For the menu under the pen: people first, then teams."""
    people = [m.name for m in catalogue.members.values() if m.active]
    return (
        *(Mentionable(name, "") for name in people),
        *(Mentionable(team.slug, team.name) for team in catalogue.teams_in_use),
    )
