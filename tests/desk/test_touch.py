"""Touch time: what a page tells of it, and what of that counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from redis import Redis
from redis.client import PubSub

from care.core import live, valkey
from care.core.tenancy import organisation_door
from inbox.actions.touch_time import LONGEST, OLDEST
from inbox.events import Kind
from inbox.models import Case, Event
from inbox.models.dirty import Dirty
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.letters import DESK, case_now, fill, hand_over, hear, letter, page

SECOND_LINE = "second-line-support"


@pytest.fixture
def case_id(acme: Cast) -> int:
    """Of an hour ago, with nothing told of it."""
    found = hear(acme, letter("kim", minutes_ago=60))
    with acme.door():
        Case.objects.filter(id=found).update(opened_at=timezone.now() - timedelta(hours=1))
    return found


def tell(client: Client, case_id: int, seconds: Any, *, ago: Any = 0) -> int:
    fields = {"seconds": seconds, "ago": ago if isinstance(ago, str) else int(ago * 1000)}
    status: int = fill(client, case_id, "touch", **fields).status_code
    return status


def told(cast: Cast) -> list[Event]:
    with organisation_door(cast.id):
        return list(Event.objects.filter(kind=Kind.TOUCHED).order_by("at", "id"))


def seconds(cast: Cast) -> list[int]:
    return [event.data["seconds"] for event in told(cast)]


def test_a_stretch_is_one_event_of_the_member_with_figures_only(
    acme: Cast, anna: Client, case_id: int
) -> None:
    before = timezone.now()
    assert tell(anna, case_id, 40, ago=30) == 204
    (event,) = told(acme)
    assert event.member_id == acme.anna.id
    assert event.case_id == case_id
    team = case_now(acme, case_id).team_id
    assert event.data == {"seconds": 40, "team": team, "line": 1}
    assert timedelta(0) <= event.at - (before - timedelta(seconds=30)) < timedelta(seconds=10)


def test_two_devices_at_once_count_the_time_once(
    acme: Cast, anna: Client, sign_in: SignIn, case_id: int
) -> None:
    """The phone tells of minutes of which the desk has told."""
    other = hear(acme, letter("lou", minutes_ago=60))
    phone = sign_in(acme.anna)
    tell(anna, case_id, 200, ago=600)
    tell(phone, other, 200, ago=500)
    tell(anna, case_id, 200, ago=400)
    tell(phone, other, 200, ago=390)
    assert all(99 <= counted <= 100 for counted in seconds(acme)[1:3])
    assert seconds(acme)[0] == 200
    first, last = told(acme)[0], told(acme)[-1]
    wall = (last.at - first.at).total_seconds() + 200
    assert sum(seconds(acme)) <= wall


def test_what_is_told_twice_counts_once(acme: Cast, anna: Client, case_id: int) -> None:
    """A page that goes does not hear the answer, and the next one tells it again."""
    tell(anna, case_id, 40, ago=30)
    tell(anna, case_id, 40, ago=30.2)
    assert seconds(acme) == [40]


def test_members_do_not_take_each_others_time(
    acme: Cast, anna: Client, tess: Client, case_id: int
) -> None:
    for somebody in (anna, tess):
        tell(somebody, case_id, 60, ago=10)
    assert seconds(acme) == [60, 60]


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("0", "0"),
        ("-5", "0"),
        ("1e9", "0"),
        (str(LONGEST + 1), "0"),
        (str(2**70), "0"),
        ("forty", "0"),
        ("", ""),
        ("40", "-1000"),
        ("40", str(int(OLDEST.total_seconds() * 1000) + 1)),
        ("40", "now"),
    ],
)
def test_nonsense_counts_nothing(
    acme: Cast, anna: Client, case_id: int, said: str, ago: str
) -> None:
    assert tell(anna, case_id, said, ago=ago) == 204
    assert told(acme) == []


def test_nobody_worked_in_a_case_before_it_was_there(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim", minutes_ago=1))
    tell(anna, case_id, 300)
    (counted,) = seconds(acme)
    assert 58 <= counted <= 65


def test_the_time_before_a_hand_over_is_of_the_team_that_handed_over(
    acme: Cast, anna: Client, case_id: int
) -> None:
    first = case_now(acme, case_id).team_id
    with acme.door():
        Case.objects.get(id=case_id).legs.update(started_at=timezone.now() - timedelta(hours=1))
    hand_over(anna, case_id, "Please look.", SECOND_LINE)
    tell(anna, case_id, 90)
    second = case_now(acme, case_id).team_id
    assert first != second
    assert told(acme)[0].data == {"seconds": 90, "team": first, "line": 1}


def test_it_is_no_act(acme: Cast, anna: Client, tess: Client, case_id: int) -> None:
    before = case_now(acme, case_id)
    with acme.door():
        Dirty.objects.all().delete()
    tell(tess, case_id, 40)
    after = case_now(acme, case_id)
    for name in ("acted_at", "looked_at", "state", "due_at", "owner_id", "assignee_id"):
        assert getattr(before, name) == getattr(after, name)
    assert "touched" not in page(anna, f"{DESK}cases/{case_id}/")
    with acme.door():
        # Reports take it in.
        assert list(Dirty.objects.values_list("case_id", flat=True)) == [case_id]


@pytest.fixture
def listener() -> Iterator[PubSub]:
    """What open pages hear."""
    client = Redis.from_url(str(valkey.url()), decode_responses=True)
    with client, PubSub(client.connection_pool, ignore_subscribe_messages=True) as heard:
        heard.subscribe(live.channel())
        heard.get_message(timeout=5)
        yield heard


@pytest.mark.django_db(transaction=True)
def test_pages_hear_of_acts_and_not_of_time(
    acme: Cast, anna: Client, case_id: int, listener: PubSub
) -> None:
    tell(anna, case_id, 40)
    assert seconds(acme) == [40]
    fill(anna, case_id, "take")
    heard = []
    while (message := listener.get_message(timeout=1)) is not None:
        heard.append(json.loads(message["data"]))
    assert [said["cases"] for said in heard if "cases" in said] == [[case_id]]


def test_only_who_sees_the_case_can_have_worked_in_it(
    acme: Cast, anna: Client, case_id: int, sign_in: SignIn
) -> None:
    assert tell(anna, 2**40, 40) == 404
    assert anna.get(f"{DESK}cases/{case_id}/touch/").status_code == 405
    assert told(acme) == []
