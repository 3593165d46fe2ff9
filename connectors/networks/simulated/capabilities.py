from __future__ import annotations

from inbox.networks.capabilities import MB, Capabilities, MediaLimits

MEDIA = MediaLimits(
    most={"public": 4, "private": 4},
    types={"image/png": 5 * MB, "image/jpeg": 5 * MB, "image/gif": 5 * MB, "image/webp": 5 * MB},
    alt_length=1000,
)

CAPABILITIES = Capabilities(
    network="simulated",
    label="Simulated network",
    visibilities=("public", "private"),
    max_length={"public": 280, "private": 10_000},
    counter="characters",
    can_private_reply=True,
    in_doubt="look",
    media=MEDIA,
)
