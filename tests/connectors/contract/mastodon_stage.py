"""The Mastodon API, played by `mastodon-mock`: a stateful server of somebody else's making."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from mastodon_mock.config import SeedAccount, SeedConfig
from mastodon_mock.testing.server import MockServer

from connectors.networks.mastodon.adapter import MastodonAdapter
from connectors.protocol import Access, Adapter
from inbox.networks.items import Author
from tests.connectors.contract.stage import Posted
from tests.connectors.network import LOCAL
from tests.pictures import picture

ELSEWHERE = "elsewhere.example"
PEOPLE = SeedConfig(
    accounts=[
        SeedAccount(username="acme", display_name="Acme", access_token="token-acme"),
        SeedAccount(username="ann", display_name="Ann", access_token="token-ann"),
        SeedAccount(username="bob", display_name="Bob", access_token="token-bob"),
        SeedAccount(
            username="ann", domain=ELSEWHERE, display_name="Ann", access_token="token-remote"
        ),
    ]
)


class MastodonStage:
    adapter: Adapter = MastodonAdapter(page_size=5)
    # 32 characters are kept for the name that a reply begins with.
    too_long = "a" * 469
    unauthorised: Any = {"error": "The access token is invalid"}
    expired: Any = unauthorised
    flaws: Mapping[str, str] = {
        "test_an_address_in_a_reply_counts_as_the_network_counts_it": (
            "mastodon-mock counts every character of an address, where Mastodon counts 23"
        ),
    }

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, trust_env=False)
        assert self._http.post("/api/v1/_mock/reset").is_success
        self.account_id = self._said("acme", "GET", "/api/v1/accounts/verify_credentials")["id"]

    def close(self) -> None:
        self._http.close()

    def said(self, author: str, method: str, path: str, **more: Any) -> Any:
        """`author` may be "ann@" for the one on the other server."""
        token = "token-remote" if author.endswith("@") else f"token-{author}"
        headers = {"Authorization": f"Bearer {token}"}
        answer = self._http.request(method, path, headers=headers, **more)
        assert answer.is_success, answer.text
        return answer.json()

    _said = said

    def access(self, url: str = "") -> Access:
        return Access(url or self.url, self.account_id, {"token": "token-acme"}, LOCAL)

    def limit(self, seconds: int) -> dict[str, str]:
        reset = datetime.now(UTC) + timedelta(seconds=seconds)
        return {
            "x_ratelimit_limit": "300",
            "x_ratelimit_remaining": "0",
            "x_ratelimit_reset": reset.isoformat().replace("+00:00", "Z"),
        }

    def writes(
        self, author: str, text: str, *, reach: str = "public", in_reply_to: str | None = None
    ) -> str:
        given = {"status": text, "visibility": reach, "in_reply_to_id": in_reply_to}
        sent = {name: value for name, value in given.items() if value is not None}
        return str(self.said(author, "POST", "/api/v1/statuses", json=sent)["id"])

    def asks(self, author: str, text: str, in_reply_to: str | None = None) -> str:
        return self.writes(author, f"@acme {text}", in_reply_to=in_reply_to)

    def whispers(self, author: str, text: str) -> str:
        return self.writes(author, f"@acme {text}", reach="direct")

    def answers_elsewhere(self, text: str, in_reply_to: str | None) -> str:
        return self.writes("acme", text, in_reply_to=in_reply_to)

    def _author_of(self, external_id: str) -> str:
        acct = self.said("acme", "GET", f"/api/v1/statuses/{external_id}")["account"]["acct"]
        return str(acct).removesuffix(ELSEWHERE)

    def edits(self, external_id: str, text: str) -> None:
        author = self._author_of(external_id)
        path = f"/api/v1/statuses/{external_id}"
        self.said(author, "PUT", path, json={"status": f"@acme {text}"})

    def deletes(self, external_id: str) -> None:
        author = self._author_of(external_id)
        self.said(author, "DELETE", f"/api/v1/statuses/{external_id}")

    def statuses(self) -> list[dict[str, Any]]:
        path = f"/api/v1/accounts/{self.account_id}/statuses"
        found: list[dict[str, Any]] = self.said("acme", "GET", path, params={"limit": 40})
        return found[::-1]

    def posted(self) -> list[Posted]:
        return [
            Posted(
                one["id"],
                one["content"].removeprefix("<p>").removesuffix("</p>"),
                one["in_reply_to_id"],
                "private" if one["visibility"] == "direct" else "public",
            )
            for one in self.statuses()
        ]

    def shows(self, author: str, text: str, alt: str) -> str:
        whole = {"file": ("a.png", picture(), "image/png")}
        form = {"description": alt}
        uploaded = self.said(author, "POST", "/api/v2/media", files=whole, data=form)
        given = {"status": f"@acme {text}", "media_ids": [uploaded["id"]]}
        return str(self.said(author, "POST", "/api/v1/statuses", json=given)["id"])

    def carried(self, external_id: str) -> list[str]:
        given = self.said("acme", "GET", f"/api/v1/statuses/{external_id}")
        return [one["description"] for one in given["media_attachments"]]

    def person(self, author: str) -> Author:
        given = self.said(author, "GET", "/api/v1/accounts/verify_credentials")
        return Author(given["id"], given["acct"], given["display_name"])


@contextmanager
def running() -> Iterator[str]:
    with MockServer(seed=PEOPLE) as server:
        yield server.base_url


@contextmanager
def mastodon(request: pytest.FixtureRequest) -> Iterator[MastodonStage]:
    stage = MastodonStage(request.getfixturevalue("mastodon_url"))
    try:
        yield stage
    finally:
        stage.close()
