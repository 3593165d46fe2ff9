"""What somebody has begun to write: theirs alone, and gone once it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from care.core.models import Member
from inbox.access import case_beside
from inbox.actions.draft import do_draft
from inbox.flow.drafts import KEPT, forget_old
from inbox.models import Case, Draft
from inbox.selectors.drafts import cases_with_drafts, pen_fact
from routing.models import Brand, BrandSight
from tests.cast import Cast
from tests.inbox.actions.work import customer_writes, reply


def begin(cast: Cast, text: str, *, member: Member | None = None, key: str = "") -> bool:
    writer = member or cast.anna
    with cast.door():
        case = case_beside(writer, Case.objects.latest("opened_at").id)
        return do_draft(member=writer, case=case, pen="reply", text=text, form_key=key)


def drafts(cast: Cast) -> list[tuple[int, str]]:
    with cast.door():
        return list(Draft.objects.order_by("id").values_list("member_id", "text"))


def test_one_draft_a_member_and_case_the_newest_words(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    assert begin(acme, "Have you")
    assert begin(acme, "Have you tried")
    assert begin(acme, "I think", member=acme.amir)
    assert drafts(acme) == [(acme.anna.id, "Have you tried"), (acme.amir.id, "I think")]
    with acme.door():
        case_id = Case.objects.get().id
        assert pen_fact(acme.anna.id, case_id).drafts["reply"].text == "Have you tried"
        assert pen_fact(acme.tess.id, case_id).drafts == {}
        assert [case.id for case in cases_with_drafts(acme.anna)] == [case_id]
        assert not cases_with_drafts(acme.tess).exists()


def test_an_emptied_draft_is_gone(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    begin(acme, "Have you")
    assert not begin(acme, "  \n")
    assert drafts(acme) == []


def test_a_draft_that_comes_after_its_form_was_sent_is_none(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    reply(acme, acme.anna, "Have you tried?", key="the-key-of-the-form")
    assert not begin(acme, "Have you tried", key="the-key-of-the-form")
    assert drafts(acme) == []


def test_who_loses_sight_neither_sees_nor_writes_drafts_and_they_are_kept(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    begin(acme, "Have you")
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.anna, brand=other)
        assert not cases_with_drafts(acme.anna).exists()
    with pytest.raises(Http404):
        begin(acme, "Have you tried")
    assert drafts(acme) == [(acme.anna.id, "Have you")]


def test_drafts_that_nobody_touched_for_long_go_in_every_organisation(
    acme: Cast, globex: Cast
) -> None:
    old = timezone.now() - KEPT - timedelta(hours=1)
    for cast in (acme, globex):
        customer_writes(cast, "My router is down.")
        begin(cast, "Long ago")
        with cast.door():
            Draft.objects.update(written_at=old)
        begin(cast, "Today", member=cast.amir)
    assert forget_old() == 2
    assert drafts(acme) == [(acme.amir.id, "Today")]
    assert drafts(globex) == [(globex.amir.id, "Today")]


def test_a_case_that_goes_into_another_takes_its_drafts_along(acme: Cast) -> None:
    """Writing a draft is no act in the case: it may still be merged."""
    now = timezone.now()
    customer_writes(acme, "It is down", at=now - timedelta(hours=100))
    customer_writes(acme, "It is down again", at=now)
    begin(acme, "Have you")
    with acme.door():
        young = Draft.objects.get().case_id
    customer_writes(acme, "Hello?", at=now - timedelta(hours=50))
    with acme.door():
        into = Case.objects.get(merged_into=None).id
        assert into != young
        assert Draft.objects.get().case_id == into
