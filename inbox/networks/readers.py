"""How what was kept raw is read once more. Adapters register here at start, as they do with what
their network allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inbox.networks.items import IncomingItem, ItemKind

# The raw item, the list in which it stood, the id of the channel's account.
Read = Callable[[Mapping[str, Any], ItemKind, str], IncomingItem]

# What it raises where it can make nothing of the item.
MISREAD = (LookupError, TypeError, ValueError, AttributeError)

_registered: dict[str, Read] = {}


def register(network: str, read: Read) -> None:
    """Registering again replaces it."""
    _registered[network] = read


def reader_of(network: str) -> Read | None:
    return _registered.get(network)
