"""What each network allows. Adapters register here at start, so the desk knows limits without
knowing networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from inbox.networks.items import Visibility
from inbox.networks.lengths import COUNTERS

# "look": the account's own posts can be listed, so a reply that two complete listings do not show
# was not posted. "same_key": the same key again gives the first post again. "ask": nobody but a
# person can tell.
InDoubt = Literal["look", "same_key", "ask"]


class UnknownNetwork(LookupError):
    """No adapter registered this network in this process."""

    def __init__(self, network: str) -> None:
        self.network = network
        super().__init__(
            f"The network “{network}” is not known here; its adapter is not installed."
        )


MB = 1024 * 1024
# What Care itself takes, whatever a network allows.
MOST_MEDIA_BYTES = 25 * MB


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Which files a reply may carry."""

    most: Mapping[Visibility, int] = field(default_factory=dict)
    """How many, by visibility; none where nothing is said."""
    types: Mapping[str, int] = field(default_factory=dict)
    """Media types and the bytes that each may have; "*" is any type."""
    alt_length: int = 0
    """Characters of a description; 0: the network takes none."""
    alone: frozenset[str] = frozenset()
    """Types of which one makes a message full."""

    def most_bytes(self, mime: str) -> int:
        return self.types.get(mime, self.types.get("*", 0))


NO_MEDIA = MediaLimits()


@dataclass(frozen=True, slots=True)
class Capabilities:
    network: str
    label: str
    visibilities: tuple[Visibility, ...]
    max_length: Mapping[Visibility, int]
    counter: str = "characters"
    """A name in lengths.COUNTERS; the page has a counter of the same name."""
    can_private_reply: bool = False
    """A public post may be answered by a private message."""
    in_doubt: InDoubt = "ask"
    """What helps when the answer to a send was lost."""
    key_seconds: int = 0
    """How long the network remembers a key of ours; only with "same_key"."""
    pushed: bool = False
    """Its messages are pushed in by the API; nothing is fetched."""
    window_hours: Mapping[str, int] = field(default_factory=dict)
    """By visibility: how long after the customer's last message an answer is let through."""
    private_link: str = ""
    """Address at which the customer writes to us in private; {handle} and {account}, the network's
    own id of our account, are filled in."""
    media: MediaLimits = NO_MEDIA

    def __post_init__(self) -> None:
        if self.counter not in COUNTERS:
            raise ValueError(f"{self.network}: there is no length counter “{self.counter}”.")
        missing = set(self.visibilities) - set(self.max_length)
        if missing:
            raise ValueError(f"{self.network}: no length limit is given for {sorted(missing)}.")

    def count(self, text: str) -> int:
        return COUNTERS[self.counter](text)

    def left(self, text: str, visibility: Visibility) -> int:
        """Characters that still fit; negative when the text is too long."""
        return self.max_length[visibility] - self.count(text)

    def is_over(self, visibility: str, heard_at: datetime, now: datetime) -> bool:
        """Does the network let no answer through any more?"""
        hours = self.window_hours.get(visibility)
        return hours is not None and now > heard_at + timedelta(hours=hours)


_registered: dict[str, Capabilities] = {}


def register(capabilities: Capabilities) -> None:
    """Registering the same network again replaces it, so that a reload does no harm."""
    _registered[capabilities.network] = capabilities


def capabilities_of(network: str) -> Capabilities:
    try:
        return _registered[network]
    except KeyError:
        raise UnknownNetwork(network) from None


def registered_networks() -> tuple[Capabilities, ...]:
    return tuple(_registered[name] for name in sorted(_registered))


def allowed(network: Capabilities, limits: Mapping[str, int]) -> Capabilities:
    """What one server of the network allows, where it told us: characters by visibility
    (`private`), hours of the window in which it lets answers through (`private_hours`),
    bytes of a picture (`media_bytes`)."""
    own = {way: limits.get(way, usual) for way, usual in network.max_length.items()}
    most = limits.get("media_bytes")
    types = {
        mime: usual if most is None or mime == "*" else min(most, MOST_MEDIA_BYTES)
        for mime, usual in network.media.types.items()
    }
    hours = dict(network.window_hours)
    hours |= {way: limits[f"{way}_hours"] for way in own if f"{way}_hours" in limits}
    media = replace(network.media, types=types)
    return replace(network, max_length=own, window_hours=hours, media=media)


def windows_of(network: str, limits: Mapping[str, int]) -> Mapping[str, int]:
    """Hours by visibility; none where no adapter of the network is installed."""
    if network not in _registered:
        return {}
    known = _registered[network]
    if not known.window_hours and not any(name.endswith("_hours") for name in limits):
        return known.window_hours
    return allowed(known, limits).window_hours
