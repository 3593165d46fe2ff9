"""The bell: what waits, what is new, and whether it may be heard."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.note import do_note
from tests.cast import Cast
from tests.desk.letters import DESK, hear, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(acme: Cast) -> int:
    return hear(acme, letter("kim", "my secret number is 4711"))


def note(acme: Cast, case: int, text: str = "@anna please look") -> None:
    with acme.door():
        do_note(member=acme.amir, case=case_to_change(acme.amir, case), text=text)


def news(client: Client, after: int | None = None) -> dict[str, Any]:
    answer = client.get(f"{DESK}notices/news/", {} if after is None else {"after": after})
    assert answer["Cache-Control"] == "private, no-store"
    found: dict[str, Any] = answer.json()
    return found


def test_a_page_hears_what_is_new_since_it_looked_and_no_word_of_a_customer(
    acme: Cast, anna: Client, kim: int
) -> None:
    before = news(anna)
    assert (before["unread"], before["told"]) == ("", [])
    note(acme, kim)
    found = news(anna, after=before["latest"])
    assert found["unread"] == "1"
    assert [one["says"] for one in found["told"]] == ["Amir mentioned you"]
    assert found["told"][0]["href"] == f"{DESK}cases/{kim}/"
    assert "4711" not in str(found)
    assert "kim" not in str(found).lower()
    assert news(anna, after=found["latest"])["told"] == []
    anna.get(f"{DESK}cases/{kim}/")
    assert news(anna)["unread"] == ""


def test_it_is_heard_as_the_member_wishes_and_not_in_quiet_hours(
    acme: Cast, anna: Client, kim: int
) -> None:
    wished = news(anna)
    assert (wished["sound"], wished["browser"], wished["quiet"]) == (False, False, False)
    with acme.door():
        Member.objects.filter(id=acme.anna.id).update(
            sound=True, browser_notices=True, quiet_from=time(22), quiet_until=time(6)
        )
    acme.organisation.zone = "Asia/Tokyo"
    acme.organisation.save(update_fields=["zone"])
    for hour, quiet in ((12, False), (14, True)):  # 21 and 23 h there
        with time_machine.travel(f"2026-11-22T{hour}:00:00Z", tick=False):
            anna.force_login(acme.anna.membership.person)
            found = news(anna)
            assert (found["sound"], found["browser"], found["quiet"]) == (True, True, quiet)


def test_behind_the_bell_stand_the_newest(acme: Cast, anna: Client, kim: int) -> None:
    assert "Nothing has happened yet" in anna.get(f"{DESK}notices/list/").content.decode()
    for number in range(10):
        note(acme, kim, f"@anna look {number}")
    shown = anna.get(f"{DESK}notices/list/").content.decode()
    assert shown.count("Amir mentioned you") == 8
    assert "Mark all as read" in shown
    page = anna.get(f"{DESK}views/open/").content.decode()
    assert 'data-unread="10"' in page
    assert f'href="{DESK}notices/"' in page
