"""Every network that Care can connect: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from connectors.networks.generic.adapter import GenericAdapter
from connectors.networks.mastodon.adapter import MastodonAdapter
from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.networks.x.adapter import XAdapter
from connectors.protocol import Adapter
from inbox.networks.capabilities import UnknownNetwork

_ALL: tuple[Adapter, ...] = (
    SimulatedAdapter(base_url=settings.SIMULATOR_URL),
    GenericAdapter(),
    MastodonAdapter(),
    XAdapter(),
)

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {adapter.capabilities.network: adapter for adapter in _ALL}
)


def adapter_of(network: str) -> Adapter:
    try:
        return ADAPTERS[network]
    except KeyError:
        raise UnknownNetwork(network) from None


def offered() -> tuple[Adapter, ...]:
    """What the settings offer, by name: the simulated network only where one runs."""
    missing = set() if settings.SIMULATOR_URL else {"simulated"}
    there = [adapter for network, adapter in ADAPTERS.items() if network not in missing]
    return tuple(sorted(there, key=lambda adapter: adapter.capabilities.label.casefold()))
