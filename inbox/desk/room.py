"""How much of a text fits where a brand speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.desk.words import NetworkMark, network_mark
from inbox.models import Channel
from inbox.models.channels import Health
from inbox.networks.capabilities import UnknownNetwork, allowed, capabilities_of
from routing.engine.dress import dressed, signature
from routing.engine.filling import About, fill
from routing.models import Brand


@dataclass(frozen=True, slots=True)
class Speaker:
    """An account that speaks for a brand."""

    network: NetworkMark
    name: str
    handle: str
    dead: bool


def channels_of(brand: Brand) -> tuple[Speaker, ...]:
    return tuple(
        Speaker(
            network_mark(channel.network),
            channel.name,
            channel.handle,
            channel.health == Health.DEAD,
        )
        for channel in Channel.objects.filter(brand=brand).order_by("name", "id")
    )


@dataclass(frozen=True, slots=True)
class Room:
    where: str
    limit: int
    left: int


def rooms(
    brands: Iterable[Brand], *, text: str, about: Callable[[Brand], About]
) -> tuple[Room, ...]:
    """One for each network and visibility, the tightest first. The text is counted as it would be
    sent: filled in, with the brand's signature."""
    known = {brand.id: brand for brand in brands}
    channels = Channel.objects.filter(brand_id__in=list(known)).exclude(health=Health.DEAD)
    said: dict[int, str] = {}
    found: dict[str, Room] = {}
    for channel in channels.order_by("id"):
        brand = known[channel.brand_id]
        if brand.id not in said:
            said[brand.id] = _said(text, brand, about(brand))
        for room in _rooms(channel, said[brand.id]):
            tighter = found.get(room.where)
            if tighter is None or room.left < tighter.left:
                found[room.where] = room
    return tuple(sorted(found.values(), key=lambda room: (room.left, room.where)))


def _said(text: str, brand: Brand, about: About) -> str:
    values = about.values()
    filled = fill(text, values).text.strip()
    if not filled:
        return ""
    return dressed(filled, signature=signature(brand.signature_style, values).text)


def _rooms(channel: Channel, text: str) -> Iterable[Room]:
    try:
        network = allowed(capabilities_of(channel.network), channel.limits)
    except UnknownNetwork:
        return
    for visibility in network.visibilities:
        told = {"network": network.label}
        public = visibility == "public"
        where = _("%(network)s, public") if public else _("%(network)s, private")
        yield Room(where % told, network.max_length[visibility], network.left(text, visibility))
