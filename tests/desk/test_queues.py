from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox.models import Case
from tests.cast import Cast
from tests.desk.letters import (
    DESK,
    FIRST_LINE,
    SECOND_LINE,
    case_now,
    fill,
    hand_over,
    hear,
    letter,
    page,
)


def rows(html: str) -> list[int]:
    return [int(row) for row in re.findall(r'id="row-(\d+)"', html)]


def test_the_desk_opens_at_the_queue_of_ones_own_line(anna: Client, tess: Client) -> None:
    assert anna.get(DESK)["Location"] == FIRST_LINE
    assert tess.get(DESK)["Location"] == SECOND_LINE


def test_the_nearest_due_case_stands_on_top(acme: Cast, anna: Client) -> None:
    late = hear(acme, letter("kim", minutes_ago=50))
    later = hear(acme, letter("lou", minutes_ago=5))
    assert rows(page(anna, FIRST_LINE)) == [late, later]


def test_more_rows_follow_by_key_and_none_stands_twice(acme: Cast, anna: Client) -> None:
    hear(acme, *(letter(f"kim{n}", minutes_ago=5 + n) for n in range(60)))
    first = page(anna, FIRST_LINE)
    more = re.search(r'class="list__more"[^>]* href="([^"]+)"', first)
    assert more is not None
    second = page(anna, more[1])
    assert len(rows(first)) == 50
    assert len(rows(second)) == 10
    assert len({*rows(first), *rows(second)}) == 60


@pytest.mark.parametrize("place", ["queues/first-line", "views/snoozed", "views/resolved"])
@pytest.mark.parametrize("key", ["x", "bnVsbA", "W10", "WzEsMiwzLDRd", "%00", "é" * 9])
def test_a_damaged_key_is_a_page_that_does_not_exist(anna: Client, place: str, key: str) -> None:
    assert anna.get(f"{DESK}{place}/?after={key}").status_code in {400, 404}


def test_a_handed_over_case_leaves_the_first_queue_and_stands_in_the_second(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = hear(acme, letter("kim"))
    hand_over(anna, case_id, "Is the exchange down?", "second-line-support", "We look into it.")
    assert rows(page(anna, FIRST_LINE)) == []
    assert rows(page(tess, SECOND_LINE)) == [case_id]
    assert rows(page(anna, f"{DESK}views/with-second-line/")) == [case_id]
    hand_over(tess, case_id, "Yes, until noon.", "technical-reply")
    assert rows(page(tess, SECOND_LINE)) == []
    assert rows(page(anna, f"{DESK}views/mine/")) == [case_id]


def test_the_counters_say_how_many_and_how_many_late(acme: Cast, anna: Client) -> None:
    hear(acme, letter("kim", minutes_ago=200), letter("lou", minutes_ago=5))
    html = page(anna, FIRST_LINE)
    assert 'title="2 cases, 1 late"' in html


def test_a_case_is_new_until_somebody_looked(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    assert "row--new" in page(anna, FIRST_LINE)
    page(anna, f"{DESK}cases/{case_id}/")
    assert "row--new" not in page(anna, FIRST_LINE)


def test_a_browser_that_fetches_ahead_has_not_looked(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    page(anna, f"{DESK}cases/{case_id}/", sec_purpose="prefetch")
    assert case_now(acme, case_id).looked_at is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=waiting", ["lou"]),
        ("priority=urgent", ["kim"]),
        ("tag=billing", ["kim"]),
        ("tag=billing&priority=low", []),
        ("priority=shiny&tag=nobody&channel=abc", ["kim"]),
    ],
)
def test_filters_narrow_and_unknown_values_are_ignored(
    acme: Cast, anna: Client, query: str, found: list[str]
) -> None:
    kim = hear(acme, letter("kim", "Hello there."))
    lou = hear(acme, letter("lou", "Hello there."))
    fill(anna, kim, "priority", priority="urgent")
    fill(anna, kim, "tag", tag="billing")
    with organisation_door(acme.id):
        Case.objects.filter(id=lou).update(state="waiting")
    names = {kim: "kim", lou: "lou"}
    assert [names[row] for row in rows(page(anna, f"{FIRST_LINE}?{query}"))] == found


def test_a_filter_can_be_taken_off_again(acme: Cast, anna: Client) -> None:
    html = page(anna, f"{FIRST_LINE}?priority=urgent&state=open")
    assert "No case fits these filters" in html
    assert f'href="{FIRST_LINE}?state=open"' in html


@pytest.mark.parametrize("view", ["mine", "with-second-line", "snoozed", "open", "resolved"])
def test_an_empty_view_says_what_to_do_next(acme: Cast, anna: Client, view: str) -> None:
    assert 'class="empty"' in page(anna, f"{DESK}views/{view}/")


def test_a_snoozed_case_shows_in_its_view_only(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    assert fill(anna, case_id, "snooze", preset="tomorrow").status_code == 303
    assert rows(page(anna, FIRST_LINE)) == []
    assert rows(page(anna, f"{DESK}views/snoozed/")) == [case_id]
    until = case_now(acme, case_id).snoozed_until
    assert until is not None
    assert until > timezone.now() + timedelta(hours=1)


@pytest.mark.parametrize("path", ["queues/nobody/", "views/nobody/", "cases/0/", f"cases/{2**70}/"])
def test_what_is_not_there_is_a_404(anna: Client, path: str) -> None:
    assert anna.get(DESK + path).status_code == 404


def test_the_counters_beside_the_list_come_with_its_poll(acme: Cast, anna: Client) -> None:
    hear(acme, letter("kim"))
    fragment = page(anna, FIRST_LINE, hx_request="true", hx_target="rows")
    assert "<html" not in fragment
    assert 'id="queues"' in fragment
    assert 'hx-swap-oob="true"' in fragment
    assert "<html" in page(anna, FIRST_LINE, hx_request="true", hx_history_restore_request="true")


def test_pages_are_kept_by_no_cache(acme: Cast, anna: Client) -> None:
    response = anna.get(FIRST_LINE)
    assert response["Cache-Control"] == "private, no-store"
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response["Vary"].split(",")}
