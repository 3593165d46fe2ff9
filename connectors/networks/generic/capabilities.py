from __future__ import annotations

from inbox.networks.capabilities import MOST_MEDIA_BYTES, Capabilities, MediaLimits

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
    media=MediaLimits(
        most={"public": 10, "private": 10}, types={"*": MOST_MEDIA_BYTES}, alt_length=1500
    ),
)
