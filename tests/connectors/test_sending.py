"""Replies end to end: from the agent's click to the network's ledger, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from connectors import polling, sending
from connectors.models import Account, Allowance
from connectors.tasks import poll_due, send_due
from inbox.flow.delivery import claim_send, due_sends
from inbox.models import Case, Message
from tests.connectors.desk import Desk, four_at_once, make_everything_due
from tests.connectors.lossy import LossyWire
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


def poll(desk: Desk) -> None:
    make_everything_due(desk)
    polling.poll_due()


def asked(network: Network, desk: Desk, *, url: str = "") -> tuple[int, str]:
    """A channel with one public question: (channel, id of the post)."""
    channel_id = desk.connect(network, "Acme", url=url)
    question = network.customer_posts("ann", "@acme where is my parcel?")
    poll(desk)
    return channel_id, question


def ours(network: Network) -> list[str]:
    return [entry["text"] for entry in network.ledger(author="Acme")]


def test_a_reply_is_in_the_ledger_once_and_is_not_heard_twice(network: Network, desk: Desk) -> None:
    channel_id, question = asked(network, desk)
    outbox_id = desk.reply("It is on its way 🚚")
    assert desk.outbox(outbox_id).state == "queued"
    assert sending.send_due() == 1
    row = desk.outbox(outbox_id)
    entry = network.ledger(client_key=row.idempotency_key)[0]
    assert (entry["text"], entry["in_reply_to"]) == ("It is on its way 🚚", question)
    assert (row.state, row.message.external_id) == ("sent", entry["id"])
    assert sending.send_due() == 0
    poll(desk)
    assert desk.stored(channel_id) == [question, entry["id"]]
    assert len(ours(network)) == 1


def test_a_private_reply_stays_private(network: Network, desk: Desk) -> None:
    desk.connect(network, "Acme")
    network.customer_writes("ann", "Acme", "my number is 417")
    poll(desk)
    desk.reply("thank you", visibility="private")
    sending.send_due()
    entries = network.ledger(author="Acme")
    assert [(entry["kind"], entry["recipient_id"]) for entry in entries] == [("private", "u-ann")]


def test_the_bells_may_ring_twice(network: Network, desk: Desk) -> None:
    channel_id, _ = asked(network, desk)
    desk.reply("hello")
    for bell in (send_due, poll_due, send_due, poll_due):
        make_everything_due(desk)
        bell()
    assert ours(network) == ["hello"]
    assert len(desk.stored(channel_id)) == 2


def test_replies_go_before_the_streams_of_a_long_round(network: Network, desk: Desk) -> None:
    asked(network, desk)
    desk.reply("hello")
    make_everything_due(desk)
    poll_due()
    assert ours(network) == ["hello"]


def test_four_senders_send_ten_replies_once_each_and_in_their_order(
    network: Network, desk: Desk
) -> None:
    asked(network, desk)
    for number in range(10):
        desk.reply(f"part {number}")
    four_at_once(sending.send_due)
    assert ours(network) == [f"part {number}" for number in range(10)]


def test_a_reply_to_a_deleted_post_fails_with_the_network_s_words(
    network: Network, desk: Desk
) -> None:
    _, question = asked(network, desk)
    outbox_id = desk.reply("hello")
    network.said("DELETE", f"/sim/posts/{question}")
    sending.send_due()
    row = desk.outbox(outbox_id)
    assert row.state == "failed"
    assert "does not exist" in row.last_error
    assert ours(network) == []


def test_a_network_that_is_down_gets_the_reply_later(network: Network, desk: Desk) -> None:
    with LossyWire(network.url) as wire:
        asked(network, desk, url=wire.url)
    outbox_id = desk.reply("hello")
    sending.send_due()
    row = desk.outbox(outbox_id)
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.next_attempt_at is not None
    assert timedelta(0) < row.next_attempt_at - timezone.now() < timedelta(seconds=30)
    with desk.open():
        Account.objects.update(base_url=network.url)
    make_everything_due(desk)
    sending.send_due()
    assert desk.outbox(outbox_id).state == "sent"
    assert ours(network) == ["hello"]


def test_a_lost_answer_is_in_doubt_never_sent_again_and_settled_by_its_echo(
    network: Network, desk: Desk
) -> None:
    with LossyWire(network.url) as wire:
        channel_id, question = asked(network, desk, url=wire.url)
        outbox_id = desk.reply("hello")
        sending.send_due()
        assert desk.outbox(outbox_id).state == "unknown"
        assert ours(network) == ["hello"]
        make_everything_due(desk)
        sending.send_due()
        assert ours(network) == ["hello"]
        poll(desk)
    row = desk.outbox(outbox_id)
    assert row.state == "sent"
    assert desk.stored(channel_id) == [question, row.message.external_id]


def test_a_worker_that_died_while_sending_leaves_doubt_and_no_second_post(
    network: Network, desk: Desk
) -> None:
    asked(network, desk)
    outbox_id = desk.reply("hello")
    ref = due_sends(10)[0]
    assert claim_send(ref, 60) is not None
    assert sending.send_due() == 0
    with desk.open(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_outbox SET leased_until = now() - interval '1 second',"
            " next_attempt_at = now() - interval '1 second'"
        )
    sending.send_due()
    assert desk.outbox(outbox_id).state == "unknown"
    assert ours(network) == []


def test_a_dead_token_flags_the_channel_and_keeps_the_reply_until_it_is_connected_again(
    network: Network, desk: Desk
) -> None:
    channel_id, _ = asked(network, desk)
    beta = desk.connect(network, "Beta")
    network.customer_posts("bob", "@beta help")
    poll(desk)
    with desk.open():
        first, second = Case.objects.select_related("channel").order_by("id")
    outbox_id = desk.reply("hello", case=first)
    network.said("POST", "/sim/tokens/revoke", json={"token": network.account("Acme")["token"]})
    sending.send_due()
    row = desk.outbox(outbox_id)
    assert (row.state, row.attempts) == ("queued", 0)
    assert "connect the channel again" in row.last_error
    assert desk.channel(channel_id).health == "dead"
    assert "connect the channel again" in desk.channel(channel_id).health_note
    desk.reply("we are here", case=second)
    make_everything_due(desk)
    sending.send_due()
    assert [entry["text"] for entry in network.ledger(author="Beta")] == ["we are here"]
    assert desk.channel(beta).health == "ok"
    assert (desk.outbox(outbox_id).state, ours(network)) == ("queued", [])
    desk.connect(network, "Acme")
    make_everything_due(desk)
    sending.send_due()
    assert (desk.outbox(outbox_id).state, ours(network)) == ("sent", ["hello"])


def test_a_channel_without_access_keeps_its_replies(network: Network, desk: Desk) -> None:
    channel_id, _ = asked(network, desk)
    outbox_id = desk.reply("hello")
    with desk.open():
        Allowance.objects.all().delete()
        Account.objects.all().delete()
    sending.send_due()
    assert desk.outbox(outbox_id).state == "queued"
    assert desk.channel(channel_id).health == "dead"


def test_organisations_send_from_their_own_accounts(network: Network, desk: Desk) -> None:
    other = Desk("other")
    asked(network, desk)
    other.connect(network, "Beta")
    network.customer_posts("bob", "@beta help")
    poll(other)
    desk.reply("from acme")
    other.reply("from beta")
    assert sending.send_due() == 2
    assert ours(network) == ["from acme"]
    assert [entry["text"] for entry in network.ledger(author="Beta")] == ["from beta"]
    with other.open():
        assert not Message.objects.filter(text="from acme").exists()
