"""Who would read a reply, and whether the network lets it through: said before anybody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.networks.capabilities import Capabilities, UnknownNetwork, allowed, capabilities_of
from inbox.networks.items import Visibility
from inbox.selectors.catalogue import ChannelFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Way:
    value: str
    label: str
    icon: str
    send: str
    title: str
    """Why it is closed."""
    limit: int
    checked: bool
    disabled: bool
    over: bool = False
    """The network lets nothing through any more, whatever we would like to say."""


@dataclass(slots=True)
class _Heard:
    """What the customer said in one visibility."""

    at: datetime | None = None
    gone: bool = False


def limits_of(channel: ChannelFact | None) -> Capabilities | None:
    try:
        return allowed(capabilities_of(channel.network), channel.limits) if channel else None
    except UnknownNetwork:
        return None


def ways_of(
    timeline: Timeline, channel: ChannelFact | None, asked: str, now: datetime
) -> tuple[Way, ...]:
    """One of them is checked: the one that was asked for, else the customer's own last one."""
    limits = limits_of(channel)
    if limits is None or channel is None:
        return ()
    heard = _heard(timeline)
    last = timeline.last_inbound
    best = "private" if last is not None and last.private else "public"
    chosen = asked if asked in limits.visibilities else best
    if heard[chosen].at is None:
        chosen = best
    open_ways = [v for v in limits.visibilities if _is_open(v, limits, heard[v], now)]
    if chosen not in open_ways and _is_over(chosen, limits, heard[chosen], now):
        # Why the customer's own way is closed is said; what is left stands ready.
        chosen = next(iter(open_ways), chosen)
    return tuple(_way(v, limits, channel, chosen, heard[v], now) for v in limits.visibilities)


def _is_over(way: str, limits: Capabilities, heard: _Heard, now: datetime) -> bool:
    return heard.at is not None and limits.is_over(way, heard.at, now)


def _is_open(way: str, limits: Capabilities, heard: _Heard, now: datetime) -> bool:
    return heard.at is not None and not limits.is_over(way, heard.at, now)


def _heard(timeline: Timeline) -> dict[str, _Heard]:
    heard = {"public": _Heard(), "private": _Heard()}
    for said in timeline.messages:
        if said.inbound:
            there = heard["private" if said.private else "public"]
            if said.deleted_at is None:
                there.at = said.at
            else:
                there.gone = True
    return heard


def _way(
    visibility: Visibility,
    limits: Capabilities,
    channel: ChannelFact,
    chosen: str,
    heard: _Heard,
    now: datetime,
) -> Way:
    private = visibility == "private"
    told = {"handle": channel.handle}
    over = _is_over(visibility, limits, heard, now)
    return Way(
        value=visibility,
        label=_("Private") if private else _("Public"),
        icon="lock" if private else "globe",
        send=_("Reply privately as %(handle)s") % told
        if private
        else _("Reply publicly as %(handle)s") % told,
        title=_closed_way(limits, visibility, heard, over=over),
        limit=limits.max_length[visibility],
        checked=visibility == chosen,
        disabled=heard.at is None or over,
        over=over,
    )


def _closed_way(limits: Capabilities, visibility: Visibility, heard: _Heard, *, over: bool) -> str:
    if over:
        hours = limits.window_hours[visibility]
        told = {"network": limits.label, "hours": hours}
        return (
            _("%(network)s lets us answer only within %(hours)s h of the customer's last message.")
            % told
        )
    if heard.at is not None:
        return ""
    if heard.gone:
        return _("The customer deleted what they wrote here.")
    if visibility == "private":
        return _("The customer has not written in private yet.")
    return _("The customer has not written in public.")
