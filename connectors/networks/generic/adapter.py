from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import AdapterError
from connectors.networks.files import fetched
from connectors.networks.generic import signing, webhook
from connectors.networks.generic.capabilities import CAPABILITIES
from connectors.protocol import Access, Field
from inbox.networks.capabilities import Capabilities
from inbox.networks.items import (
    Author,
    ChangesPage,
    IncomingItem,
    ItemKind,
    Known,
    OutgoingReply,
    OwnPosts,
    Page,
    Profile,
    Sent,
    StreamKind,
)

LONGEST_HANDLE = 100
LONGEST_URL = 500
FIELDS = (
    Field(
        "handle",
        "Name of the account",
        secret=False,
        help="What your system calls the account that answers, for example acme-support.",
    ),
    Field(
        "webhook_url",
        "Webhook for replies",
        secret=False,
        needed=False,
        help="Where replies are delivered. Without one your system fetches them by the API.",
    ),
    Field(
        "webhook_secret",
        "Secret of the webhook",
        needed=False,
        help="whsec_ and at least 24 random bytes in base64; deliveries are signed with it.",
    ),
)


@dataclass(frozen=True, slots=True)
class GenericAdapter:
    base_url: str = ""
    poll_seconds: float = 3_600.0

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def kinds(self) -> tuple[StreamKind, ...]:
        return ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS

    def identify(self, access: Access) -> Author:
        """There is nobody to ask: the account is called what its owner calls it. What is wrong
        with the webhook is said now, not at the first reply."""
        handle = access.credentials.get("handle", "").strip()
        if not handle or len(handle) > LONGEST_HANDLE or not handle.isprintable() or "/" in handle:
            raise AdapterError(
                f"The account needs a name of 1 to {LONGEST_HANDLE} characters without “/”."
            )
        url = access.credentials.get("webhook_url", "").strip()
        if url:
            _check_webhook(url, access.credentials.get("webhook_secret", "").strip())
        return Author(handle, handle, handle)

    def limits(self, access: Access) -> Mapping[str, int]:
        return {}

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        raise _pushed()

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        raise ValueError("what is pushed in is answered for at once, and not kept raw")

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        raise _pushed()

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        url = access.credentials.get("webhook_url", "").strip()
        if not url:
            raise AdapterError("The reply waits to be fetched by the API.", fetched=True)
        return webhook.deliver(access, url, reply)

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        raise _pushed()

    def file(self, access: Access, url: str) -> bytes:
        """There is no network of its own: whoever pushed the message named the address."""
        return fetched(access, url)

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        return ()


def _check_webhook(url: str, secret: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or len(url) > LONGEST_URL:
        raise AdapterError("The webhook is an address that begins with https://.")
    try:
        signing.key_of(secret)
    except signing.BadSecret:
        raise AdapterError(
            "A webhook needs a secret: whsec_ and at least 24 random bytes in base64."
        ) from None


def _pushed() -> AdapterError:
    return AdapterError(
        "Messages of this channel are pushed in; there is nothing to ask.", permanent=True
    )
