"""Answers that got lost: looked for on the network, settled by evidence, and never posted twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors import looking, polling, sending
from connectors.models import Account, Allowance
from inbox.flow.delivery import claim_send, due_sends
from inbox.models import Case, Event, Outbox
from tests.connectors.desk import Desk, four_at_once, make_everything_due
from tests.connectors.lossy import LossyWire
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk(network: Network) -> Desk:
    desk = Desk("acme")
    desk.connect(network, "Acme")
    network.customer_posts("ann", "@acme where is my parcel?")
    network.customer_writes("bob", "Acme", "my number is 417")
    make_everything_due(desk)
    polling.poll_due()
    return desk


def case_of(desk: Desk, visibility: str) -> Case:
    with desk.open():
        return Case.objects.select_related("channel").get(last_visibility=visibility)


def reply(desk: Desk, text: str = "hello", visibility: str = "public") -> int:
    return desk.reply(text, visibility=visibility, case=case_of(desk, visibility))


def goes_wrong(network: Network, *faults: str, on: str = "POST *", **more: Any) -> None:
    rules = [{"on": on, "fault": fault, "times": 1, **more} for fault in faults]
    network.said("PUT", "/sim/faults", json={"seed": 1, "rules": rules})


def goes_on(desk: Desk, rounds: int = 1) -> None:
    """Every bell rings, and what waits is due."""
    for _ in range(rounds):
        make_everything_due(desk)
        sending.send_due()
        make_everything_due(desk)
        looking.look_due()


def limits_are_over(desk: Desk) -> None:
    with desk.open():
        Allowance.objects.all().delete()


def ours(network: Network) -> list[str]:
    return [entry["text"] for entry in network.ledger(author="Acme")]


def state(desk: Desk, outbox_id: int) -> str:
    return desk.outbox(outbox_id).state


@pytest.mark.parametrize("fault", ["dropped_after", "failed_after"])
@pytest.mark.parametrize("visibility", ["public", "private"])
def test_what_was_accepted_is_found_and_is_there_once(
    network: Network, desk: Desk, fault: str, visibility: str
) -> None:
    outbox_id = reply(desk, visibility=visibility)
    goes_wrong(network, fault)
    sending.send_due()
    assert state(desk, outbox_id) == "unknown"
    looking.look_due()
    assert state(desk, outbox_id) == "unknown"  # too early to say
    goes_on(desk)
    row = desk.outbox(outbox_id)
    assert (row.state, row.attempts, row.sent_anew) == ("sent", 1, False)
    assert row.message.external_id == network.ledger(author="Acme")[0]["id"]
    goes_on(desk, rounds=3)
    assert ours(network) == ["hello"]


@pytest.mark.parametrize("fault", ["dropped_before", "failed_before"])
@pytest.mark.parametrize("visibility", ["public", "private"])
def test_what_never_arrived_is_sent_anew_once(
    network: Network, desk: Desk, fault: str, visibility: str
) -> None:
    outbox_id = reply(desk, visibility=visibility)
    goes_wrong(network, fault)
    goes_on(desk)
    assert (state(desk, outbox_id), ours(network)) == ("unknown", [])
    goes_on(desk, rounds=2)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])
    with desk.open():
        assert Event.objects.filter(kind="reply_again", member=None).count() == 1
    goes_on(desk, rounds=3)
    assert ours(network) == ["hello"]


def test_an_answer_lost_twice_is_still_one_post(network: Network, desk: Desk) -> None:
    outbox_id = reply(desk)
    goes_wrong(network, "dropped_before")
    goes_on(desk, rounds=2)
    assert state(desk, outbox_id) == "queued"
    goes_wrong(network, "dropped_after")
    goes_on(desk, rounds=2)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])


def test_what_never_arrives_twice_waits_for_a_person(network: Network, desk: Desk) -> None:
    outbox_id = reply(desk)
    goes_wrong(network, "dropped_before", "dropped_before")
    goes_on(desk, rounds=6)
    row = desk.outbox(outbox_id)
    assert (row.state, row.attempts, row.look_at) == ("unknown", 2, None)
    assert ours(network) == []


@pytest.mark.parametrize("looks_before", [0, 1])
def test_a_request_that_hung_and_arrives_late_is_found(
    network: Network, desk: Desk, looks_before: int
) -> None:
    outbox_id = reply(desk)
    with LossyWire(network.url) as wire:
        with desk.open():
            Account.objects.update(base_url=wire.url)
        wire.loses_answers_to = b"nothing"
        wire.holds_back = True
        sending.send_due()
        assert state(desk, outbox_id) == "unknown"
        goes_on(desk, rounds=looks_before)
        assert (state(desk, outbox_id), ours(network)) == ("unknown", [])
        wire.delivers_late()
        goes_on(desk, rounds=3)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])


def test_a_worker_killed_before_its_call_loses_nothing(network: Network, desk: Desk) -> None:
    outbox_id = reply(desk)
    assert claim_send(due_sends(1)[0], 60) is not None
    with desk.open(), connection.cursor() as cursor:
        past = timezone.now() - timedelta(seconds=1)
        cursor.execute(
            "UPDATE inbox_outbox SET leased_until = %s, next_attempt_at = %s", [past] * 2
        )
    goes_on(desk, rounds=3)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])


@pytest.mark.parametrize("fault", ["unavailable", "rate_limited", "failed_before", "dropped_after"])
def test_a_look_that_fails_is_no_evidence(network: Network, desk: Desk, fault: str) -> None:
    outbox_id = reply(desk)
    goes_wrong(network, "dropped_after")
    sending.send_due()
    goes_wrong(network, fault, on="GET /1/own", times=None)
    goes_on(desk, rounds=4)
    row = desk.outbox(outbox_id)
    assert (row.state, row.looks) == ("unknown", 0)
    goes_wrong(network)
    limits_are_over(desk)
    goes_on(desk, rounds=2)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])


def test_many_lookers_count_one_look(network: Network, desk: Desk) -> None:
    outbox_id = reply(desk)
    goes_wrong(network, "dropped_before")
    sending.send_due()
    make_everything_due(desk)
    four_at_once(looking.look_due)
    assert desk.outbox(outbox_id).looks == 1


def test_being_asked_to_wait_is_no_doubt(network: Network, desk: Desk) -> None:
    outbox_id = reply(desk)
    goes_wrong(network, "rate_limited", seconds=20)
    sending.send_due()
    row = desk.outbox(outbox_id)
    assert (row.state, row.attempts) == ("queued", 0)
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > timezone.now() + timedelta(seconds=15)
    limits_are_over(desk)
    goes_on(desk)
    assert (state(desk, outbox_id), ours(network)) == ("sent", ["hello"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_day_doubles_nothing_and_loses_nothing(
    network: Network, desk: Desk, seed: int
) -> None:
    for number in range(12):
        network.customer_posts(f"kim{number}", f"@acme question {number}")
    make_everything_due(desk)
    polling.poll_due()
    with desk.open():
        cases = list(Case.objects.select_related("channel").filter(last_visibility="public"))
    faults = ("dropped_before", "dropped_after", "failed_after", "failed_before", "unavailable")
    rules = [{"on": "* /1/*", "fault": fault, "share": 0.08} for fault in faults]
    for number, case in enumerate(cases):
        for part in ("a", "b"):
            desk.reply(f"answer {number} {part}", case=case)
    network.said("PUT", "/sim/faults", json={"seed": seed, "rules": rules})
    goes_on(desk, rounds=5)
    network.said("PUT", "/sim/faults", json={"seed": seed, "rules": []})
    goes_on(desk, rounds=5)
    said = ours(network)
    with desk.open():
        states = dict(Outbox.objects.values_list("message__text", "state"))
    assert len(said) == len(set(said))
    assert {text for text, state in states.items() if state == "sent"} == set(said)
    stuck = [text for text, state in states.items() if state != "sent"]
    assert {states[text] for text in stuck} <= {"unknown"}
    assert len(stuck) <= len(states) * 0.05
