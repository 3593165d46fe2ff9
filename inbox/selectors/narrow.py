"""The values of a search's operators as rows of the organisation: tags, channels, teams, people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inbox.models.cases import State
from inbox.selectors.asked import Asked, Problem
from inbox.selectors.catalogue import Catalogue
from routing.engine import LANGUAGES, UNKNOWN
from routing.engine.field_values import NO, YES
from routing.languages import LANGUAGE_NAMES
from routing.models import CustomField
from routing.models.fields import FieldKind

_STATES = {"done": (State.RESOLVED, State.DISMISSED), **{state.value: (state,) for state in State}}

# A row, and the words that name it.
Known = Iterable[tuple[int, tuple[str, ...]]]
# The slug of a custom field, and what it says there in small letters.
Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Narrow:
    """None: not asked for. Empty: asked for, and there is no such thing."""

    states: list[str] | None
    channels: list[int] | None
    teams: list[int] | None
    owners: list[int] | None
    tags: list[int] | None
    languages: list[str] | None
    fields: list[Said] | None
    problems: tuple[Problem, ...]

    @property
    def impossible(self) -> bool:
        ids = (self.channels, self.teams, self.owners, self.tags)
        return any(part == [] for part in (self.states, self.languages, self.fields, *ids))


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
        languages=_languages(asked, problems),
        fields=_fields(asked, problems),
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


def _languages(asked: Asked, problems: list[Problem]) -> list[str] | None:
    """By code, or by the name in the language of the page."""
    wanted = asked.values("lang")
    if not wanted:
        return None
    codes = {str(name).casefold(): code for code, name in LANGUAGE_NAMES.items()}
    codes |= {code: code for code in (*LANGUAGES, UNKNOWN)}
    problems += [Problem("no_lang", value) for value in wanted if value.casefold() not in codes]
    found = [codes[value.casefold()] for value in wanted if value.casefold() in codes]
    return ["" if code == UNKNOWN else code for code in found]


def _fields(asked: Asked, problems: list[Problem]) -> list[Said] | None:
    """`name=value`, each of which must hold. What is asked for no more can still be found."""
    wanted = asked.values("field")
    if not wanted:
        return None
    known: dict[str, CustomField] = {}
    for row in CustomField.objects.order_by("-id"):
        known |= {row.slug: row, row.name.casefold(): row}
    found: list[Said] = []
    for value in wanted:
        name, _, said = (part.strip() for part in value.partition("="))
        field = known.get(name.casefold())
        if field is None or not said:
            problems.append(Problem("no_field" if field is None else "field", name or value))
            return []
        found.append((field.slug, _said_in(field, said)))
    return found


def _said_in(field: CustomField, said: str) -> str:
    """As Postgres writes the stored value."""
    word = said.casefold()
    if field.kind == FieldKind.YES_NO and word in (YES | NO):
        return "true" if word in YES else "false"
    return said.lower()


def _both(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    if one is None or other is None:
        return other if one is None else one
    return [row_id for row_id in one if row_id in other]
