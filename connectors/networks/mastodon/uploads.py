"""Files that go with a post: uploaded one after the other, and ready before the post names them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from connectors.errors import AdapterError
from connectors.networks.files import bytes_of
from connectors.networks.mastodon import client
from connectors.networks.reading import MISREAD, identity
from connectors.protocol import Access
from inbox.networks.items import OutgoingFile

# Seconds that a server may take to make small pictures of a large one, and between two looks.
LONGEST = 20.0
BETWEEN = 0.7


def uploaded(access: Access, files: Sequence[OutgoingFile]) -> list[str]:
    """Their ids. Should we die before the post, they are uploaded again; a server forgets within
    a day what no post names."""
    return [_one(access, file) for file in files]


def _one(access: Access, file: OutgoingFile) -> str:
    given = client.upload(access, file, bytes_of(file))
    try:
        found, ready = identity(given["id"]), bool(given.get("url"))
    except MISREAD as error:
        raise AdapterError("The server's answer to an upload could not be read.") from error
    until = time.monotonic() + LONGEST
    while not ready:
        if time.monotonic() > until:
            raise AdapterError("The server takes long to prepare a picture; it is tried again.")
        time.sleep(BETWEEN)
        ready = client.uploaded(access, found)
    return found
