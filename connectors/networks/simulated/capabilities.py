from __future__ import annotations

from inbox.networks.capabilities import Capabilities

CAPABILITIES = Capabilities(
    network="simulated",
    label="Simulated network",
    visibilities=("public", "private"),
    max_length={"public": 280, "private": 10_000},
    counter="characters",
    can_private_reply=True,
    in_doubt="look",
)
