"""The doors of cases: whatever a page forgets, they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import Http404

from care.core.models import Member
from care.core.tenancy import organisation_door
from inbox.access import case_for, case_to_change, sees, visible_to, went_into
from inbox.models import Case
from inbox.selectors.catalogue import catalogue_for
from tests.walls.life import Town

Door = Callable[[Member, int], object]


@pytest.mark.parametrize("door", [case_for, case_to_change])
@pytest.mark.parametrize(
    "which", ["foreign", "out of sight", "merged", 2**40, 0, -1, 2**63, 2**63 - 1, -(2**63)]
)
def test_a_door_stays_shut(acme: Town, globex: Town, door: Door, which: str | int) -> None:
    with organisation_door(acme.id):
        merged = Case.objects.filter(merged_into__isnull=False).latest("id").id
        ids = {"foreign": globex.case_id, "out of sight": acme.out_of_sight_id, "merged": merged}
        with pytest.raises(Http404):
            door(acme.cast.leader, ids[which] if isinstance(which, str) else which)


@pytest.mark.parametrize("door", [case_for, case_to_change])
def test_a_door_opens_for_who_may_see_the_case(acme: Town, door: Door) -> None:
    with organisation_door(acme.id):
        assert door(acme.cast.leader, acme.case_id) == Case(id=acme.case_id)
        assert door(acme.cast.anna, acme.out_of_sight_id) == Case(id=acme.out_of_sight_id)


def test_sight_is_of_the_brands_that_a_member_is_limited_to(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        everything = set(visible_to(acme.cast.anna).values_list("id", flat=True))
        limited = set(visible_to(acme.cast.leader).values_list("id", flat=True))
        assert everything - limited == {acme.out_of_sight_id}
        assert globex.case_id not in everything


def test_sight_written_as_sql_is_the_same_sight(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        every = [*Case.objects.values_list("id", flat=True), globex.case_id, 2**40, 0, -1, 2**63]
        for member in (acme.cast.anna, acme.cast.leader):
            seen = set(visible_to(member).values_list("id", flat=True))
            assert {case_id for case_id in every if sees(member, case_id)} == seen
            counted = catalogue_for(member, person_id=0, counted=True).counts
            opened = visible_to(member).filter(state="open").count()
            assert sum(team.open for team in counted) == opened


def test_a_merged_case_leads_only_where_one_may_look(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        merged = Case.objects.filter(merged_into=acme.case_id).latest("id")
        assert went_into(acme.cast.leader, merged.id) == acme.case_id
        Case.objects.filter(id=merged.id).update(merged_into=acme.out_of_sight_id)
        assert went_into(acme.cast.leader, merged.id) is None
        assert went_into(acme.cast.anna, merged.id) == acme.out_of_sight_id
        Case.objects.filter(id=merged.id).update(merged_into=acme.case_id)
        for elsewhere in (globex.case_id, 2**40, 0, -1, 2**63):
            assert went_into(acme.cast.anna, elsewhere) is None
