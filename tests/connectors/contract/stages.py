"""The stage of each registered network: a new adapter adds its own, and one line to STAGES."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.networks.x.adapter import XAdapter
from connectors.protocol import Access, Adapter
from inbox.networks.items import Author
from tests.connectors.contract.mastodon_stage import mastodon
from tests.connectors.contract.stage import Posted, Stage
from tests.connectors.network import LOCAL, Network
from tests.connectors.standins.x import StandIn
from tests.pictures import picture


class SimulatedStage:
    adapter: Adapter = SimulatedAdapter(page_size=5)
    too_long = "a" * 281
    unauthorised: Any = {"error": {"code": "invalid_token", "message": "This token is not valid."}}
    expired: Any = {"error": {"code": "token_expired", "message": "This token has expired."}}
    flaws: Mapping[str, str] = {
        "test_two_people_of_one_name_on_two_servers_are_two": "there are no other servers",
    }

    def __init__(self, network: Network) -> None:
        self.network, self.url = network, network.url
        self.account = network.account("Acme")

    def access(self, url: str = "") -> Access:
        token = {"token": self.account["token"]}
        return Access(url or self.url, self.account["id"], token, LOCAL)

    def limit(self, seconds: int) -> dict[str, str]:
        return {"retry_after": str(seconds)}

    def asks(self, author: str, text: str, in_reply_to: str | None = None) -> str:
        return self.network.customer_posts(author, f"@acme {text}", in_reply_to)

    def whispers(self, author: str, text: str) -> str:
        return self.network.customer_writes(author, "acme", text)

    def answers_elsewhere(self, text: str, in_reply_to: str | None) -> str:
        given = {"author": "Acme", "text": text, "in_reply_to": in_reply_to}
        return str(self.network.said("POST", "/sim/posts", json=given)["post"]["id"])

    def edits(self, external_id: str, text: str) -> None:
        self.network.said("PATCH", f"/sim/posts/{external_id}", json={"text": text})

    def deletes(self, external_id: str) -> None:
        assert self.network.call("DELETE", f"/sim/posts/{external_id}").is_success

    def posted(self) -> list[Posted]:
        return [
            Posted(
                entry["id"],
                entry["text"],
                entry["in_reply_to"],
                "public" if entry["kind"] == "post" else "private",
            )
            for entry in self.network.ledger(author="Acme")
        ]

    def shows(self, author: str, text: str, alt: str) -> str:
        given = {"author": author, "text": f"@acme {text}", "pictures": ["router:red"], "alt": alt}
        return str(self.network.said("POST", "/sim/posts", json=given)["post"]["id"])

    def carried(self, external_id: str) -> list[str]:
        [entry] = [one for one in self.network.ledger(author="Acme") if one["id"] == external_id]
        return [one["alt"] for one in entry.get("media", ())]

    def person(self, author: str) -> Author:
        given = self.network.account(author)
        return Author(given["id"], given["handle"], given["name"])


class XStage:
    adapter: Adapter = XAdapter(page_size=5)
    too_long = "https://example.com/a-long-address " + "a" * (280 - 24) + "é"
    unauthorised: Any = {"title": "Unauthorized", "type": "about:blank", "status": 401}
    expired: Any = unauthorised
    flaws: Mapping[str, str] = {
        "test_two_people_of_one_name_on_two_servers_are_two": "X has no other servers",
    }

    def __init__(self, x: StandIn) -> None:
        self.x, self.url = x, x.url
        # One call for direct messages in a minute is too few to play with.
        x.ceilings["dm_events"] = 300
        self.acme = x.account("acme")

    def access(self, url: str = "") -> Access:
        return Access(url or self.url, self.acme.id, self.acme.keys, LOCAL)

    def limit(self, seconds: int) -> dict[str, str]:
        return {
            "x_rate_limit_limit": "300",
            "x_rate_limit_remaining": "0",
            "x_rate_limit_reset": str(int(time.time()) + seconds),
        }

    def asks(self, author: str, text: str, in_reply_to: str | None = None) -> str:
        return self.x.world.post(self.x.world.user(author), f"@acme {text}", in_reply_to).id

    def whispers(self, author: str, text: str) -> str:
        return self.x.world.message(self.x.world.user(author), self.acme, text).id

    def answers_elsewhere(self, text: str, in_reply_to: str | None) -> str:
        return self.x.world.post(self.acme, text, in_reply_to).id

    def edits(self, external_id: str, text: str) -> None:
        self.x.world.edit(external_id, f"@acme {text}")

    def deletes(self, external_id: str) -> None:
        self.x.world.posts[external_id].deleted = True

    def posted(self) -> list[Posted]:
        posts = [
            Posted(one.id, one.text, one.parent, "public")
            for one in reversed(self.x.world.posts_of(self.acme))
        ]
        return posts + [
            Posted(one.id, one.text, None, "private")
            for one in self.x.world.messages
            if one.sender is self.acme
        ]

    def shows(self, author: str, text: str, alt: str) -> str:
        file = self.x.world.file("image/png", picture(), alt)
        written = self.x.world.post(self.x.world.user(author), f"@acme {text}")
        written.media = [file.id]
        return written.id

    def carried(self, external_id: str) -> list[str]:
        posts = self.x.world.posts
        messages = {one.id: one for one in self.x.world.messages}
        found = posts[external_id] if external_id in posts else messages[external_id]
        return [self.x.world.files[one].alt for one in found.media]

    def person(self, author: str) -> Author:
        user = self.x.world.user(author)
        return Author(user.id, user.username, user.name)


@contextmanager
def simulated(request: pytest.FixtureRequest) -> Iterator[Stage]:
    yield SimulatedStage(request.getfixturevalue("network"))


@contextmanager
def x(_: pytest.FixtureRequest) -> Iterator[Stage]:
    with StandIn() as stand_in:
        yield XStage(stand_in)


Open = Callable[[pytest.FixtureRequest], Any]
STAGES: dict[str, Open] = {"simulated": simulated, "mastodon": mastodon, "x": x}


def someone_else(access: Access) -> Access:
    """A machine that trusts no private address."""
    return replace(access, http=replace(access.http, allowed_hosts=frozenset()))
