"""How a reply of ours stands with its network, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.models.messages import SendState
from inbox.selectors.timeline import MessageFact


@dataclass(frozen=True, slots=True)
class Undo:
    href: str
    until: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Decide:
    """A reply that goes no further by itself."""

    again: str
    again_title: str
    discard: str
    open: str
    """Where it would stand on the network; empty where that has no address."""


@dataclass(frozen=True, slots=True)
class Later:
    """A reply that was written for later, and what can be done about it before."""

    send_now: str
    reschedule: str
    take_back: str
    discard: str
    leaves_at: str
    """As a field of the form holds it."""
    zone: str


@dataclass(frozen=True, slots=True)
class Sending:
    state: str
    icon: str
    label: str
    words: str
    undo: Undo | None = None
    decide: Decide | None = None
    later: Later | None = None


_ICONS = {
    SendState.QUEUED: "clock",
    SendState.SENDING: "loader",
    SendState.SENT: "check-check",
    SendState.FAILED: "circle-alert",
    SendState.UNKNOWN: "circle-question-mark",
    SendState.DISCARDED: "undo-2",
}


def sending_of(
    said: MessageFact, to: CaseLinks, *, addresses: Mapping[str, str], now: datetime
) -> Sending | None:
    """`addresses`: of the case's messages on the network, by their ids there."""
    if said.send_state is None:
        return None
    state = SendState(said.send_state)
    later = _later(said, to, now)
    if later is not None and said.scheduled_for is not None:
        when = words.day_and_time(said.scheduled_for, now)
        label = _("Leaves %(when)s (%(zone)s)") % {"when": when, "zone": later.zone}
        return Sending("later", "calendar-clock", label, said.send_error, later=later)
    stuck = state in {SendState.FAILED, SendState.UNKNOWN}
    return Sending(
        state=said.send_state,
        icon=_ICONS[state],
        label=label_of(state, taken_back=said.attempts == 0),
        words=_words(state, said) if stuck or state == SendState.QUEUED else "",
        undo=_undo(said, to, now) if state == SendState.QUEUED else None,
        decide=_decide(state, said, to, addresses) if stuck else None,
    )


def label_of(state: SendState, *, taken_back: bool = False) -> str:
    return {
        SendState.QUEUED: _("Waiting to be sent"),
        SendState.SENDING: _("On its way"),
        SendState.SENT: _("Sent"),
        SendState.FAILED: _("Not sent"),
        SendState.UNKNOWN: _("We do not know if this was posted"),
        SendState.DISCARDED: _("Taken back") if taken_back else _("Discarded, not sent again"),
    }[state]


def again_title(state: str) -> str:
    """What somebody should know before they send it again."""
    if state == SendState.UNKNOWN:
        return _("It may appear twice, should the first one have arrived")
    return _("The same words once more")


def _words(state: SendState, said: MessageFact) -> str:
    if state == SendState.UNKNOWN and said.looked_for:
        return _("%(why)s Care is looking for it on the network.") % {"why": said.send_error}
    return said.send_error


def _later(said: MessageFact, to: CaseLinks, now: datetime) -> Later | None:
    leaves_at = said.scheduled_for
    waits = said.send_state == SendState.QUEUED and said.attempts == 0
    if not waits or leaves_at is None or leaves_at <= now:
        return None
    return Later(
        send_now=to.reply_do(said.id, "send-now"),
        reschedule=to.reply_do(said.id, "reschedule"),
        take_back=to.reply_do(said.id, "take-back"),
        discard=to.reply_do(said.id, "discard"),
        leaves_at=timezone.localtime(leaves_at).strftime("%Y-%m-%dT%H:%M"),
        zone=timezone.get_current_timezone_name(),
    )


def _undo(said: MessageFact, to: CaseLinks, now: datetime) -> Undo | None:
    if said.undo_until is None or said.undo_until <= now:
        return None
    seconds = ceil((said.undo_until - now).total_seconds())
    return Undo(to.reply_do(said.id, "take-back"), said.undo_until.isoformat(), seconds)


def _decide(
    state: SendState, said: MessageFact, to: CaseLinks, addresses: Mapping[str, str]
) -> Decide:
    parent = addresses.get(said.parent_external_id or "", "")
    return Decide(
        again=to.reply_do(said.id, "again"),
        again_title=again_title(state),
        discard=to.reply_do(said.id, "discard"),
        open=parent if state == SendState.UNKNOWN else "",
    )
