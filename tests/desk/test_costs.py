"""What a page may cost: queries that do not grow with rows, and bytes of a first view."""

from __future__ import annotations

import gzip
import re

from django.contrib.staticfiles import finders
from django.test import Client

from tests.cast import Cast
from tests.desk.letters import DESK, FIRST_LINE, fill, hand_over, hear, letter, page, queries

MOST_OF_A_QUEUE = 10
MOST_OF_A_CASE = 12
FIRST_VIEW = 100_000


def many(cast: Cast, count: int, start: int = 0) -> int:
    return hear(cast, *(letter(f"kim{n}", minutes_ago=5 + n) for n in range(start, start + count)))


def test_a_queue_costs_the_same_at_three_and_at_fifty_rows(acme: Cast, anna: Client) -> None:
    many(acme, 3)
    few = queries(anna, FIRST_LINE)
    many(acme, 57, start=3)
    assert queries(anna, FIRST_LINE) == few <= MOST_OF_A_QUEUE


def test_every_view_stays_within_the_budget_of_a_queue(acme: Cast, anna: Client) -> None:
    many(acme, 3)
    for view in ("mine", "with-second-line", "snoozed", "open", "resolved"):
        assert queries(anna, f"{DESK}views/{view}/") <= MOST_OF_A_QUEUE, view


def test_a_case_costs_the_same_after_a_long_talk(acme: Cast, anna: Client, tess: Client) -> None:
    case_id = many(acme, 3)
    path = f"{DESK}cases/{case_id}/"
    assert queries(anna, path) <= MOST_OF_A_CASE  # the first look is written down
    short = queries(anna, path)
    hear(acme, *(letter("kim2", f"And {n}?", minutes_ago=n / 10) for n in range(30, 0, -1)))
    fill(anna, case_id, "note", text="A note.")
    hand_over(anna, case_id, "Please look.", "second-line-support", "We look into it.")
    hand_over(tess, case_id, "Reset the line.", "technical-reply")
    assert queries(anna, path) <= MOST_OF_A_CASE  # what told her of it is read now
    assert queries(anna, path) == short <= MOST_OF_A_CASE


def test_a_poll_that_finds_nothing_new_is_empty_and_cheap(acme: Cast, anna: Client) -> None:
    case_id = many(acme, 3)
    for path, target in ((FIRST_LINE, "rows"), (f"{DESK}cases/{case_id}/", "timeline")):
        fragment = page(anna, path, hx_request="true", hx_target=target)
        seen = re.search(r'data-seen="([^"]+)"', fragment)
        assert seen is not None
        headers = {"hx-request": "true", "hx-target": target, "care-seen": seen[1]}
        assert anna.get(path, headers=headers).status_code == 204


def test_a_first_view_stays_under_a_hundred_kilobytes(acme: Cast, anna: Client) -> None:
    case_id = many(acme, 60)
    for path in (FIRST_LINE, f"{DESK}cases/{case_id}/"):
        html = page(anna, path)
        weight = len(gzip.compress(html.encode()))
        for name in re.findall(r'(?:src|href)="/static/([^"]+)"', html):
            found = finders.find(name)
            assert isinstance(found, str), name
            with open(found, "rb") as file:
                weight += len(gzip.compress(file.read()))
        assert weight < FIRST_VIEW, (path, weight)
