"""Makes time pass quickly in the programs of the drill: from outside, the product has no switch for
it. What is shorter in life stays shorter here: an answer is given up before a lease runs out, and a
reply is looked for long enough for a network that works late.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from care.core.http import HttpClient

# Of a call: until its answer counts as lost, and until a slow one is cut off.
READ_SECONDS = 2.5
TOTAL_SECONDS = 5.0
# Longer than any call; then what a dead worker held is free.
LEASE_SECONDS = 8
LOOK_AFTER_SECONDS = 3
BELLS_EVERY = 1.0
# So that walks have several pages.
PAGE_SIZE = 7

ENVIRONMENT = {
    "CARE_POLL_SECONDS": "1",
    "CARE_LOOK_AFTER_SECONDS": str(LOOK_AFTER_SECONDS),
}
SHORTER: dict[str, Any] = {
    "connectors.pace.LONGEST": 2.0,
    "connectors.pace.DEAD": 3.0,
    "connectors.polling.LEASE_SECONDS": LEASE_SECONDS,
    "connectors.sending.LEASE_SECONDS": LEASE_SECONDS,
    "connectors.looking.LEASE_SECONDS": LEASE_SECONDS,
    "connectors.meter.WINDOW": timedelta(seconds=5),
    "connectors.meter.SAME_WINDOW": timedelta(seconds=1),
    "inbox.flow.delivery.claim.DEAD_CHANNEL": timedelta(seconds=2),
    "inbox.flow.delivery.claim.LONGEST_TURN": timedelta(seconds=4),
    "inbox.flow.delivery.look.LONGEST_WAIT": timedelta(seconds=4),
}


def quicken() -> None:
    """For a program of the product, once Django is set up and before it begins to work."""
    from connectors.registry import ADAPTERS

    for name, value in SHORTER.items():
        replace_in(name, value)
    http_client = replaced("connectors.access.http_client")

    def hasty(network: str) -> HttpClient:
        client: HttpClient = http_client(network)
        return replace(client, read_seconds=READ_SECONDS, total_seconds=TOTAL_SECONDS)

    replace_in("connectors.access.http_client", hasty)
    simulated: Any = ADAPTERS["simulated"]
    replace_in(
        "connectors.registry.ADAPTERS",
        {**ADAPTERS, "simulated": replace(simulated, page_size=PAGE_SIZE)},
    )
    _ring_often()


def _ring_often() -> None:
    from care.celery import app

    for bell in app.conf.beat_schedule.values():
        bell["schedule"] = min(bell["schedule"], BELLS_EVERY)


def replaced(name: str) -> Any:
    """What stands there now. Raises AttributeError when the product has no such thing any more."""
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def replace_in(name: str, value: Any) -> None:
    replaced(name)
    module, _, attribute = name.rpartition(".")
    setattr(importlib.import_module(module), attribute, value)
