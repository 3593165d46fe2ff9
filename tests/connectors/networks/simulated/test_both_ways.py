"""What the adapter reads beside new messages: changes, own posts, profiles, limits; and how it says
what went wrong on the network's bad days."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import AdapterError
from connectors.networks.simulated import parse
from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.protocol import Access, Adapter
from inbox.networks.items import Author, Change, OutgoingReply
from tests.connectors.network import LOCAL, Network

FIVES = SimulatedAdapter(page_size=5)
ANN = Author("u-ann", "ann")
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@dataclass
class Notes:
    """A meter that remembers."""

    asked: list[str] = field(default_factory=list)
    told: list[tuple[str, int | None, int | None, datetime | None]] = field(default_factory=list)

    def before(self, bucket: str) -> None:
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


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def access(network: Network, notes: Notes) -> Access:
    account = network.account("Acme")
    return Access(network.url, account["id"], {"token": account["token"]}, LOCAL, notes)


def reply(**changes: Any) -> OutgoingReply:
    return replace(OutgoingReply("hello", "public", None, None, None, "key-1"), **changes)


def failure(act: Callable[[], object]) -> AdapterError:
    with pytest.raises(AdapterError) as error:
        act()
    return error.value


def all_changes(access: Access, cursor: dict[str, Any] | None) -> tuple[list[Change], Any]:
    found: list[Change] = []
    while True:
        page = FIVES.changes(access, cursor, [])
        found += page.changes
        cursor = json.loads(json.dumps(page.cursor))
        if not page.more:
            return found, cursor


def test_it_keeps_to_the_protocol(access: Access) -> None:
    adapter: Adapter = FIVES
    assert [one.name for one in adapter.fields] == list(access.credentials)
    assert adapter.limits(access) == {}
    assert adapter.capabilities.in_doubt == "look"
    assert adapter.kinds == ("mentions", "private", "changes")


# Changes


def test_changes_come_in_their_order_and_once(network: Network, access: Access) -> None:
    posts = [network.customer_posts("ann", f"@acme {number}") for number in range(7)]
    for post in posts:
        network.edits(post, f"@acme edited {post}")
    private = network.customer_writes("ann", "acme", "secret")
    network.deletes(private, kind="private_messages")
    found, cursor = all_changes(access, None)
    assert [change.external_id for change in found] == [*posts, private]
    assert found[0].text == f"@acme edited {posts[0]}"
    assert found[0].at.tzinfo is not None
    assert (found[-1].kind, found[-1].what, found[-1].text) == ("private", "deleted", "")
    assert all_changes(access, cursor) == ([], cursor)
    network.deletes(posts[0])
    assert [change.what for change in all_changes(access, cursor)[0]] == ["deleted"]


def test_a_feed_that_forgot_the_place_is_read_again(network: Network, access: Access) -> None:
    network.edits(network.customer_posts("ann", "@acme one"), "@acme two")
    assert len(all_changes(access, {"place": "bm9uc2Vuc2U="})[0]) == 1


def test_a_change_that_cannot_be_read_is_passed_over() -> None:
    right = {
        "id": "p1",
        "kind": "post",
        "what": "deleted",
        "at": "2026-11-20T08:00:00Z",
        "text": "",
    }
    wrong = [{**right, "what": "moved"}, {**right, "id": 5}, {}, "p2", {**right, "at": "now"}]
    assert [one.external_id for one in parse.changes([*wrong, right])] == ["p1"]


# Own posts


def test_own_posts_show_what_arrived_although_the_answer_was_lost(
    network: Network, access: Access
) -> None:
    question = network.customer_posts("ann", "@acme help")
    before = datetime.now(UTC) - timedelta(seconds=5)
    network.faults({"on": "POST /1/posts", "fault": "dropped_after", "times": 1})
    lost = reply(in_reply_to=question)
    assert failure(lambda: FIVES.send(access, lost)).doubt
    own = FIVES.own_posts(access, lost, before)
    assert own.complete
    assert [(item.text, item.in_reply_to, item.own) for item in own.items] == [
        ("hello", question, True)
    ]
    later = FIVES.own_posts(access, lost, datetime.now(UTC) + timedelta(seconds=60))
    assert (later.items, later.complete) == ((), True)


@pytest.mark.parametrize(
    "fault", ["duplicated_page", "shuffled_page", "overlapping_page", "empty_page"]
)
def test_own_posts_are_complete_and_each_once_over_bad_pages(
    network: Network, access: Access, fault: str
) -> None:
    for number in range(12):
        FIVES.send(access, reply(text=str(number)))
    network.faults({"on": "GET /1/own", "fault": fault, "times": 2})
    own = FIVES.own_posts(access, reply(), LONG_AGO)
    assert own.complete
    assert sorted(int(item.text) for item in own.items) == list(range(12))


def test_own_posts_that_have_no_end_are_not_complete(network: Network, access: Access) -> None:
    FIVES.send(access, reply())
    network.faults({"on": "GET /1/own", "fault": "empty_page"})
    assert not FIVES.own_posts(access, reply(), LONG_AGO).complete


def test_own_private_messages_are_those_of_the_conversation_or_to_the_person(
    network: Network, access: Access
) -> None:
    network.customer_writes("bob", "acme", "hi")
    network.customer_writes("ann", "acme", "hi")
    private = reply(visibility="private")
    conversation = FIVES.fetch(access, "private", None).items[0].conversation
    FIVES.send(access, replace(private, text="to Ann", recipient=ANN))
    FIVES.send(access, replace(private, text="to Bob", recipient=Author("u-bob", "bob")))
    FIVES.send(access, reply(text="to everybody"))
    for where in ({"conversation": conversation}, {"recipient": ANN}):
        own = FIVES.own_posts(access, replace(private, **where), LONG_AGO)
        assert [item.text for item in own.items] == ["to Ann"]


# Profiles


def test_profiles_in_as_many_calls_as_they_need(
    network: Network, access: Access, notes: Notes
) -> None:
    network.said("POST", "/sim/posts", json={"author": "ann", "text": "hi", "name": "Ann A."})
    asked = [f"u-{number}" for number in range(120)] + ["u-ann", "u-acme"]
    found = FIVES.profiles(access, asked)
    assert [(who.external_id, who.display_name) for who in found] == [
        ("u-ann", "Ann A."),
        ("u-acme", "Acme"),
    ]
    assert {"followers", "since"} <= found[0].facts.keys() <= set(parse.FACTS)
    assert all(value != "" for who in found for value in who.facts.values())
    assert notes.asked == ["profiles", "profiles"]


# Limits


def test_every_call_is_asked_of_the_meter_and_told_to_it(
    network: Network, access: Access, notes: Notes
) -> None:
    network.limits(mentions=(5, 900), sends=(7, 900))
    FIVES.fetch(access, "mentions", None)
    FIVES.fetch(access, "private", None)
    FIVES.send(access, reply())
    FIVES.own_posts(access, reply(), LONG_AGO)
    FIVES.changes(access, None, [])
    assert notes.asked == ["mentions", "private", "sends", "posts", "posts"]
    assert [one[:3] for one in notes.told] == [
        ("mentions", 5, 4),
        ("private", None, None),
        ("sends", 7, 6),
        ("posts", None, None),
        ("posts", None, None),
    ]
    resets_at = notes.told[0][3]
    assert resets_at is not None
    assert timedelta(seconds=800) < resets_at - datetime.now(UTC) < timedelta(seconds=1000)


def test_a_meter_that_says_no_keeps_the_request_from_leaving(
    network: Network, access: Access, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(bucket: str) -> None:
        raise AdapterError("Wait.", retry_after=5)

    monkeypatch.setattr(notes, "before", refuse)
    assert failure(lambda: FIVES.send(access, reply())).retry_after == 5
    assert network.ledger() == []


def test_a_spent_limit_and_a_plain_429_both_tell_how_long(
    network: Network, access: Access, notes: Notes
) -> None:
    network.limits(sends=(0, 900))
    error = failure(lambda: FIVES.send(access, reply()))
    assert error.retry_after is not None
    assert 880 < error.retry_after <= 900
    network.limits()
    network.faults({"on": "*", "fault": "rate_limited", "seconds": 17})
    assert failure(lambda: FIVES.fetch(access, "mentions", None)).retry_after == 17
    assert [one[:3] for one in notes.told] == [("sends", 0, 0), ("mentions", None, 0)]
    resets_at = notes.told[1][3]
    assert resets_at is not None
    assert timedelta(0) < resets_at - datetime.now(UTC) <= timedelta(seconds=17)


# Bad days


def test_a_token_that_has_just_expired_is_not_dead(network: Network, access: Access) -> None:
    network.faults({"on": "*", "fault": "expired_once"})
    error = failure(lambda: FIVES.send(access, reply()))
    assert (error.retry_after, error.dead_token, error.doubt, error.permanent) == (
        1,
        False,
        False,
        False,
    )
    assert FIVES.send(access, reply()).external_id


@pytest.mark.parametrize(
    ("fault", "doubt", "arrived"),
    [
        ("rate_limited", False, 0),
        ("unavailable", False, 0),
        ("failed_before", True, 0),
        ("failed_after", True, 1),
        ("dropped_before", True, 0),
        ("dropped_after", True, 1),
    ],
)
def test_a_send_is_in_doubt_where_nobody_can_tell(
    network: Network, access: Access, fault: str, doubt: bool, arrived: int
) -> None:
    network.faults({"on": "POST /1/posts", "fault": fault})
    error = failure(lambda: FIVES.send(access, reply()))
    assert (error.doubt, error.permanent, error.dead_token) == (doubt, False, False)
    assert len(network.ledger()) == arrived


@pytest.mark.parametrize(
    "fault", ["duplicated_page", "shuffled_page", "overlapping_page", "empty_page"]
)
def test_bad_pages_lose_nothing_and_the_next_walk_is_short(
    network: Network, access: Access, fault: str
) -> None:
    posted = {network.customer_posts("ann", f"@acme {number}") for number in range(13)}
    network.faults({"on": "GET /1/mentions", "fault": fault, "share": 0.5, "times": 3})
    seen: set[str] = set()
    cursor: dict[str, Any] | None = None
    more = True
    while more:
        page = FIVES.fetch(access, "mentions", cursor)
        seen |= {item.external_id for item in page.items}
        cursor, more = page.cursor, page.more
    assert seen == posted
    network.faults()
    late = network.customer_posts("ann", "@acme late")
    again = FIVES.fetch(access, "mentions", cursor)
    assert again.items[0].external_id == late
