from __future__ import annotations

from inbox.networks.capabilities import Capabilities

CAPABILITIES = Capabilities(
    network="x",
    label="X",
    visibilities=("public", "private"),
    # Direct messages are counted without weights: by these they only seem longer.
    max_length={"public": 280, "private": 10_000},
    counter="weighted",
    in_doubt="look",
)
