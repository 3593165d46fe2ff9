from __future__ import annotations

import pytest

from care.core.errors import Refused
from care.core.models import Member
from care.core.tenancy import organisation_door
from inbox.actions.tag import check_tag, check_untag, do_tag, do_untag
from inbox.models import Event, Tagging
from routing.models import Engagement, Rule
from tests.cast import Cast, hire, tag
from tests.inbox.actions.work import changing, customer_writes, tags_on, take, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "@acme hello there")
    return cast


def put_on(cast: Cast, member: Member, slug: str, why: str = "") -> Tagging:
    with changing(cast, member) as case:
        why = check_tag(member=member, case=case, tag=tag(slug), why=why)
        return do_tag(member=member, case=case, tag=tag(slug), why=why)


def take_off(cast: Cast, member: Member, tagging: Tagging) -> None:
    with changing(cast, member) as case:
        tagging.refresh_from_db()
        check_untag(member=member, case=case, tagging=tagging)
        do_untag(member=member, case=case, tagging=tagging)


def test_a_tag_knows_who_put_it_on_and_why(acme: Cast) -> None:
    put_on(acme, acme.anna, "billing", "  charged   twice ")
    with organisation_door(acme.id):
        row = Tagging.objects.get()
        assert (row.member, row.why, row.undone_at) == (acme.anna, "charged twice", None)


def test_a_tag_alone_hands_over(acme: Cast) -> None:
    put_on(acme, acme.anna, "second-line-support")
    case = the_case(acme)
    assert case.team.line.number == 2
    assert case.owner == acme.anna


def test_undoing_a_hand_over_brings_the_case_back(acme: Cast) -> None:
    take(acme, acme.anna)
    tagging = put_on(acme, acme.anna, "second-line-support")
    take_off(acme, acme.anna, tagging)
    case = the_case(acme)
    assert case.team.line.number == 1
    assert case.assignee == acme.anna
    assert tags_on(acme) == set()


def test_undoing_does_not_take_the_case_from_who_works_on_it(acme: Cast) -> None:
    tagging = put_on(acme, acme.anna, "second-line-support")
    take(acme, acme.tess)
    take_off(acme, acme.anna, tagging)
    assert the_case(acme).assignee == acme.tess


def test_a_tag_is_taken_off_once(acme: Cast) -> None:
    tagging = put_on(acme, acme.anna, "billing")
    take_off(acme, acme.amir, tagging)
    with pytest.raises(Refused, match="already"):
        take_off(acme, acme.anna, tagging)
    with organisation_door(acme.id):
        row = Tagging.objects.get()
        assert row.undone_by == acme.amir
        assert Event.objects.filter(kind="tag_off").count() == 1


def test_rules_that_listen_to_a_tag_act_when_a_person_puts_it_on(acme: Cast) -> None:
    with organisation_door(acme.id):
        Rule.objects.create(
            name="Billing is urgent",
            position=90,
            conditions=[{"kind": "has_tag", "tag_ids": [tag("billing").id]}],
            actions=[
                {"kind": "set_priority", "priority": "urgent"},
                {"kind": "add_tag", "tag_id": tag("outage").id},
            ],
        )
        Engagement.objects.update(version=7)
    put_on(acme, acme.anna, "billing")
    assert the_case(acme).priority == "urgent"
    assert tags_on(acme) == {"billing", "outage"}
