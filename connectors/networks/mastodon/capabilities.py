from __future__ import annotations

from inbox.networks.capabilities import MB, Capabilities, MediaLimits

# A reply begins with the name of whom it answers, or that person would not hear of it. Names have
# up to thirty characters, and the server's part of a name is not counted.
RESERVED = 32

# A server that allows less says so, as with lengths.
MEDIA = MediaLimits(
    most={"public": 4, "private": 4},
    types={"image/png": 8 * MB, "image/jpeg": 8 * MB, "image/webp": 8 * MB, "image/gif": 8 * MB},
    alt_length=1500,
)

CAPABILITIES = Capabilities(
    network="mastodon",
    label="Mastodon",
    visibilities=("public", "private"),
    # A server that allows another length says so; see the adapter's `limits`.
    max_length={"public": 500 - RESERVED, "private": 500 - RESERVED},
    counter="mastodon",
    # Servers promise that the same Idempotency-Key posts once, and some do not keep it. So the key
    # is sent, and a look decides.
    in_doubt="look",
    media=MEDIA,
)
