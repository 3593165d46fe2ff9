"""Who wrote what, with all that was told of it later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from inbox.events import Kind
from reporting.fold.story import Story, Told

_FREE = frozenset({"invite", "close"})
_THANKED = str(Kind.THANKED)


@dataclass(slots=True)
class Inbound:
    message_id: int
    at: datetime
    known_at: datetime
    visibility: str
    stream: str
    thanks: bool
    # As it was judged; none: the event is of before that was told.
    judged: str | None
    # Whether the case was settled as a question of it waits for an answer.
    gone_at: datetime | None = None


@dataclass(slots=True)
class Outbound:
    """A message of a human of ours that the network accepted."""

    message_id: int
    at: datetime
    # The click; of what was written for later and on the network: when it left.
    said_at: datetime
    member_id: int | None
    visibility: str
    native: bool
    acknowledges: bool = False
    purpose: str = "answer"
    redirects: bool = False

    @property
    def free(self) -> bool:
        return self.purpose in _FREE


@dataclass(slots=True)
class Messages:
    """Each list in the order of time."""

    inbound: list[Inbound] = field(default_factory=list)
    outbound: list[Outbound] = field(default_factory=list)


@dataclass(slots=True)
class _Desk:
    came: dict[int, Inbound] = field(default_factory=dict)
    left: dict[int, Outbound] = field(default_factory=dict)
    queued: dict[int, Told] = field(default_factory=dict)
    acknowledges: dict[int, bool] = field(default_factory=dict)
    gone: dict[int, datetime] = field(default_factory=dict)
    # Stored as written on the network, and proved to be one of ours.
    replaced: set[int] = field(default_factory=set)


def messages_of(story: Story) -> Messages:
    """Of what was fetched as history, nothing."""
    desk = _Desk()
    for told in story.every:
        take = _TAKE.get(told.kind)
        if take is not None and not told.data.get("history"):
            take(desk, told)
    if story.gone:
        _join(desk, story)
    for number, gone_at in desk.gone.items():
        if number in desk.came:
            desk.came[number].gone_at = gone_at
    for number, acknowledges in desk.acknowledges.items():
        if number in desk.left:
            desk.left[number].acknowledges = acknowledges
    return Messages(
        sorted(desk.came.values(), key=_in_time),
        sorted(
            (one for one in desk.left.values() if one.message_id not in desk.replaced),
            key=_in_time,
        ),
    )


def _in_time(message: Inbound | Outbound) -> tuple[datetime, int]:
    return (message.at, message.message_id)


def _join(desk: _Desk, story: Story) -> None:
    """Of a case that went into this one we know here from then on."""
    joined = {
        told.data["case"]: told.recorded_at for told in story.every if told.kind == Kind.ABSORBED
    }
    for told in story.every:
        if told.case_id in story.gone and told.case_id in joined:
            inbound = desk.came.get(told.data.get("message", 0))
            if inbound is not None:
                inbound.known_at = max(inbound.known_at, joined[told.case_id])


def _came(desk: _Desk, told: Told) -> None:
    data = told.data
    visibility = data.get("visibility", "public")
    stream = data.get("stream") or ("private" if visibility == "private" else "mentions")
    desk.came.setdefault(
        data["message"],
        Inbound(
            data["message"],
            told.at,
            told.recorded_at,
            visibility,
            stream,
            told.kind == _THANKED,
            data.get("actionability"),
        ),
    )


def _native(desk: _Desk, told: Told) -> None:
    data = told.data
    desk.left.setdefault(
        data["message"],
        Outbound(
            data["message"],
            told.at,
            told.at,
            None,
            data.get("visibility", "public"),
            native=True,
            redirects=bool(data.get("elsewhere")),
        ),
    )


def _queued(desk: _Desk, told: Told) -> None:
    desk.queued.setdefault(told.data["message"], told)


def _sent(desk: _Desk, told: Told) -> None:
    number = told.data["message"]
    desk.replaced.update(told.data.get("instead", ()))
    queued = desk.queued.get(number)
    said = queued.data if queued else {}
    clicked = queued is not None and "leaves_at" not in said
    desk.left[number] = Outbound(
        number,
        told.at,
        queued.at if queued is not None and clicked else told.at,
        told.member_id,
        said.get("visibility", "public"),
        native=False,
        acknowledges=bool(said.get("acknowledges")),
        purpose=said.get("purpose", "answer"),
        redirects=bool(said.get("elsewhere")),
    )


def _not_sent(desk: _Desk, told: Told) -> None:
    """Also what had been taken for sent."""
    desk.left.pop(told.data["message"], None)


def _acknowledged(desk: _Desk, told: Told) -> None:
    desk.acknowledges[told.data["message"]] = bool(told.data["acknowledges"])


def _gone(desk: _Desk, told: Told) -> None:
    desk.gone[told.data["message"]] = told.at


_TAKE: dict[str, Callable[[_Desk, Told], None]] = {
    str(Kind.MESSAGE_RECEIVED): _came,
    _THANKED: _came,
    str(Kind.NATIVE_REPLY): _native,
    str(Kind.REPLY_QUEUED): _queued,
    str(Kind.REPLY_SENT): _sent,
    str(Kind.REPLY_UNKNOWN): _not_sent,
    str(Kind.REPLY_FAILED): _not_sent,
    str(Kind.ACKNOWLEDGEMENT_SET): _acknowledged,
    str(Kind.MESSAGE_DELETED): _gone,
}
