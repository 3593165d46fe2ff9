"""The help sheet: every key, as it is printed on the reader's own keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from care.core.models.member import Role
from care.core.requests import MemberRequest
from inbox.desk.commands import (
    BY_NAME,
    GROUPS,
    OF_THE_PEN,
    Command,
    caps,
    hinted,
    is_apple,
    places_to_go,
)
from inbox.desk.links import Links
from inbox.desk.rail import view_name
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.places import View


@dataclass(frozen=True, slots=True)
class KeyLine:
    name: str
    says: str
    icon: str
    keys: str
    """As the script hears them, separated by spaces; empty: another script hears them."""
    caps: tuple[tuple[str, ...], ...]
    """What is printed on them; several of them do the same."""
    offered: bool


@dataclass(frozen=True, slots=True)
class KeyGroup:
    title: str
    lines: tuple[KeyLine, ...]


class Hints:
    """Keys, printed beside the buttons that do the same."""

    def __init__(self, request: MemberRequest, catalogue: Catalogue, links: Links) -> None:
        self.request = request
        self.catalogue = catalogue
        self.links = links
        self.apple = is_apple(request.headers.get("User-Agent", ""))

    @staticmethod
    def hint(name: str, label: str) -> str:
        return hinted(name, label)

    def caps(self, name: str) -> str:
        return " ".join(caps(BY_NAME[name].key, apple=self.apple))

    @property
    def sheet(self) -> Markup:
        member = self.request.member
        teams = sorted(self.catalogue.queues, key=lambda team: (team.line, team.name))
        return _drawn(
            self.request.organisation.slug,
            self.links.root,
            tuple((team.line, team.slug, team.queue_name) for team in teams),
            view_name(View.WITH_OTHER_LINE, self.catalogue),
            Role(member.role),
            member.single_keys,
            self.apple,
            get_language(),
        )


@lru_cache(maxsize=256)
def _drawn(
    organisation: str,
    root: str,
    queues: tuple[tuple[int, str, str], ...],
    other_line: str,
    role: Role,
    single_keys: bool,
    apple: bool,
    language: str | None,
) -> Markup:
    """Every page prints it, and it says the same for all who may go to the same places: everything
    that it shows stands in the key."""
    context = {
        "organisation": organisation,
        "groups": [
            KeyGroup(str(group.title), tuple(_line(each, apple=apple) for each in group.commands))
            for group in GROUPS
        ],
        "go": tuple(places_to_go(organisation, root, queues, other_line, role)),
        "single_keys": single_keys,
    }
    return Markup(render_to_string("desk/_keys.html", context))  # noqa: S704  # our own template


def _line(command: Command, *, apple: bool) -> KeyLine:
    keys = [key for key in (command.key, command.also) if key]
    # Enter on what has the focus is the browser's own.
    heard = [] if command.name in OF_THE_PEN else [command.key]
    return KeyLine(
        name=command.name,
        says=str(command.says),
        icon=command.icon,
        keys=" ".join(heard),
        caps=tuple(caps(key, apple=apple) for key in keys),
        offered=command.offered,
    )
