"""The values of a search's operators as rows of the organisation: tags, channels, teams, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inbox.models.cases import State
from inbox.selectors.asked import Asked, Problem
from inbox.selectors.catalogue import Catalogue

_STATES = {"done": (State.RESOLVED, State.DISMISSED), **{state.value: (state,) for state in State}}

# A row, and the words that name it.
Known = Iterable[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Narrow:
    """None: not asked for. Empty: asked for, and there is no such thing."""

    states: list[str] | None
    channels: list[int] | None
    teams: list[int] | None
    owners: list[int] | None
    tags: list[int] | None
    problems: tuple[Problem, ...]

    @property
    def impossible(self) -> bool:
        parts = (self.states, self.channels, self.teams, self.owners, self.tags)
        return any(part == [] for part in parts)


def narrow(asked: Asked, catalogue: Catalogue, *, member_id: int | None) -> Narrow:
    problems: list[Problem] = []

    def ids(name: str, known: Known) -> list[int] | None:
        return _ids(asked, name, known, problems)

    teams = catalogue.teams.values()
    lines = ids("line", [(team.id, (str(team.line), team.line_name)) for team in teams])
    named = ids("team", [(team.id, (team.slug, team.name, team.queue_name)) for team in teams])
    tags = ids("tag", [(tag.id, (tag.slug, tag.name)) for tag in catalogue.tags.values()])
    if any(problem.kind == "no_tag" for problem in problems):
        tags = []  # each of them must be on, and one is none of ours
    return Narrow(
        states=_states(asked, problems),
        channels=ids("channel", _channels(catalogue)),
        teams=_both(lines, named),
        owners=ids("owner", _people(catalogue, member_id)),
        tags=tags,
        problems=tuple(problems),
    )


def _ids(asked: Asked, name: str, known: Known, problems: list[Problem]) -> list[int] | None:
    wanted = asked.values(name)
    if not wanted:
        return None
    options = [(row_id, {word.casefold() for word in words}) for row_id, words in known]
    found: set[int] = set()
    for value in wanted:
        fits = {row_id for row_id, words in options if value.casefold() in words}
        if not fits:
            problems.append(Problem(f"no_{name}", value))
        found |= fits
    return sorted(found)


def _channels(catalogue: Catalogue) -> Known:
    for channel in catalogue.channels.values():
        bare = channel.handle.lstrip("@")
        yield channel.id, (channel.name, channel.handle, bare, channel.network)


def _people(catalogue: Catalogue, member_id: int | None) -> Known:
    for member in catalogue.members.values():
        me = ("me",) if member.id == member_id else ()
        yield member.id, (member.name, member.name.partition(" ")[0], member.initials, *me)


def _states(asked: Asked, problems: list[Problem]) -> list[str] | None:
    wanted = asked.values("state")
    if not wanted:
        return None
    problems += [Problem("no_state", value) for value in wanted if value.casefold() not in _STATES]
    return [str(state) for value in wanted for state in _STATES.get(value.casefold(), ())]


def _both(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    if one is None or other is None:
        return other if one is None else one
    return [row_id for row_id in one if row_id in other]
