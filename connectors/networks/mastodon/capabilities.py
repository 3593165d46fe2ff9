from __future__ import annotations

from inbox.networks.capabilities import Capabilities

# A reply begins with the name of whom it answers, or that person would not hear of it. Names have
# up to thirty characters, and the server's part of a name is not counted.
RESERVED = 32

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
)
