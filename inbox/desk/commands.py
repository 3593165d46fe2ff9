"""Everything that can be done by a key or found in the palette: the one list of it.

The help sheet prints it; keys and palette act by what stands in the sheet, so none of the three can
say something else than the others. A command is done by the element of the page that carries its
name (`data-command`), or by a function of `commands.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.core.models.member import Role
from inbox.desk.rail import view_names
from inbox.selectors.places import Place, View


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    says: object
    icon: str
    key: str
    """As keys.js hears it: `e`, `Escape`, `mod+Enter`. `mod` is Ctrl, or Command on a Mac."""
    also: str = ""
    """A second key that does the same."""
    offered: bool = True
    """In the palette too; not what makes sense only by a key."""


@dataclass(frozen=True, slots=True)
class Group:
    title: object
    commands: tuple[Command, ...]


GROUPS = (
    Group(
        gettext_lazy("Move"),
        (
            Command("down", gettext_lazy("Next case"), "arrow-down", "j", offered=False),
            Command("up", gettext_lazy("Case before"), "arrow-up", "k", offered=False),
            Command(
                "open", gettext_lazy("Open the case"), "corner-down-right", "o", "Enter", False
            ),
            Command("next", gettext_lazy("Take the most urgent case"), "play", "f"),
        ),
    ),
    Group(
        gettext_lazy("Many cases at once"),
        (
            Command(
                "mark", gettext_lazy("Mark the case, or take the mark off"), "square-check", "x"
            ),
            Command(
                "mark-to",
                gettext_lazy("Mark all from the last mark to here"),
                "list-plus",
                "X",
                offered=False,
            ),
            Command("mark-all", gettext_lazy("Mark all, or none"), "list-checks", "*"),
        ),
    ),
    Group(
        gettext_lazy("Work on a case"),
        (
            Command("take", gettext_lazy("Take it"), "hand", "u"),
            Command("tag", gettext_lazy("Tag"), "tag", "t"),
            Command("hand-over", gettext_lazy("Hand over, or send back"), "arrow-right-left", "h"),
            Command("resolve", gettext_lazy("Resolve, or reopen"), "check", "e"),
            Command("snooze", gettext_lazy("Snooze"), "moon", "z"),
            Command("assign", gettext_lazy("Assign"), "user-plus", "a"),
            Command("priority", gettext_lazy("Priority"), "flag", "p"),
            Command("dismiss", gettext_lazy("Dismiss: no answer needed"), "archive-x", "d"),
            Command("watch", gettext_lazy("Watch, or watch no longer"), "eye", "w"),
            Command("confirm", gettext_lazy("Confirm the draft"), "badge-check", "c"),
            Command("problem", gettext_lazy("Known problem"), "bug", "b"),
            Command(
                "friction", gettext_lazy("Mark a friction, or take the mark off"), "annoyed", "m"
            ),
        ),
    ),
    Group(
        gettext_lazy("Write"),
        (
            Command("reply", gettext_lazy("Reply"), "reply", "r"),
            Command("note", gettext_lazy("Note"), "sticky-note", "n"),
            Command(
                "missing",
                gettext_lazy("Ask the customer for what is missing"),
                "message-circle-question-mark",
                "q",
            ),
            Command(
                "solved",
                gettext_lazy("Put in the answer of the solved problem"),
                "message-square-quote",
                "i",
            ),
            Command(
                "answers",
                gettext_lazy("Canned answers, where a word begins"),
                "message-square-text",
                "/",
                offered=False,
            ),
            Command("send", gettext_lazy("Send what you write"), "send", "mod+Enter", "", False),
            Command(
                "send-on",
                gettext_lazy("Send, resolve, next case"),
                "check-check",
                "mod+Shift+Enter",
                offered=False,
            ),
            Command(
                "undo",
                gettext_lazy("Take back what was not sent yet"),
                "undo-2",
                "mod+z",
                offered=False,
            ),
            Command("leave", gettext_lazy("Close, or stop typing"), "x", "Escape", "", False),
        ),
    ),
    Group(
        gettext_lazy("Find"),
        (
            Command("search", gettext_lazy("Search"), "search", "/"),
            Command("palette", gettext_lazy("Find or do anything"), "command", "mod+k", "", False),
            Command("help", gettext_lazy("Keyboard shortcuts"), "keyboard", "?"),
        ),
    ),
)
# Heard by the scripts of what one writes in, and not by keys.js.
OF_THE_PEN = frozenset({"answers", "send", "send-on", "undo", "leave"})

BY_NAME = {command.name: command for group in GROUPS for command in group.commands}

# Behind g. A queue has the number of its line.
VIEW_LETTERS = {
    View.MINE: "m",
    View.WITH_OTHER_LINE: "w",
    View.MENTIONS: "n",
    View.DRAFTS: "d",
    View.LATE: "l",
    View.SOON_LATE: "o",
    View.UNANSWERED: "u",
    View.SNOOZED: "z",
    View.OPEN: "a",
    View.RESOLVED: "r",
}
LEADERS = frozenset({Role.TEAM_LEADER, Role.ADMIN})
_ENTER = {"Enter": "↵", "Shift": "⇧", "Escape": "Esc"}


@dataclass(frozen=True, slots=True)
class Go:
    letter: str
    says: str
    href: str


def caps(key: str, *, apple: bool) -> tuple[str, ...]:
    """As the keys are printed on the reader's own keyboard."""
    mod = "⌘" if apple else _("Ctrl")
    return tuple(
        mod if part == "mod" else _ENTER.get(part, part.upper() if "+" in key else part)
        for part in key.split("+")
    )


def hinted(name: str, label: str) -> str:
    """The label of a button, with its key."""
    return _("%(label)s (%(key)s)") % {"label": label, "key": BY_NAME[name].key}


def is_apple(agent: str) -> bool:
    return any(word in agent for word in ("Macintosh", "iPhone", "iPad"))


def places_to_go(
    organisation: str,
    root: str,
    queues: Iterable[tuple[int, str, str]],
    other_line: str,
    role: Role,
) -> Iterator[Go]:
    """In the order of the rail. `queues`: line, slug and name of each."""
    seen = set()
    for line, slug, name in queues:
        if line < 10 and line not in seen:
            seen.add(line)
            yield Go(str(line), name, f"{root}queues/{slug}/")
    for view, letter in VIEW_LETTERS.items():
        says = other_line if view == View.WITH_OTHER_LINE else view_names()[view]
        yield Go(letter, says, f"{root}{Place(view=view).key}/")
    yield Go("k", _("Known problems"), f"{root}problems/")
    yield Go("b", _("Notices"), f"{root}notices/")
    if role in LEADERS:
        yield Go("s", _("Stuck"), reverse("settings:stuck", args=[organisation]))
    if role == Role.ADMIN:
        yield Go("c", _("Channels"), reverse("channels:list", args=[organisation]))
    yield Go("p", _("My profile"), reverse("me:page", args=[organisation]))
    yield Go(",", _("Settings"), reverse("office:home", args=[organisation]))
