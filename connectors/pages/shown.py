"""Channels as the settings print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from care.core.times import day_of, full_time
from inbox.flow.ingest.overview import ChannelState
from inbox.flow.ingest.streams import StreamHealth
from inbox.networks.capabilities import Capabilities, UnknownNetwork, allowed, capabilities_of
from inbox.networks.items import Visibility


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    letter: str


@dataclass(frozen=True, slots=True)
class StreamLine:
    label: str
    tone: str
    says: str
    trouble: str
    news: str
    at: str
    """When it was read last, in full; empty: never."""


@dataclass(frozen=True, slots=True)
class ChannelCard:
    id: int
    network: Mark
    name: str
    handle: str
    brand: str
    health: str
    health_label: str
    note: str
    dead: bool
    has_access: bool
    """It can be asked; a disconnected one cannot."""
    polled: bool
    streams: tuple[StreamLine, ...]
    connected: str
    history: str
    limits: tuple[str, ...]


def mark(network: str) -> Mark:
    try:
        label = capabilities_of(network).label
    except UnknownNetwork:
        label = network.capitalize()
    return Mark(label, label[:1].upper())


def card_of(state: ChannelState, renewed_at: datetime | None, now: datetime) -> ChannelCard:
    """`renewed_at`: since when its access is what it is; None: it has none."""
    dead = state.health == "dead"
    order = list(_streams())
    streams = sorted(state.streams, key=lambda stream: order.index(stream.kind))
    return ChannelCard(
        id=state.id,
        network=mark(state.network),
        name=state.name,
        handle=state.handle,
        brand=state.brand,
        health=state.health,
        health_label=_health(state.health),
        note=state.health_note if state.health != "ok" else "",
        dead=dead,
        has_access=renewed_at is not None,
        polled=bool(state.streams),
        streams=() if dead else tuple(_line(stream, renewed_at, now) for stream in streams),
        connected=day_of(state.created_at),
        history=full_time(state.history_until) if state.history_until else "",
        limits=_limits(state),
    )


def _health(health: str) -> str:
    labels = {"ok": _("Working"), "attention": _("Needs attention"), "dead": _("Disconnected")}
    return labels.get(health, health)


def _streams() -> dict[str, str]:
    return {
        "mentions": _("Mentions"),
        "private": _("Private messages"),
        "changes": _("Edits and deletions"),
    }


def _line(stream: StreamHealth, renewed_at: datetime | None, now: datetime) -> StreamLine:
    """How far it is behind, and why."""
    read = ago(stream.polled_at, now) if stream.polled_at else ""
    if stream.failures:
        told = {"ago": read, "next": _next(stream, now)}
        never = _("Never read, next try %(next)s")
        says = (_("Read last %(ago)s, next try %(next)s") if read else never) % told
        tone = "failing"
    elif not read:
        tone, says = "waiting", _("Not read yet")
    elif stream.behind:
        tone, says = "waiting", _("Catching up; read last %(ago)s") % {"ago": read}
    else:
        tone, says = "fine", _("Read %(ago)s") % {"ago": read}
    news = _news(stream.last_new_at, renewed_at, now)
    at = full_time(stream.polled_at) if stream.polled_at else ""
    return StreamLine(_streams()[stream.kind], tone, says, stream.last_error, news, at)


def _news(at: datetime | None, renewed_at: datetime | None, now: datetime) -> str:
    """A stream counts as fresh from the moment in which its channel is connected; that is no
    news."""
    if at is None or renewed_at is None or at <= renewed_at:
        return ""
    return _("last one %(ago)s") % {"ago": ago(at, now)}


def _next(stream: StreamHealth, now: datetime) -> str:
    if stream.next_poll_at <= now:
        return _("now")
    if (stream.next_poll_at - now).total_seconds() < 60:
        return _("in a moment")
    return _("in %(span)s") % {"span": timeuntil(stream.next_poll_at, now, depth=1)}


def ago(moment: datetime, now: datetime) -> str:
    if (now - moment).total_seconds() < 60:
        return _("just now")
    return _("%(span)s ago") % {"span": timesince(moment, now, depth=1)}


def _limits(state: ChannelState) -> tuple[str, ...]:
    try:
        network = allowed(capabilities_of(state.network), state.limits)
    except UnknownNetwork:
        return ()
    windows = [
        _("private answers within %(hours)s h of the customer's last message") % {"hours": hours}
        for way, hours in network.window_hours.items()
        if way == "private"
    ]
    return (*(_limit(network, way) for way in network.visibilities), *windows)


def _limit(network: Capabilities, way: Visibility) -> str:
    said = _("%(count)s in private") if way == "private" else _("%(count)s characters in public")
    return said % {"count": number_format(network.max_length[way], force_grouping=True)}
