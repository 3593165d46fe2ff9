"""What a network allows is kept to by all who poll, and nobody waits for somebody else's limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from connectors import polling
from inbox.flow.ingest.streams import health_of, poll_now
from inbox.models import Stream
from tests.connectors.counting import Counter, counted
from tests.connectors.desk import Desk, four_at_once, make_everything_due
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


@pytest.fixture
def counter(network: Network) -> Iterator[Counter]:
    with counted(network) as counter:
        yield counter


def poll(desk: Desk) -> None:
    make_everything_due(desk)
    polling.poll_due()


def let_pass(desk: Desk, seconds: float) -> None:
    with desk.open(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE connectors_allowance SET resets_at = resets_at - make_interval(secs => %s),"
            " blocked_until = blocked_until - make_interval(secs => %s)",
            [seconds, seconds],
        )


def test_four_pollers_of_one_account_stay_within_its_limit(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.limits(mentions=(5, 600))
    channel_id = desk.connect(network, "Acme", url=counter.url)
    for _ in range(6):
        make_everything_due(desk)
        four_at_once(polling.poll_due)
    # The network's own count begins with our first call; a fifth is left to what is urgent.
    assert counter.asked("/1/mentions") == 4
    stream = desk.streams(channel_id)["mentions"]
    assert "limit" in stream.last_error
    assert (stream.failures, desk.channel(channel_id).health) == (0, "ok")
    assert stream.next_poll_at > timezone.now() + timedelta(minutes=5)


def test_a_stream_that_waited_for_its_limit_catches_up(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.limits(mentions=(3, 600))
    channel_id = desk.connect(network, "Acme", url=counter.url)
    for _ in range(5):
        poll(desk)
    posted = network.customer_posts("ann", "@acme help")
    poll(desk)
    assert desk.stored(channel_id) == []
    network.limits(mentions=(3, 600))
    let_pass(desk, 602)  # the network names whole seconds
    poll(desk)
    assert desk.stored(channel_id) == [posted]
    assert desk.streams(channel_id)["mentions"].last_error == ""


def test_nobody_calls_before_the_time_that_a_network_named_and_others_go_on(
    network: Network, desk: Desk, counter: Counter
) -> None:
    rule = {"on": "GET /1/mentions", "fault": "rate_limited", "seconds": 300, "account": "Acme"}
    network.faults({**rule, "times": 1})
    waiting = desk.connect(network, "Acme", url=counter.url)
    free = desk.connect(network, "Beta")
    posted = network.customer_posts("ann", "@acme and @beta, help")
    for _ in range(3):
        make_everything_due(desk)
        four_at_once(polling.poll_due)
    assert (counter.asked("/1/mentions"), network.played()) == (1, [1])
    assert counter.asked("/1/private_messages") >= 3
    assert (desk.stored(waiting), desk.stored(free)) == ([], [posted])
    let_pass(desk, 301)
    poll(desk)
    assert desk.stored(waiting) == [posted]


def test_asking_at_once_does_not_get_past_a_limit(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.faults({"on": "GET /1/mentions", "fault": "rate_limited", "seconds": 300})
    channel_id = desk.connect(network, "Acme", url=counter.url)
    polling.poll_due()
    for _ in range(3):
        with desk.open():
            assert poll_now(channel_id) == 3
        polling.poll_due()
    assert counter.asked("/1/mentions") == 1


def test_a_silent_stream_is_asked_at_once_when_somebody_wishes_it(
    network: Network, desk: Desk
) -> None:
    channel_id = desk.connect(network, "Acme")
    long_ago = timezone.now() - timedelta(days=3)
    with desk.open():
        Stream.objects.update(last_new_at=long_ago)
    poll(desk)
    waits = desk.streams(channel_id)["mentions"].next_poll_at - timezone.now()
    assert timedelta(seconds=40) < waits < timedelta(seconds=70)
    posted = network.customer_posts("ann", "@acme help")
    with desk.open():
        assert poll_now(channel_id) == 3
    polling.poll_due()
    assert desk.stored(channel_id) == [posted]
    stream = desk.streams(channel_id)["mentions"]
    assert stream.last_new_at is not None
    assert stream.last_new_at > long_ago
    assert stream.next_poll_at - timezone.now() < timedelta(seconds=6)


def test_edits_and_deletions_are_looked_for_less_often(network: Network, desk: Desk) -> None:
    channel_id = desk.connect(network, "Acme")
    polling.poll_due()
    waits = desk.streams(channel_id)["changes"].next_poll_at - timezone.now()
    assert timedelta(seconds=12) < waits < timedelta(seconds=25)
    post = network.customer_posts("ann", "@acme help me")
    poll(desk)
    network.edits(post, "@acme help me, please, my line is dead")
    poll(desk)
    with desk.open():
        healthy = {row.kind: row for row in health_of(channel_id)}
    assert set(healthy) == {"mentions", "private", "changes"}
    assert not any(row.behind for row in healthy.values())
