"""Polling end to end: the running network, the real store."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors import polling, walks
from connectors.models import Account
from inbox.flow.ingest.streams import claim_stream, due_streams
from inbox.models import Case, Message, ParkedItem
from tests.connectors.desk import Desk, four_at_once, make_everything_due
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


def poll(desk: Desk) -> int:
    make_everything_due(desk)
    return polling.poll_due()


def test_23_mentions_polled_twice_are_23_messages(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(23)]
    assert poll(desk) == 3
    assert poll(desk) == 3
    assert sorted(desk.stored(channel_id)) == sorted(posted)


def test_more_than_a_page_between_two_polls_is_fetched_whole(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    posted = [network.customer_posts("ann", "@acme first")]
    poll(desk)
    posted += [network.customer_posts(f"c{number}", "@acme help") for number in range(230)]
    poll(desk)
    assert sorted(desk.stored(channel_id)) == sorted(posted)
    cursor = desk.streams(channel_id)["mentions"].cursor
    assert cursor == {"since": posted[-1], "newest": None, "next": None}


def test_a_thread_becomes_one_case_with_both_sides(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    token = network.account("Acme")["token"]
    question = network.customer_posts("ann", "@acme where is my parcel?")
    body = {"text": "@ann on its way", "in_reply_to": question}
    answer = network.said("POST", "/1/posts", token=token, json=body)["post"]["id"]
    network.customer_posts("ann", "when?", in_reply_to=answer)
    network.customer_writes("bob", "Acme", "Secretly: hello")
    poll(desk)
    with desk.open():
        public = Case.objects.get(customer__identities__handle="ann")
        texts = Message.objects.filter(case=public).order_by("sent_at")
        assert [row.text for row in texts] == [
            "@acme where is my parcel?",
            "@ann on its way",
            "when?",
        ]
        private = Message.objects.get(visibility="private")
        assert private.case_id != public.id
    assert len(desk.stored(channel_id)) == 4


def test_a_stream_that_is_not_due_is_left_alone(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    poll(desk)
    network.customer_posts("ann", "@acme help")
    assert polling.poll_due() == 0
    waits = desk.streams(channel_id)["mentions"].next_poll_at - timezone.now()
    assert timedelta(seconds=3) < waits < timedelta(seconds=6)


def test_the_interval_is_a_setting(network: Network, desk: Desk, settings: Any) -> None:
    settings.POLL_SECONDS = 120
    channel_id = desk.connect(network, "Acme")
    poll(desk)
    waits = desk.streams(channel_id)["mentions"].next_poll_at - timezone.now()
    assert timedelta(seconds=100) < waits < timedelta(seconds=140)


def test_four_pollers_store_everything_once(network: Network, desk: Desk) -> None:
    channels = [desk.connect(network, name) for name in ("Acme", "Beta", "Gamma")]
    for number in range(60):
        network.customer_posts(f"c{number % 7}", f"@acme @beta and @gamma, {number}")
    make_everything_due(desk)
    four_at_once(polling.poll_due)
    for channel_id in channels:
        stored = desk.stored(channel_id)
        assert (len(stored), len(set(stored))) == (60, 60)
    with desk.open():
        assert ParkedItem.objects.count() == 0


def test_a_walk_that_was_cut_off_goes_on_with_the_next_claim(
    network: Network, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_id = desk.connect(network, "Acme")
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(250)]
    monkeypatch.setattr(walks, "PAGES", 1)
    ref = next(
        ref for ref in due_streams(10) if ref.stream_id == desk.streams(channel_id)["mentions"].id
    )
    for pages in (1, 2):
        polling.poll(ref)
        cursor = desk.streams(channel_id)["mentions"].cursor
        assert cursor is not None
        assert (cursor["since"], cursor["newest"]) == (None, posted[-1])
        assert len(desk.stored(channel_id)) == 100 * pages
    late = network.customer_posts("bob", "@acme late")
    polling.poll(ref)
    assert sorted(desk.stored(channel_id)) == sorted(posted)
    make_everything_due(desk)
    polling.poll(ref)
    assert sorted(desk.stored(channel_id)) == sorted([*posted, late])


def test_a_lease_that_ran_out_is_taken_over(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    network.customer_posts("ann", "@acme help")
    for ref in due_streams(10):
        assert claim_stream(ref, 60) is not None
    assert polling.poll_due() == 0
    with desk.open(), connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_stream SET leased_until = now() - interval '1 second'")
    assert polling.poll_due() == 3
    assert len(desk.stored(channel_id)) == 1


def test_a_revoked_token_flags_its_channel_and_the_others_go_on(
    network: Network, desk: Desk
) -> None:
    dead, alive = desk.connect(network, "Acme"), desk.connect(network, "Beta")
    network.said("POST", "/sim/tokens/revoke", json={"token": network.account("Acme")["token"]})
    network.customer_posts("ann", "@beta help")
    poll(desk)
    assert desk.channel(dead).health == "dead"
    assert "connect the channel again" in desk.channel(dead).health_note
    assert desk.streams(dead)["mentions"].next_poll_at > timezone.now() + timedelta(minutes=30)
    assert desk.channel(alive).health == "ok"
    assert len(desk.stored(alive)) == 1


def test_a_dead_channel_lives_again_with_a_new_token(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    network.said("POST", "/sim/tokens/revoke", json={"token": network.account("Acme")["token"]})
    poll(desk)
    network.said("POST", "/sim/accounts/Acme/tokens")
    network.customer_posts("ann", "@acme help")
    assert desk.connect(network, "Acme") == channel_id
    poll(desk)
    assert desk.channel(channel_id).health == "ok"
    assert len(desk.stored(channel_id)) == 1


def test_a_network_that_is_down_is_waited_for_ever_longer(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    network.stop()
    waits = []
    for _ in range(3):
        poll(desk)
        stream = desk.streams(channel_id)["mentions"]
        waits.append((stream.next_poll_at - timezone.now()).total_seconds())
    assert waits[0] < waits[1] < waits[2] < 30
    assert desk.channel(channel_id).health == "attention"
    assert "cannot be reached" in desk.streams(channel_id)["mentions"].last_error


def test_credentials_that_no_key_opens_are_told(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    with desk.open():
        Account.objects.update(credentials="gAAAAA-nonsense")
    poll(desk)
    assert "CARE_CREDENTIALS_KEY" in desk.streams(channel_id)["mentions"].last_error


def test_what_stands_between_streams_is_done_before_each(network: Network, desk: Desk) -> None:
    desk.connect(network, "Acme")
    done: list[int] = []
    make_everything_due(desk)
    polling.poll_due(between=lambda: done.append(1))
    assert len(done) == 3
