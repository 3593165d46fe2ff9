"""Small things as the pages print them: times, clocks, faces, tags, networks. Tuples, because a
list makes hundreds of them, and tells by them which of its rows are drawn already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.models.cases import Priority, State
from inbox.models.clocks import ClockKind
from inbox.networks.capabilities import UnknownNetwork, capabilities_of
from inbox.selectors.catalogue import MemberFact, TagFact

HUES = 8
NO_HUE = 8
SOON = timedelta(minutes=15)
SOON_SHARE = 4  # the last quarter of the target


class Face(NamedTuple):
    name: str
    initials: str
    hue: int
    away: bool = False


class NetworkMark(NamedTuple):
    label: str
    letter: str


class TagMark(NamedTuple):
    name: str
    hue: int


class Chip(NamedTuple):
    """A running clock."""

    label: str
    level: str
    words: str
    iso: str
    title: str
    soon_seconds: int


class Pill(NamedTuple):
    value: str
    label: str


class PriorityMark(NamedTuple):
    value: str
    label: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of times in one language: a list says them hundreds of times."""

    moment: str
    minutes: str
    hours: str
    days: str
    now: str
    late: str
    left: str

    def span(self, seconds: float) -> str:
        """A length of time in its one largest unit: “12 min”, “3 h”, “2 d”."""
        minutes = int(abs(seconds) // 60)
        if minutes < 1:
            return self.moment
        if minutes < 60:
            return self.minutes % {"count": minutes}
        if minutes < 48 * 60:
            return self.hours % {"count": minutes // 60}
        return self.days % {"count": minutes // (24 * 60)}

    def ago(self, moment: datetime, now: datetime) -> str:
        seconds = (now - moment).total_seconds()
        return self.now if seconds < 60 else self.span(seconds)

    def left_of(self, seconds: float) -> str:
        return (self.late if seconds < 0 else self.left) % {"span": self.span(seconds)}


@lru_cache(maxsize=64)
def _speech_in(language: str | None) -> Speech:
    return Speech(
        moment=_("< 1 min"),
        minutes=_("%(count)s min"),
        hours=_("%(count)s h"),
        days=_("%(count)s d"),
        now=_("now"),
        late=_("late by %(span)s"),
        left=_("%(span)s left"),
    )


def speech() -> Speech:
    return _speech_in(get_language())


def ago(moment: datetime, now: datetime) -> str:
    return speech().ago(moment, now)


def clock_time(moment: datetime) -> str:
    there = timezone.localtime(moment)
    return f"{there.hour:02}:{there.minute:02}"


def day(moment: datetime, now: datetime) -> str:
    there, today = timezone.localdate(moment), timezone.localdate(now)
    if there == today:
        return _("Today")
    if there == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(there, "l, j F" if there.year == today.year else "j F Y")


def short_day(moment: datetime, now: datetime) -> str:
    there, today = timezone.localdate(moment), timezone.localdate(now)
    if there == today:
        return clock_time(moment)
    return date_format(there, "j M" if there.year == today.year else "j M Y")


def day_and_time(moment: datetime, now: datetime) -> str:
    """Today only the time, else weekday and time within a week, else the date."""
    there, today = timezone.localdate(moment), timezone.localdate(now)
    if there == today:
        return clock_time(moment)
    if abs((there - today).days) < 7:
        return date_format(timezone.localtime(moment), "D H:i")
    return date_format(timezone.localtime(moment), "j M, H:i")


def chip(*, due_at: datetime, target_seconds: int, now: datetime, kind: str) -> Chip:
    label = str(ClockKind(kind).label)
    title = _("%(clock)s: due %(time)s") % {"clock": label, "time": full_time(due_at)}
    return plain_chip(due_at, target_seconds, now, speech(), label=label, title=title)


def plain_chip(
    due_at: datetime,
    target_seconds: int,
    now: datetime,
    speech: Speech,
    *,
    label: str = "",
    title: str = "",
) -> Chip:
    left = (due_at - now).total_seconds()
    soon = int(max(SOON.total_seconds(), target_seconds / SOON_SHARE))
    level = "late" if left < 0 else "soon" if left < soon else "calm"
    return Chip(label, level, speech.left_of(left), due_at.isoformat(), title, soon)


def hue_of(name: str) -> int:
    """The same hue for the same name, in every process."""
    return sum(name.encode()) % HUES


def initials_of(name: str) -> str:
    words = [word for word in name.replace("@", " ").replace("_", " ").split() if word[0].isalnum()]
    if not words:
        return name.strip()[:1] or "?"
    first = words[0][0]
    return (first + words[-1][0] if len(words) > 1 and words[-1][0].isascii() else first).upper()


@lru_cache(maxsize=4_000)
def customer_face(name: str) -> Face:
    return Face(name, initials_of(name), hue_of(name))


def face(member: MemberFact | None) -> Face:
    if member is None:
        return Face(_("Somebody who left"), "?", NO_HUE, away=True)
    return Face(member.name, member.initials, member.id % HUES, away=not member.available)


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def network_mark(network: str) -> NetworkMark:
    try:
        label = capabilities_of(network).label
    except UnknownNetwork:
        label = network.capitalize()
    return NetworkMark(label, label[:1].upper())


def tag_mark(tag: TagFact | None) -> TagMark:
    return TagMark(tag.name, tag.colour % HUES) if tag else TagMark("?", NO_HUE)


def state_pill(state: str, *, elsewhere: str = "", thanked: bool = False) -> Pill:
    """`elsewhere`: the line that has the case, when it is not the first."""
    if elsewhere and state == State.OPEN:
        return Pill("other-line", elsewhere)
    if thanked and state == State.RESOLVED:
        return Pill("thanked", _("Thanked"))
    short = {State.WAITING: _("Waiting")}.get(State(state))
    return Pill(state, short or str(State(state).label))


_PRIORITY_ICONS = {
    Priority.URGENT: "chevrons-up",
    Priority.HIGH: "chevron-up",
    Priority.NORMAL: "equal",
    Priority.LOW: "chevron-down",
}


def priority_mark(value: str) -> PriorityMark:
    return _priority_in(get_language(), value)


@lru_cache(maxsize=64)
def _priority_in(language: str | None, value: str) -> PriorityMark:
    priority = Priority(value)
    label = str(priority.label)
    title = _("Priority: %(priority)s") % {"priority": label}
    return PriorityMark(value, label, title, _PRIORITY_ICONS[priority])


def dismissals() -> dict[str, str]:
    return {
        "no_answer_needed": _("No answer is needed"),
        "spam": _("Spam"),
        "abuse": _("Abuse"),
        "not_for_us": _("Not for us"),
        "duplicate": _("Told twice"),
    }


def characters_left(left: int) -> str:
    if left < 0:
        return _("%(over)s too long") % {"over": -left}
    return _("%(left)s left") % {"left": left}
