from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from care.core.models import Organisation, Person
from reporting.models import LegFact, TimeMark
from routing.actions.calendars import Hours, Week, do_change_calendar
from routing.models import Calendar, Line, Team
from tests.cast import Cast
from tests.reporting.forecast.town import busy_days
from tests.reporting.hiring.facts import NOW, Cost, fill

URL = "/acme/reports/hiring/"
OFFICE: Week = (((540, 1020),),) * 5 + ((),) * 2


def calm(slot: int, day: object, n: int) -> float:
    return busy_days(slot, day, n) / 5  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def works(cast: Cast, week: Week) -> None:
    calendar = Calendar.objects.get(is_default=True)
    hours = Hours("Office", "Europe/Berlin", week)
    do_change_calendar(by=cast.admin, calendar=calendar, hours=hours)


@pytest.fixture
def leader(acme: Cast) -> Client:
    Organisation.objects.update(zone="Europe/Berlin")
    with acme.door():
        works(acme, OFFICE)
    client = Client()
    client.force_login(Person.objects.get(memberships=acme.leader.membership_id))
    return client


def text(client: Client, query: str = "", *, status: int = 200) -> str:
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == status
    plain = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain)))


def test_a_leader_reads_whether_to_hire_and_why(acme: Cast, leader: Client) -> None:
    fill(acme, weeks=6, rate=calm)
    said = text(leader)
    assert "Does First line have to hire?" in said
    assert "does not run out of people within 2 years" in said or "needs person no. 3" in said
    assert "5 min of touch time" in said
    for section in (
        "People needed at the desk, by hour",
        "Who will wait, with these people",
        "Arrivals of the days to come",
        "Share of cases that go to a further line",
        "How good this forecast was",
        "What this rests on",
    ):
        assert section in said
    assert re.search(r"Lately (19|20)(\.\d)? % of the cases went to a further line", said)


def test_fewer_people_and_more_work_are_short_and_it_says_of_how_many(
    acme: Cast, leader: Client
) -> None:
    fill(acme, weeks=3, rate=calm)
    said = text(leader, "?agents=1&work=30")
    assert "First line is short of people now" in said
    assert "its people (1) have 28" in said
    assert "30 min, as supposed above" in said
    assert "What if" in said


def test_growth_that_somebody_supposes_gives_a_date(acme: Cast, leader: Client) -> None:
    fill(acme, weeks=5, rate=calm)
    said = text(leader, "?growth=40&agents=2&target=480")
    assert "If arrivals change by +40 % a month, First line needs person no. 3" in said
    assert "as supposed, without a range" in said


def test_second_line_has_its_own_answer_from_what_came_to_it(acme: Cast, leader: Client) -> None:
    fill(acme, weeks=4, rate=calm)
    with acme.door():
        line = Line.objects.get(number=2)
    said = text(leader, f"?line={line.id}")
    assert "Does Second line have to hire?" in said
    first = int(re.search(r"Arrivals a week ([\d,]+)", text(leader))[1].replace(",", ""))  # type: ignore[index]
    second = int(re.search(r"Arrivals a week ([\d,]+)", said)[1])  # type: ignore[index]
    assert second == pytest.approx(first / 5, rel=0.15)


def test_too_little_past_says_what_is_missing_and_when_it_will_be_there(
    acme: Cast, leader: Client
) -> None:
    fill(acme, weeks=10 / 7, rate=calm)
    said = text(leader)
    assert "It cannot be told yet" in said
    assert "10 full days of arrivals; a usual week can be told from 14" in said
    assert "Come back on 19 Jun 2026" in said


def test_an_organisation_without_any_case_is_told_so(acme: Cast, leader: Client) -> None:
    said = text(leader)
    assert "Nothing came to First line in the last 20 weeks" in said
    assert "No case was opened in the last 20 weeks" in said


def test_held_time_that_stands_in_for_touch_time_is_said(acme: Cast, leader: Client) -> None:
    fill(acme, weeks=3, rate=calm, cost=Cost(touch=0, held=900))
    said = text(leader)
    assert "15 min of held time" in said
    assert "touch time is hardly measured yet" in said.lower()


def test_a_marked_day_is_left_out_and_named(acme: Cast, leader: Client) -> None:
    fill(acme, weeks=4, rate=calm)
    with acme.door():
        TimeMark.objects.create(
            kind="outage",
            at=timezone.now() - timedelta(days=3),
            label="Fibre cut in Lyon",
            member=acme.leader,
        )
    assert "Left out as marked Fibre cut in Lyon" in text(leader)


@pytest.mark.parametrize(
    "query", ["?agents=-1", "?work=abc", "?growth=NaN", "?days=1e9", "?share=100", "?agents=1.5"]
)
def test_a_number_that_cannot_be_is_said_and_the_usual_one_is_used(
    acme: Cast, leader: Client, query: str
) -> None:
    fill(acme, weeks=2.5, rate=calm)
    said = text(leader, query, status=400)
    assert "One of the numbers cannot be used" in said
    assert "People needed at the desk" in said


@pytest.mark.parametrize("query", ["?line=999999", "?line=x", "?brand=999999"])
def test_a_line_or_brand_that_is_not_there_is_not_found(
    acme: Cast, leader: Client, query: str
) -> None:
    assert leader.get(f"{URL}{query}").status_code == 404


def test_agents_do_not_have_the_page(acme: Cast, leader: Client) -> None:
    client = Client()
    client.force_login(Person.objects.get(memberships=acme.anna.membership_id))
    assert client.get(URL).status_code == 404


def test_the_number_of_questions_does_not_grow_with_the_past(
    acme: Cast, leader: Client, django_assert_max_num_queries: object
) -> None:
    fill(acme, weeks=3, rate=calm)
    leader.get(URL)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        leader.get(f"{URL}?days=90")


def test_people_of_the_lines_teams_are_who_is_there(acme: Cast, leader: Client) -> None:
    """Leo leads both teams; agents alone are counted while there are some."""
    fill(acme, weeks=3, rate=calm)
    assert "; 2 are there" in text(leader)
    with acme.door():
        second = Team.objects.get(line__number=2)
        assert LegFact.objects.filter(team_id=second.id).exists()
    assert "; 1 are there" in text(leader, f"?line={second.line_id}")
