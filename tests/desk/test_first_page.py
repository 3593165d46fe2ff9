"""The first page of a queue is asked for by SQL of its own: it is the page that the place says."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from care.core.models import Member
from care.core.tenancy import organisation_door
from inbox.access import visible_to
from inbox.models import Case
from inbox.models.cases import Priority, State
from inbox.selectors.catalogue import catalogue_for
from inbox.selectors.places import Place, cases_in
from inbox.selectors.queues import RowsPage, page_of, page_of_queue
from routing.models import Brand, BrandSight
from tests.cast import Cast
from tests.desk.letters import hear, letter


@pytest.fixture
def crowded(acme: Cast) -> Cast:
    """Seventy cases of every priority and state, some due at the same moment, some never, and
    of two brands, of which one member sees but one."""
    hear(acme, *(letter(f"kim{n}", minutes_ago=n + 1) for n in range(70)))
    chance, now = random.Random(7), timezone.now()
    with organisation_door(acme.id):
        other = Brand.objects.create(name="Other")
        BrandSight.objects.create(member=acme.amir, brand=other)
        cases = list(Case.objects.order_by("id"))
        for case in cases:
            case.priority = chance.choice(Priority.values)
            case.state = State.OPEN if chance.random() < 0.9 else chance.choice(State.values)
            case.due_at = chance.choice([None, now, now + timedelta(hours=chance.randint(-3, 3))])
            case.opened_at = now - timedelta(minutes=chance.randint(0, 5))
            case.brand = other if chance.random() < 0.3 else case.brand
            case.save()
        cases[0].merged_into = cases[1]
        cases[0].save()
    return acme


def pages(member: Member, team_id: int, named: frozenset[int]) -> tuple[RowsPage, RowsPage]:
    catalogue = catalogue_for(member, person_id=0)
    place = Place(team=catalogue.teams[team_id])
    cases = cases_in(place, visible_to(member), catalogue, member_id=member.id)
    return (
        page_of(cases, place, named=named),
        page_of_queue(team_id, member_id=member.id, named=named),
    )


def test_it_holds_the_same_rows_in_the_same_order(crowded: Cast) -> None:
    with organisation_door(crowded.id):
        team_id = Case.objects.earliest("id").team_id
        for member, more in ((crowded.anna, True), (crowded.amir, False)):
            said, asked = pages(member, team_id, frozenset())
            assert asked == said
            assert (len(asked.order) > 5, asked.after is not None) == (True, more)


def test_so_do_the_rows_that_changed(crowded: Cast) -> None:
    with organisation_door(crowded.id):
        team_id = Case.objects.earliest("id").team_id
        order = page_of_queue(team_id, member_id=crowded.anna.id).order
        said, asked = pages(crowded.anna, team_id, frozenset({order[3], order[40], 2**40}))
        assert asked == said
        assert [row.id for row in asked.rows][:2] == [order[3], order[40]]
