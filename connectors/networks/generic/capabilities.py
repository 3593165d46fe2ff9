from __future__ import annotations

from inbox.networks.capabilities import Capabilities

# How long a receiver is asked to remember a `webhook-id`, see docs/api.md.
KEY_SECONDS = 3 * 24 * 3600

CAPABILITIES = Capabilities(
    network="generic",
    label="Your own system",
    visibilities=("public", "private"),
    max_length={"public": 10_000, "private": 10_000},
    counter="characters",
    in_doubt="same_key",
    key_seconds=KEY_SECONDS,
    pushed=True,
)
