"""Networks that are away, tokens that end, bells that nobody hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from care.celery import app
from connectors import polling, tasks
from connectors.models import Allowance
from connectors.sending import send_due
from inbox.flow.ingest.channels import channel_dead
from inbox.flow.ingest.streams import StreamHealth, due_streams, health_of, poll_now
from inbox.models import Case, Channel, Message, Outbox
from tests.connectors.counting import counted
from tests.connectors.desk import Desk, four_at_once, make_everything_due
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]
MANY = 5_050


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Network]:
    with Network(tmp_path / "another.sqlite", "--empty") as another:
        yield another


def poll(desk: Desk) -> int:
    make_everything_due(desk)
    return polling.poll_due()


def mentions(desk: Desk, channel_id: int) -> StreamHealth:
    with desk.open():
        return next(row for row in health_of(channel_id) if row.kind == "mentions")


def test_a_network_that_comes_back_with_thousands_is_caught_up_with_and_nobody_waits_for_it(
    network: Network, another: Network, desk: Desk
) -> None:
    away, other = desk.connect(network, "Acme"), desk.connect(another, "Beta")
    posted = [network.customer_posts("ann", "@acme before")]
    poll(desk)
    last_seen = mentions(desk, away).polled_at
    network.down(600)
    elsewhere = []
    for number in range(4):
        elsewhere.append(another.customer_posts("bob", f"@beta {number}"))
        poll(desk)
        assert desk.stored(other) == elsewhere
    health = mentions(desk, away)
    assert (health.failures, health.behind, health.polled_at) == (4, True, last_seen)
    assert health.last_error
    assert (desk.channel(away).health, desk.channel(other).health) == ("attention", "ok")

    posted += [network.customer_posts(f"c{n % 900}", f"@acme {n}") for n in range(MANY)]
    network.down(0)
    make_everything_due(desk)
    stream_id = desk.streams(away)["mentions"].id
    polling.poll(next(ref for ref in due_streams(10) if ref.stream_id == stream_id))
    health = mentions(desk, away)
    assert (health.failures, health.behind) == (0, True)
    rounds = 0
    while len(desk.stored(away)) < len(posted):
        rounds += 1
        assert rounds < 60
        elsewhere.append(another.customer_posts("bob", f"@beta meanwhile {rounds}"))
        make_everything_due(desk)
        four_at_once(polling.poll_due)
        assert desk.stored(other) == elsewhere
    poll(desk)
    # Of two posts of one millisecond either may be the first.
    assert sorted(desk.stored(away)) == sorted(posted)
    assert not mentions(desk, away).behind
    assert desk.channel(away).health == "ok"
    with desk.open():
        assert Case.objects.filter(merged_into=None, channel=away).count() == 901


def test_two_pollers_on_one_stream_ask_for_each_page_once(network: Network, desk: Desk) -> None:
    with counted(network) as counter:
        channel_id = desk.connect(network, "Acme", url=counter.url)
        posted = [network.customer_posts("ann", f"@acme {n}") for n in range(250)]
        make_everything_due(desk)
        four_at_once(polling.poll_due)
        assert counter.asked("/1/mentions") == 3
        assert sorted(desk.stored(channel_id)) == sorted(posted)


def test_what_is_due_is_found_without_any_bell(network: Network, desk: Desk) -> None:
    """A beat that rings often, and a list of what is due that stands in no broker."""
    channel_id = desk.connect(network, "Acme")
    assert app.conf.beat_schedule["poll"]["schedule"] <= 30
    assert len(due_streams(10)) == 3
    posted = network.customer_posts("ann", "@acme help")
    tasks.poll_due()
    assert desk.stored(channel_id) == [posted]


def test_a_token_that_is_refused_once_is_not_gone(network: Network, desk: Desk) -> None:
    network.faults({"on": "GET /1/mentions", "fault": "expired_once"})
    channel_id = desk.connect(network, "Acme")
    posted = network.customer_posts("ann", "@acme help")
    poll(desk)
    assert desk.channel(channel_id).health != "dead"
    with desk.open():
        Allowance.objects.update(blocked_until=None)
    poll(desk)
    assert (desk.stored(channel_id), desk.channel(channel_id).health) == ([posted], "ok")


def test_when_the_access_is_gone_no_stream_asks_and_nothing_is_sent_until_it_is_renewed(
    network: Network, desk: Desk
) -> None:
    with counted(network) as counter:
        channel_id = desk.connect(network, "Acme", url=counter.url)
        network.customer_posts("ann", "@acme help")
        poll(desk)
        outbox_id = desk.reply("On its way")
        network.said("POST", "/sim/tokens/revoke", json={"token": network.account("Acme")["token"]})
        poll(desk)
        assert desk.channel(channel_id).health == "dead"
        hour = timezone.now() + timedelta(minutes=50)
        assert all(row.next_poll_at > hour for row in desk.streams(channel_id).values())
        counter.forget()
        make_replies_due(desk)
        send_due()
        with desk.open():
            assert poll_now(channel_id) == 0
        polling.poll_due()
        assert counter.asked("/1/") == 0
        assert desk.outbox(outbox_id).state == "queued"

        network.said("POST", "/sim/accounts/Acme/tokens")
        assert desk.connect(network, "Acme", url=counter.url) == channel_id
        make_replies_due(desk)
        send_due()
        assert desk.outbox(outbox_id).state == "sent"
        assert polling.poll_due() == 3


def test_streams_check_at_once_what_a_refused_reply_says_of_the_access(
    network: Network, desk: Desk
) -> None:
    channel_id = desk.connect(network, "Acme")
    poll(desk)
    assert polling.poll_due() == 0
    channel_dead(desk.id, channel_id, "The access is gone.")
    assert desk.channel(channel_id).health == "dead"
    assert polling.poll_due() == 3
    assert (desk.channel(channel_id).health, desk.channel(channel_id).health_note) == ("ok", "")


def test_history_is_there_when_an_account_is_connected_and_calls_nobody(
    network: Network, desk: Desk
) -> None:
    network.account("Acme")
    old = [network.customer_posts("ann", f"@acme {number}") for number in range(120)]
    channel_id = desk.connect(network, "Acme")
    with desk.open():
        Channel.objects.update(history_until=timezone.now())
    new = network.customer_posts("bob", "@acme help")
    poll(desk)
    assert sorted(desk.stored(channel_id)) == sorted([*old, new])
    with desk.open():
        assert list(Case.objects.order_by("state").values_list("state", flat=True)) == [
            "open",
            "resolved",
        ]
        assert Message.objects.filter(quiet=True).count() == 120


def make_replies_due(desk: Desk) -> None:
    with desk.open():
        Outbox.objects.filter(state="queued").update(next_attempt_at=timezone.now())
