from __future__ import annotations

from inbox.networks.capabilities import MB, Capabilities, MediaLimits

# Films need another way of uploading, in parts and with waiting: not done here.
MEDIA = MediaLimits(
    most={"public": 4, "private": 1},
    types={"image/png": 5 * MB, "image/jpeg": 5 * MB, "image/webp": 5 * MB, "image/gif": 15 * MB},
    alt_length=1000,
    alone=frozenset({"image/gif"}),
)

CAPABILITIES = Capabilities(
    network="x",
    label="X",
    visibilities=("public", "private"),
    # Direct messages are counted without weights: by these they only seem longer.
    max_length={"public": 280, "private": 10_000},
    counter="weighted",
    in_doubt="look",
    # Opens a conversation with us; X draws it as a button under the post.
    private_link="https://twitter.com/messages/compose?recipient_id={account}",
    media=MEDIA,
)
