"""What a network allows an account, shared by all who call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from care.core.http import HttpClient
from connectors.errors import AdapterError
from connectors.meter import Priority, SharedMeter, Spent, heed
from connectors.models import Account, Allowance, sealed
from connectors.protocol import Access
from tests.cast import Cast, hire, open_channel_of
from tests.connectors.desk import four_at_once

pytestmark = pytest.mark.django_db(transaction=True)

Meter = Callable[..., SharedMeter]


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def meter(acme: Cast) -> Meter:
    with acme.door():
        first = Account.objects.create(channel_id=acme.channel_id, credentials=sealed({})).id

    def made(priority: Priority = "ingest", account_id: int = first) -> SharedMeter:
        return SharedMeter(acme.id, account_id, priority)

    return made


def told(meter: SharedMeter, remaining: int, *, of: int = 10, seconds: float = 60) -> None:
    ends = timezone.now() + timedelta(seconds=seconds)
    meter.after("posts", ceiling=of, remaining=remaining, resets_at=ends)


def calls(meter: SharedMeter, at_most: int = 100) -> int:
    """How many calls the meter lets through."""
    for number in range(at_most):
        try:
            meter.before("posts")
        except Spent:
            return number
    return at_most


def allowance(cast: Cast) -> Allowance:
    with cast.door():
        return Allowance.objects.get(bucket="posts")


def let_pass(cast: Cast, seconds: float) -> None:
    with cast.door(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE connectors_allowance SET resets_at = resets_at - make_interval(secs => %s),"
            " blocked_until = blocked_until - make_interval(secs => %s)",
            [seconds, seconds],
        )


def test_what_the_network_never_spoke_of_is_free(meter: Meter) -> None:
    assert calls(meter(), at_most=30) == 30


def test_what_the_network_leaves_is_taken_and_no_more(meter: Meter) -> None:
    told(meter("send"), remaining=7)
    assert calls(meter("send")) == 7


def test_the_wait_ends_when_the_window_does(meter: Meter) -> None:
    told(meter("send"), remaining=0, seconds=300)
    with pytest.raises(Spent, match="reached") as raised:
        meter("send").before("posts")
    assert raised.value.retry_after == pytest.approx(300, abs=10)


@pytest.mark.parametrize(
    ("priority", "left"), [("send", 0), ("ingest", 20), ("changes", 35), ("profiles", 50)]
)
def test_each_leaves_its_share_to_what_is_more_urgent(
    meter: Meter, acme: Cast, priority: Priority, left: int
) -> None:
    told(meter(), remaining=100, of=100)
    assert calls(meter(priority)) == 100 - left
    assert allowance(acme).remaining == left
    assert calls(meter("send")) == left


def test_an_account_with_a_single_call_has_it_for_every_use(meter: Meter) -> None:
    told(meter(), remaining=1, of=1)
    assert calls(meter("profiles")) == 1


def test_a_window_that_is_over_begins_anew(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=0, seconds=60)
    let_pass(acme, 61)
    assert calls(meter("send")) == 10
    assert calls(meter("send")) == 0


def test_four_workers_together_take_what_there_is(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=37, of=40)
    taken: list[int] = []
    four_at_once(lambda: taken.append(calls(meter("send"))))
    assert sum(taken) == 37
    assert allowance(acme).remaining == 0


def test_four_workers_that_meet_a_new_window_share_it(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=0, of=25)
    let_pass(acme, 61)
    taken: list[int] = []
    four_at_once(lambda: taken.append(calls(meter("send"))))
    assert sum(taken) == 25


def test_four_workers_that_are_the_first_ones_wait_for_nothing(meter: Meter) -> None:
    taken: list[int] = []
    four_at_once(lambda: taken.append(calls(meter("send"), at_most=5)))
    assert taken == [5, 5, 5, 5]


def test_an_older_answer_does_not_give_back_what_others_took(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=10)
    assert calls(meter("send"), at_most=4) == 4
    told(meter("send"), remaining=9)  # the answer to the first of the four
    assert allowance(acme).remaining == 6


def test_the_network_knows_of_calls_that_we_did_not_make(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=10)
    told(meter("send"), remaining=3)
    assert calls(meter("send")) == 3


def test_a_new_window_of_the_network_counts_although_ours_is_not_over(meter: Meter) -> None:
    told(meter("send"), remaining=0, seconds=60)
    told(meter("send"), remaining=9, seconds=900)
    assert calls(meter("send")) == 9


def test_an_answer_of_a_window_that_is_over_says_nothing(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=10)
    told(meter("send"), remaining=0, seconds=-1)
    assert allowance(acme).remaining == 10


def test_limits_without_an_end_do_not_last_for_ever(meter: Meter, acme: Cast) -> None:
    meter().after("posts", ceiling=5, remaining=0)
    assert calls(meter("send")) == 0
    let_pass(acme, 16 * 60)
    assert calls(meter("send")) == 5


def test_a_network_that_asks_to_wait_is_not_called_by_anybody(meter: Meter, acme: Cast) -> None:
    polling, sending = meter("ingest"), meter("send")
    polling.before("posts")
    heed(_access(polling), AdapterError("Too many requests.", retry_after=120))
    with pytest.raises(Spent) as raised:
        sending.before("posts")
    assert raised.value.retry_after == pytest.approx(120, abs=10)
    heed(_access(polling), AdapterError("Too many requests.", retry_after=10))
    assert allowance(acme).blocked_until > timezone.now() + timedelta(seconds=60)  # type: ignore[operator]
    let_pass(acme, 121)
    sending.before("posts")


def test_being_out_of_calls_does_not_make_the_wait_longer(meter: Meter, acme: Cast) -> None:
    told(meter("send"), remaining=0, seconds=60)
    with pytest.raises(Spent) as raised:
        meter("send").before("posts")
    heed(_access(meter("send")), raised.value)
    assert allowance(acme).blocked_until is None


def test_other_buckets_and_other_accounts_go_on(meter: Meter, acme: Cast) -> None:
    with acme.door():
        channel_id = open_channel_of("other")
        other = Account.objects.create(channel_id=channel_id, credentials=sealed({})).id
    told(meter(), remaining=0)
    assert calls(meter("send")) == 0
    meter("send").before("private")
    meter("send", other).before("posts")


def test_a_call_that_cannot_be_counted_is_not_made_and_nothing_is_in_doubt(
    meter: Meter, acme: Cast
) -> None:
    nobody = SharedMeter(acme.id, 0, "send")
    with pytest.raises(AdapterError, match="did not make it") as raised:
        nobody.before("posts")
    assert (raised.value.doubt, raised.value.permanent) == (False, False)


def test_an_answer_that_cannot_be_counted_is_an_answer_all_the_same(
    acme: Cast, caplog: Any
) -> None:
    SharedMeter(acme.id, 0, "send").after("posts", ceiling=5, remaining=3)
    assert "not counted" in caplog.text


def _access(meter: SharedMeter) -> Access:
    return Access("", "", {}, HttpClient(), meter)
