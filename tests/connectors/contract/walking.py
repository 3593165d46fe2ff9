"""Polls as the product does: one list after the other, page by page, cursors kept as JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.errors import AdapterError
from connectors.protocol import Access, Adapter
from inbox.networks.items import IncomingItem, OutgoingReply, Unreadable

PATIENCE = 60


class Poller:
    def __init__(self, adapter: Adapter, access: Access) -> None:
        self.adapter, self.access = adapter, access
        self.unreadable: list[Unreadable] = []
        self._cursors: dict[str, dict[str, Any] | None] = {}

    def poll(self, *, meanwhile: Callable[[], object] = lambda: None) -> list[IncomingItem]:
        """All that is new, in whatever order. `meanwhile` is called between two pages."""
        found: list[IncomingItem] = []
        for kind in self.adapter.kinds:
            if kind == "changes":
                continue
            for _ in range(PATIENCE):
                page = self.adapter.fetch(self.access, kind, self._cursors.get(kind))
                found += page.items
                self.unreadable += page.unreadable
                self._cursors[kind] = json.loads(json.dumps(page.cursor))
                if not page.more:
                    break
                meanwhile()
            else:
                raise AssertionError("The walk does not end.")
        return found

    def item(self, external_id: str) -> IncomingItem:
        """Of all that is new."""
        return next(item for item in self.poll() if item.external_id == external_id)


class Notes:
    """A meter that lets everything through until it is told not to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[tuple[str, int | None, int | None, datetime | None]] = []
        self.spent = False

    def before(self, bucket: str) -> None:
        if self.spent:
            raise AdapterError("Nothing is left.", retry_after=60)
        self.asked.append(bucket)

    def after(
        self,
        bucket: str,
        *,
        ceiling: int | None = None,
        remaining: int | None = None,
        resets_at: datetime | None = None,
    ) -> None:
        self.told.append((bucket, ceiling, remaining, resets_at))


def is_worth_another_try(error: AdapterError) -> bool:
    return not (error.permanent or error.doubt or error.dead_token)


def ids(items: list[IncomingItem]) -> list[str]:
    return sorted(item.external_id for item in items)


def reply_to(item: IncomingItem, text: str, **changes: Any) -> OutgoingReply:
    """What the product sends when an agent answers this message."""
    given = {
        "text": text,
        "visibility": item.visibility,
        "in_reply_to": item.external_id,
        "conversation": item.conversation,
        "recipient": item.author,
        "idempotency_key": uuid.uuid4().hex,
    }
    return OutgoingReply(**{**given, **changes})
