"""The timeline as it is printed: messages, notes and events in one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.called import parts_of
from inbox.desk.files import ShownFile, shown_file
from inbox.desk.happened import happened
from inbox.desk.links import CaseLinks
from inbox.desk.sending import Sending, sending_of
from inbox.models.messages import SendState
from inbox.models.notes import NotePurpose
from inbox.selectors.cards import CaseFact, NoteFact
from inbox.selectors.catalogue import Catalogue, ChannelFact
from inbox.selectors.timeline import MessageFact, Timeline

FOLLOWS_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Before:
    """What a message said before an edit."""

    text: str
    iso: str
    until: str


@dataclass(frozen=True, slots=True)
class Said:
    id: int
    side: str
    visibility: str
    face: words.Face
    name: str
    aside: str
    text: str
    where: str
    where_icon: str
    network: str
    url: str
    iso: str
    at: str
    time: str
    sending: Sending | None
    gone: str
    """Said in place of words that were deleted."""
    edited: str
    edited_at: str
    before: tuple[Before, ...]
    acknowledges: bool
    acknowledge: str
    """Address at which that is changed; empty for what is no reply of ours."""
    files: tuple[ShownFile, ...] = ()
    follows: bool = False
    kind: str = "message"


@dataclass(frozen=True, slots=True)
class Written:
    id: int
    face: words.Face
    name: str
    label: str
    parts: tuple[tuple[str, str], ...]
    """Pieces of the text, and the name of whom each of them calls; empty for plain words."""
    iso: str
    at: str
    time: str
    files: tuple[ShownFile, ...] = ()
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Post:
    label: str
    text: str
    kind: str = "context"


@dataclass(frozen=True, slots=True)
class Happened:
    icon: str
    tone: str
    words: str
    iso: str
    at: str
    time: str
    kind: str = "event"


@dataclass(frozen=True, slots=True)
class Day:
    iso: str
    label: str
    kind: str = "day"


@dataclass(frozen=True, slots=True)
class Cut:
    words: str
    kind: str = "cut"


Entry = Said | Written | Post | Happened | Day | Cut


def entries_of(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    to: CaseLinks,
    *,
    now: datetime,
) -> tuple[Entry, ...]:
    channel = catalogue.channels.get(case.channel_id)
    addresses = {
        said.external_id: said.url
        for said in timeline.messages
        if said.external_id is not None and _leads_somewhere(said)
    }
    posts = [said for said in timeline.messages if said.context]
    timed: list[tuple[datetime, int, Entry]] = [
        (
            said.at,
            0,
            _said(
                said,
                case,
                catalogue,
                channel,
                to,
                sending=sending_of(said, to, addresses=addresses, now=now),
            ),
        )
        for said in timeline.messages
        if not said.context
    ]
    timed += [(note.at, 1, _written(note, catalogue, to)) for note in case.notes]
    timed += [
        (event.at, 2, Happened(event.icon, event.tone, event.words, *_times(event.at)))
        for event in happened(case, catalogue)
    ]
    timed.sort(key=lambda item: (item[0], item[1]))
    head: list[Entry] = [_post(post, channel) for post in posts]
    if timeline.cut:
        head.append(Cut(_("Older messages are not shown.")))
    return (*head, *_with_days(_joined(timed), now))


def _times(moment: datetime) -> tuple[str, str, str]:
    return moment.isoformat(), full_time(moment), words.clock_time(moment)


def _joined(timed: list[tuple[datetime, int, Entry]]) -> Iterator[tuple[datetime, Entry]]:
    """Messages that go on from the one before them lose their name line."""
    last: Said | None = None
    last_at: datetime | None = None
    for moment, _rank, entry in timed:
        if isinstance(entry, Said):
            same = last is not None and (last.name, last.side, last.visibility, last.aside) == (
                entry.name,
                entry.side,
                entry.visibility,
                entry.aside,
            )
            if same and last_at is not None and moment - last_at < FOLLOWS_WITHIN:
                entry = replace(entry, follows=True)
            last, last_at = entry, moment
        else:
            last = None
        yield moment, entry


def _with_days(timed: Iterable[tuple[datetime, Entry]], now: datetime) -> Iterator[Entry]:
    last = None
    for moment, entry in timed:
        there = timezone.localdate(moment)
        if there != last:
            yield Day(there.isoformat(), words.day(moment, now))
            if isinstance(entry, Said) and entry.follows:
                entry = replace(entry, follows=False)
        last = there
        yield entry


def _post(post: MessageFact, channel: ChannelFact | None) -> Post:
    handle = channel.handle if channel else ""
    text = _gone(post, _network(channel)) or post.text
    return Post(_("They answer to this post of %(handle)s") % {"handle": handle}, text)


def _said(
    said: MessageFact,
    case: CaseFact,
    catalogue: Catalogue,
    channel: ChannelFact | None,
    to: CaseLinks,
    *,
    sending: Sending | None,
) -> Said:
    network = _network(channel)
    if said.inbound:
        name = said.author or case.customer
        shown, aside = words.customer_face(name), ""
    elif said.member_id is not None:
        shown = words.face(catalogue.members.get(said.member_id))
        name = shown.name
        aside = _("as %(handle)s") % {"handle": channel.handle if channel else ""}
    else:
        name = channel.handle if channel else network
        shown = words.customer_face(name)
        aside = _("written on %(network)s") % {"network": network}
    iso, at, time = _times(said.at)
    return Said(
        id=said.id,
        side="in" if said.inbound else "out",
        visibility="private" if said.private else "public",
        face=shown,
        name=name,
        aside=aside,
        text=said.text,
        where=_("Private") if said.private else _("Public"),
        where_icon="lock" if said.private else "globe",
        network=network,
        url=said.url if _leads_somewhere(said) else "",
        iso=iso,
        at=at,
        time=time,
        sending=sending,
        gone=_gone(said, network),
        edited=_edited(said),
        edited_at=full_time(said.edited_at) if said.edited_at else "",
        before=tuple(
            Before(version.text, version.until.isoformat(), full_time(version.until))
            for version in said.versions
        ),
        acknowledges=said.acknowledges,
        acknowledge=to.reply_do(said.id, "acknowledge") if _is_ours(said) else "",
        files=tuple(shown_file(file, to) for file in said.files),
    )


def _is_ours(said: MessageFact) -> bool:
    """A reply that was written here and that the customer has, or will have."""
    given_up = said.send_state in {SendState.DISCARDED, SendState.FAILED}
    return said.send_state is not None and not given_up and said.deleted_at is None


def _network(channel: ChannelFact | None) -> str:
    return words.network_mark(channel.network if channel else "?").label


def _leads_somewhere(said: MessageFact) -> bool:
    return said.deleted_at is None and said.url.startswith(("https://", "http://"))


def _gone(said: MessageFact, network: str) -> str:
    if said.deleted_at is None:
        return ""
    if said.inbound:
        return _("Deleted by its author on %(network)s") % {"network": network}
    return _("Deleted on %(network)s") % {"network": network}


def _edited(said: MessageFact) -> str:
    if said.edited_at is None or said.deleted_at is not None:
        return ""
    return _("Edited %(when)s") % {"when": words.day_and_time(said.edited_at, timezone.now())}


_NOTE_LABELS = {
    NotePurpose.PLAIN: "",
    NotePurpose.HAND_OVER: NotePurpose.HAND_OVER.label,
    NotePurpose.RETURN: NotePurpose.RETURN.label,
}


def _written(note: NoteFact, catalogue: Catalogue, to: CaseLinks) -> Written:
    shown = words.face(catalogue.members.get(note.member_id))
    label = str(_NOTE_LABELS.get(NotePurpose(note.purpose), ""))
    if note.problem_entry_id is not None:
        label = _("Known problem")
    parts = parts_of(note.text, catalogue)
    files = tuple(shown_file(file, to) for file in note.files)
    return Written(note.id, shown, shown.name, label, parts, *_times(note.at), files=files)
