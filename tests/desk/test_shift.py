"""A shift begins with what waits, and ends with what is handed on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.assign import do_assign
from inbox.actions.note import do_note
from inbox.actions.state import do_resolve, do_snooze
from inbox.models import Case, Note, Notice, Outbox
from inbox.models.desk import NoticeKind
from tests.cast import Cast
from tests.desk.letters import DESK, FIRST_LINE, fill, hear, letter

pytestmark = pytest.mark.django_db

END = f"{DESK}shift/end/"


def given(acme: Cast, case: int, to: Member, by: Member | None = None) -> int:
    with acme.door():
        do_assign(member=by or acme.leader, case=case_to_change(acme.leader, case), to=to)
    return case


def numbers(page: str) -> dict[str, tuple[str, int]]:
    """By the list that a number leads to."""
    card = page.partition('id="shift-card"')[2].partition("</section>")[0]
    found = re.findall(r'href="([^"]*/views/([a-z-]+)/)">.*?<span>(\d+) case', card, re.S)
    return {name: (href, int(count)) for href, name, count in found}


def test_each_number_of_the_card_is_the_number_of_cases_that_it_leads_to(
    acme: Cast, anna: Client
) -> None:
    kim, lou, max_, ned, old = (
        hear(acme, letter(who)) for who in ("kim", "lou", "max", "ned", "old")
    )
    now = timezone.now()
    with acme.door():
        for case in (kim, lou):
            Notice.objects.create(
                member=acme.anna, kind=NoticeKind.CAME_BACK, case_id=case, actor=acme.tess, at=now
            )
        Notice.objects.create(
            member=acme.anna, kind=NoticeKind.CAME_BACK, case_id=old, at=now, read_at=now
        )
        do_note(member=acme.amir, case=case_to_change(acme.amir, max_), text="@anna and @anna")
        do_note(member=acme.amir, case=case_to_change(acme.amir, max_), text="@anna again")
    given(acme, ned, acme.anna, by=acme.anna)
    given(acme, max_, acme.anna, by=acme.anna)
    given(acme, old, acme.amir, by=acme.amir)
    planned = fill(
        anna,
        kim,
        "reply",
        text="Soon!",
        visibility="public",
        then="later",
        leaves_at=f"{now:%Y-%m-%dT23:59}",
        idempotency_key="k" * 32,
    )
    assert planned.status_code == 303
    with acme.door():
        assert Outbox.objects.filter(scheduled_for__isnull=False).count() == 1
        do_snooze(
            member=acme.anna,
            case=case_to_change(acme.anna, max_),
            until=now + timedelta(seconds=30),
        )
        Case.objects.filter(id__in=[ned, old]).update(due_at=now - timedelta(minutes=3))
        do_resolve(member=acme.amir, case=case_to_change(acme.amir, lou))
    found = numbers(anna.get(FIRST_LINE).content.decode())
    assert {name: count for name, (_, count) in found.items()} == {
        "came-back": 1,
        "promised": 2,
        "pressing": 1,
        "called": 1,
    }
    for href, count in found.values():
        listed = anna.get(href).content.decode()
        assert listed.count('class="row__link"') == count, href


def test_it_is_put_away_until_the_next_shift(acme: Cast, anna: Client) -> None:
    page = anna.get(FIRST_LINE).content.decode()
    assert "shift-card" not in page.partition("<body")[2], "nothing waits"
    late = given(acme, hear(acme, letter("kim")), acme.anna, by=acme.anna)
    with acme.door():
        Case.objects.filter(id=late).update(due_at=timezone.now() - timedelta(minutes=3))
    assert "1 case of yours is late" in anna.get(FIRST_LINE).content.decode()
    assert anna.post(f"{DESK}shift/seen/").status_code == 303
    assert "shift-card" not in anna.get(FIRST_LINE).content.decode().partition("<body")[2]
    anna.post(f"{DESK}availability/", {"available": "0"})
    assert 'id="shift-card"' not in anna.get(FIRST_LINE).content.decode()
    anna.post(f"{DESK}availability/", {"available": "1"})
    assert 'id="shift-card"' in anna.get(FIRST_LINE).content.decode()
    anna.post(f"{DESK}shift/seen/")
    with acme.door():
        Member.objects.filter(id=acme.anna.id).update(
            greeted_at=timezone.now() - timedelta(days=1),
            available_since=timezone.now() - timedelta(days=2),
        )
    assert 'id="shift-card"' in anna.get(FIRST_LINE).content.decode(), "a new day"


def test_who_goes_away_with_nothing_in_hand_goes_back_to_their_page(anna: Client) -> None:
    left = anna.post(
        f"{DESK}availability/",
        {"available": "0"},
        headers={"referer": f"http://testserver{FIRST_LINE}"},
    )
    assert left["Location"].endswith(FIRST_LINE)


def test_who_goes_away_says_what_becomes_of_each_case(acme: Cast, anna: Client) -> None:
    stays, back, given_ = (
        given(acme, hear(acme, letter(who)), acme.anna) for who in ("kim", "lou", "max")
    )
    others = given(acme, hear(acme, letter("ned")), acme.amir)
    left = anna.post(f"{DESK}availability/", {"available": "0"})
    assert left["Location"] == END
    page = anna.get(END).content.decode()
    assert [int(case) for case in re.findall(r'name="case" value="(\d+)"', page)] == [
        stays,
        back,
        given_,
    ]
    answer = anna.post(
        END,
        {
            "case": [stays, back, given_],
            "do": "queue",
            "note": "I am away until Monday.",
            f"do-{stays}": "leave",
            f"note-{stays}": "Mine: a promise.",
            f"do-{given_}": acme.amir.id,
            f"note-{given_}": "Amir knows them.",
        },
    )
    assert answer.status_code == 303
    with acme.door():
        held = dict(Case.objects.values_list("id", "assignee_id"))
        assert held == {
            stays: acme.anna.id,
            back: None,
            given_: acme.amir.id,
            others: acme.amir.id,
        }
        notes = dict(Note.objects.values_list("case_id", "text"))
        assert notes == {
            stays: "Mine: a promise.",
            back: "I am away until Monday.",
            given_: "Amir knows them.",
        }
        told = Notice.objects.filter(member=acme.amir, case_id=given_).values_list(
            "kind", flat=True
        )
        assert list(told) == ["assigned"]


def test_what_somebody_else_has_by_then_is_said_and_the_rest_is_done(
    acme: Cast, anna: Client
) -> None:
    gone, mine = (given(acme, hear(acme, letter(who)), acme.anna) for who in ("kim", "lou"))
    given(acme, gone, acme.amir)
    answer = anna.post(END, {"case": [gone, mine], "do": "queue", "note": "Bye."})
    assert answer.status_code == 422
    assert "not with you any more" in answer.content.decode()
    with acme.door():
        assert Case.objects.get(id=gone).assignee_id == acme.amir.id
        assert Case.objects.get(id=mine).assignee_id is None
        assert not Note.objects.filter(case_id=gone).exists()
    assert anna.post(END, {"case": [10**15, "abc"], "do": "queue"}).status_code == 422
