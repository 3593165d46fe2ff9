"""The live board says what the queues and the facts say, and its numbers open their cases."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import Member, Person
from inbox.models import Case
from reporting.models import ArrivalFact, ReplyFact
from routing.actions.teams import Wanted, do_add_team
from routing.models import BrandSight, Team, TeamMember
from tests.cast import Cast, hire
from tests.desk.letters import hand_over, hear, letter

BOARD = "/acme/reports/board/"
OVER = "second-line-support"


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme")


@pytest.fixture
def leader(acme: Cast) -> Client:
    return client_of(acme.leader)


def shown(client: Client, path: str = BOARD, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def queue(body: str, slug: str) -> str:
    """The words of one queue."""
    found = re.search(rf'<li class="board__queue[^>]*id="queue-{slug}">(.*?)</li>', body, re.S)
    assert found is not None
    return found[1]


def words(markup: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", markup).split()))


def link(markup: str, says: str) -> str:
    """Where the number with this label leads."""
    for href, label in re.findall(r'href="([^"]*)"[^>]*aria-label="([^"]*)"', markup):
        if says in unescape(label):
            return unescape(href)
    raise AssertionError(f"no link says {says}")


def rows(client: Client, href: str) -> set[int]:
    body = client.get(href).content.decode()
    return {int(found) for found in re.findall(r'id="row-(\d+)"', body)}


def due(case_id: int, *, minutes: float) -> None:
    Case.objects.filter(id=case_id).update(due_at=timezone.now() + timedelta(minutes=minutes))


def arrivals(cast: Cast, *, weeks: int, count: int, minutes: float = 30) -> None:
    """So many messages in the same hour, so many weeks ago."""
    zone = timezone.get_default_timezone()
    team = Team.objects.get(line__number=1)
    at = timezone.now().astimezone(zone) - timedelta(weeks=weeks, minutes=minutes)
    first = ArrivalFact.objects.count()
    ArrivalFact.objects.bulk_create(
        ArrivalFact(
            organisation_id=cast.id,
            case_id=1,
            brand_id=Case.objects.values_list("brand_id", flat=True).first() or 1,
            channel_id=cast.channel_id,
            network="simulated",
            priority="normal",
            number=first + n,
            message_id=first + n,
            at=at,
            stream_kind="mentions",
            visibility="public",
            kind="ask",
            actionability="must_answer",
            team_id=team.id,
            line_id=team.line_id,
        )
        for n in range(count)
    )


def test_a_queue_says_what_waits_and_each_number_opens_exactly_its_cases(
    acme: Cast, leader: Client
) -> None:
    ids = [hear(acme, letter(who, minutes_ago=50 - n)) for n, who in enumerate("abcd")]
    with acme.door():
        due(ids[0], minutes=-5)
        due(ids[1], minutes=-1)
        due(ids[2], minutes=2)
        due(ids[3], minutes=600)
    first = queue(shown(leader), "first-line")
    assert words(first).startswith(
        "First-line inbox Waiting 4 Longest wait 50 min Late 2 Soon late 1"
    )
    assert rows(leader, link(first, "4: Waiting")) == set(ids)
    assert rows(leader, link(first, "2: Late")) == set(ids[:2])
    assert rows(leader, link(first, "1: Soon late")) == {ids[2]}
    oldest = link(first, "longest wait")
    assert f"/cases/{ids[0]}/" in oldest
    assert leader.get(oldest).status_code == 200


def test_queues_are_apart_and_all_together_stand_at_the_top(acme: Cast, leader: Client) -> None:
    ids = [hear(acme, letter(who)) for who in "abc"]
    with acme.door():
        for case_id in ids:
            due(case_id, minutes=-1)
    hand_over(client_of(acme.anna), ids[0], "Please look.", OVER)
    body = shown(leader)
    assert "Waiting 2 " in words(queue(body, "first-line"))
    assert "Waiting 1 " in words(queue(body, "second-line"))
    top = body.partition('class="board__top"')[2].partition("</div>")[0]
    assert words(top).startswith("> 3 waiting") or "3 waiting" in words(top)
    assert rows(leader, link(top, "3: waiting")) == set(ids)


def test_the_last_hour_stands_beside_the_median_of_the_same_hour(
    acme: Cast, leader: Client
) -> None:
    with acme.door():
        for weeks, count in enumerate([40, 10, 12, 11, 9, 10, 300]):
            arrivals(acme, weeks=weeks, count=count)
        # Another hour of the same day is another hour.
        arrivals(acme, weeks=0, count=50, minutes=61)
        arrivals(acme, weeks=1, count=50, minutes=-1)
        arrivals(acme, weeks=10, count=1)
    first = words(queue(shown(leader), "first-line"))
    # Of eight weeks two brought nothing.
    assert "Came in, last hour 40 more than usual (10)" in first
    assert "Answers, last hour 0 as usual (0)" in first


def test_with_too_little_past_nothing_is_called_usual(acme: Cast, leader: Client) -> None:
    with acme.door():
        for weeks in range(4):
            arrivals(acme, weeks=weeks, count=10)
    first = words(queue(shown(leader), "first-line"))
    assert "Came in, last hour 10 too little past to say what is usual" in first


def test_a_team_that_is_new_has_no_usual_hour_yet(acme: Cast, leader: Client) -> None:
    with acme.door():
        for weeks in range(9):
            arrivals(acme, weeks=weeks, count=10)
        line = Team.objects.get(line__number=1).line_id
        wanted = Wanted("Night", "Night inbox", line, frozenset(), takes_new_cases=False)
        do_add_team(by=acme.admin, wanted=wanted)
    body = shown(leader)
    assert "Came in, last hour 0 too little past" in words(queue(body, "night"))
    assert "Came in, last hour 10 as usual (10)" in words(queue(body, "first-line"))


def test_who_is_on_shift_is_named_and_nobody_is_measured(acme: Cast, leader: Client) -> None:
    assert "3 on shift Amir, Anna, Leo" in words(queue(shown(leader), "first-line"))
    with acme.door():
        Member.objects.filter(id=acme.amir.id).update(available=False)
    assert "2 on shift Anna, Leo" in words(queue(shown(leader), "first-line"))
    with acme.door():
        Member.objects.update(available=False)
    assert "Nobody is on shift" in words(queue(shown(leader), "first-line"))
    with acme.door():
        TeamMember.objects.all().delete()
        ReplyFact.objects.all().delete()
    assert "Nobody is on shift" in words(queue(shown(leader), "second-line"))


def test_it_shows_what_its_reader_may_see(acme: Cast, leader: Client) -> None:
    hear(acme, letter("kim"))
    with acme.door():
        arrivals(acme, weeks=0, count=7)
        own = Case.objects.get().brand_id
        other = Case.objects.get().brand
        other.pk = None
        other.slug = "other"
        other.name = "Other"
        other.save()
        BrandSight.objects.create(member=acme.leader, brand=other)
        assert other.id != own
    first = words(queue(shown(leader), "first-line"))
    assert "Waiting 0 Longest wait –" in first
    assert "Came in, last hour 0" in first


def test_a_screen_shows_only_the_queues_of_its_room(acme: Cast, leader: Client) -> None:
    body = shown(leader, f"{BOARD}?queue=second-line&wall=1")
    assert "queue-second-line" in body
    assert "queue-first-line" not in body
    assert 'id="rail"' not in body
    assert leader.get(f"{BOARD}?queue=no-such").status_code == 404


def test_what_refreshes_itself_is_the_board_alone(acme: Cast, leader: Client) -> None:
    part = shown(leader, hx_request="true", hx_target="board")
    assert part.lstrip().startswith('<div class="board')
    assert "<html" not in part


def test_agents_have_no_board(acme: Cast) -> None:
    assert client_of(acme.anna).get(BOARD).status_code == 404
    assert client_of(acme.admin).get(BOARD).status_code == 200
