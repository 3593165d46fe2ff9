"""What is asked of streams beside their items: what cannot be read, and what is looked up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inbox.flow.ingest.channels import open_channel
from inbox.flow.ingest.streams import (
    ClaimedStream,
    claim_stream,
    due_streams,
    known_of,
    stream_failed,
)
from inbox.models import Case, Channel, Message, ParkedItem, Stream
from inbox.networks.items import Known, Unreadable
from routing.models import Brand
from tests.cast import NETWORK, Cast
from tests.inbox.flow.feed import MONDAY, answered, cursor_of, mentions, said, take_in
from tests.inbox.flow.test_states import hours, later

RAW: dict[str, Any] = {
    "id": "u1",
    "text": "no\x00 signal \ud83d",
    "author": {"id": None, "tags": [1, True, 2.5, {"deep": ["x" * 20_000]}]},
}


def unreadable(external_id: str, **changes: Any) -> Unreadable:
    values: dict[str, Any] = {"kind": "post", "raw": RAW, "reason": "It has no author."}
    return Unreadable(external_id, **{**values, **changes})


def claim(cast: Cast) -> ClaimedStream:
    stream_id = mentions(cast)
    claimed = claim_stream(next(r for r in due_streams(10) if r.stream_id == stream_id), 60)
    assert claimed is not None
    return claimed


def test_what_cannot_be_read_is_parked_with_its_reason_and_the_page_goes_on(acme: Cast) -> None:
    stream_id = mentions(acme)
    receipt = take_in(
        *(acme, said("1")),
        stream_id=stream_id,
        cursor_after={"at": 1},
        unreadable=[unreadable("u1"), unreadable("u2", reason="Its time is no time.")],
    )
    assert (receipt.stored, receipt.parked) == (1, 2)
    assert cursor_of(acme, stream_id) == {"at": 1}
    with acme.door():
        parked = ParkedItem.objects.get(external_id="u1")
        assert (parked.reason, parked.tries) == ("It has no author.", 1)
        assert parked.item["text"] == "no signal �"
        assert parked.item["author"]["id"] is None
        assert parked.item["author"]["tags"][:3] == [1, True, "2.5"]
        assert len(parked.item["author"]["tags"][3]["deep"][0]) == 10_000


def test_what_cannot_be_read_twice_is_parked_once(acme: Cast) -> None:
    for _ in range(2):
        take_in(acme, unreadable=[unreadable("u1"), unreadable("u1", kind="private")])
        take_in(acme, unreadable=[unreadable("u1"), unreadable("u1")])
    with acme.door():
        tries = ParkedItem.objects.order_by("kind").values_list("kind", "tries")
        assert list(tries) == [("post", 4), ("private", 2)]


def test_a_raw_item_without_end_is_kept_as_far_as_one_can_look(acme: Cast) -> None:
    deep: Any = "end"
    for _ in range(300):
        deep = [deep]
    take_in(
        acme, unreadable=[unreadable("u1", raw={"deep": deep, "wide": dict.fromkeys(range(900))})]
    )
    with acme.door():
        assert len(ParkedItem.objects.get().item["wide"]) == 200


def test_only_messages_somebody_works_with_are_looked_up_again_newest_first(acme: Cast) -> None:
    none = timedelta(0)
    take_in(acme, said("1"), answered("2", "1"), later("3", 2, text="Hello?"), window=none)
    take_in(acme, said("4", "dora", text="Old", sent_at=hours(1)), window=none)
    with acme.door():
        Case.objects.filter(snippet="Old").update(state="resolved")
        Message.objects.filter(external_id="2").update(deleted_at=MONDAY)
    assert known_of(claim(acme)) == [
        Known("3", "post", "Hello?", "carla"),
        Known("1", "post", "My connection has dropped since this morning", "carla"),
    ]


def test_no_more_than_a_hundred_are_looked_up_again(acme: Cast) -> None:
    take_in(acme, *(said(f"{n}", f"c{n}", sent_at=hours(n)) for n in range(130)))
    known = known_of(claim(acme))
    assert [found.external_id for found in known] == [f"{n}" for n in range(129, 29, -1)]


def connect(**more: Any) -> int:
    return open_channel(
        brand_id=Brand.objects.get().id,
        network=NETWORK,
        name="Acme",
        handle="acme",
        account_id="new one",
        kinds=("mentions", "changes"),
        **more,
    )


def test_the_day_of_connecting_is_that_of_the_first_time(acme: Cast) -> None:
    with acme.door():
        channel_id = connect(
            history_until=hours(5) + timedelta(seconds=1.5), limits={"public": 500}
        )
        first = Channel.objects.get(id=channel_id)
        # Networks that tell whole seconds would call a question of this second older than it is.
        assert hours(5) < first.history_until < hours(5) + timedelta(seconds=1)  # type: ignore[operator]
        assert connect(history_until=hours(9)) == channel_id
        again = Channel.objects.get(id=channel_id)
        assert (again.history_until, again.limits) == (first.history_until, {"public": 500})
        assert set(Stream.objects.filter(channel=channel_id).values_list("kind", flat=True)) == {
            "mentions",
            "changes",
        }


@pytest.mark.parametrize("kinds", [("mentions",), ()])
def test_a_network_has_the_streams_that_it_offers(acme: Cast, kinds: tuple[str, ...]) -> None:
    with acme.door():
        channel_id = open_channel(
            brand_id=Brand.objects.get().id,
            network="another",
            name="Acme",
            handle="acme",
            account_id="acme",
            kinds=kinds,
        )
        found = Stream.objects.filter(channel=channel_id).values_list("kind", flat=True)
        assert tuple(found) == kinds


def test_what_an_old_access_met_says_nothing_of_the_new_one(acme: Cast) -> None:
    with acme.door():
        channel_id = connect()
        streams = set(Stream.objects.filter(channel=channel_id).values_list("id", flat=True))
    [ref, *_] = [ref for ref in due_streams(10) if ref.stream_id in streams]
    walking = claim_stream(ref, 60)
    assert walking is not None
    with acme.door():
        connect()
    stream_failed(walking, "The access is gone.", retry_in=3_600, dead=True)
    with acme.door():
        assert Channel.objects.get(id=channel_id).health == "ok"
    assert streams <= {ref.stream_id for ref in due_streams(10)}
