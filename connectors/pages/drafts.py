"""What was typed to connect an account, between the look at whose it is and the yes to it.

It stays on the server, sealed, in the session of whoever typed it, for a quarter of an hour; the
page that asks for the yes holds none of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from care.core.requests import MemberRequest
from care.core.secrets import seal, unseal
from inbox.networks.items import Author

_KEY = "channels.draft"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Draft:
    network: str
    credentials: Mapping[str, str]
    base_url: str
    brand_id: int
    history: str
    account: Author
    limits: Mapping[Any, int]

    def __repr__(self) -> str:
        return f"Draft({self.network!r})"


def keep(request: MemberRequest, draft: Draft) -> None:
    account = draft.account
    request.session[_KEY] = {
        "organisation": request.organisation.id,
        "at": timezone.now().isoformat(),
        "sealed": seal(json.dumps(dict(draft.credentials))),
        "network": draft.network,
        "base_url": draft.base_url,
        "brand_id": draft.brand_id,
        "history": draft.history,
        "account": [account.external_id, account.handle, account.display_name],
        "limits": dict(draft.limits),
    }


def kept(request: MemberRequest) -> Draft | None:
    """Of this organisation, and not too old."""
    raw = request.session.get(_KEY)
    if not raw or raw["organisation"] != request.organisation.id:
        return None
    if timezone.now() - datetime.fromisoformat(raw["at"]) > LASTS:
        forget(request)
        return None
    return Draft(
        network=raw["network"],
        credentials=json.loads(unseal(raw["sealed"])),
        base_url=raw["base_url"],
        brand_id=raw["brand_id"],
        history=raw["history"],
        account=Author(*raw["account"]),
        limits=raw["limits"],
    )


def forget(request: MemberRequest) -> None:
    request.session.pop(_KEY, None)
