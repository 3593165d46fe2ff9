"""The simulated network as the demo sees it: which accounts it has, and the tokens to them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from care.core.errors import CareError
from care.core.http import HttpError
from connectors.access import SIMULATED, http_client

PATIENCE = 180.0  # seconds; a large file takes a while to load


@dataclass(frozen=True, slots=True)
class NetworkAccount:
    handle: str
    name: str
    token: str


def accounts(*, source: str) -> list[NetworkAccount]:
    """The accounts that came with a file (`source` is its name), once the network has loaded it.
    Raises CareError when no simulated network answers in time."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        status = _ask("/sim/status")
        if status is not None and status.get("failed"):
            raise CareError(f"The simulated network cannot load {source}: {status['failed']}")
        if status is not None and status.get("ready"):
            found = _ask(f"/sim/accounts?source={Path(source).name}") or {}
            return [
                NetworkAccount(one["handle"], one["name"], one["token"])
                for one in found.get("accounts", [])
            ]
        time.sleep(0.2)
    raise CareError(f"No simulated network answered at {settings.SIMULATOR_URL or '(no address)'}.")


def _ask(path: str) -> dict[str, Any] | None:
    try:
        answer = http_client(SIMULATED).request("GET", settings.SIMULATOR_URL + path)
        return answer.json() if answer.status == 200 else None
    except (HttpError, ValueError):
        return None
