"""Every network that Care can connect: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.protocol import Adapter
from inbox.networks.capabilities import UnknownNetwork

_ALL: tuple[Adapter, ...] = (SimulatedAdapter(base_url=settings.SIMULATOR_URL),)

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {adapter.capabilities.network: adapter for adapter in _ALL}
)


def adapter_of(network: str) -> Adapter:
    try:
        return ADAPTERS[network]
    except KeyError:
        raise UnknownNetwork(network) from None
