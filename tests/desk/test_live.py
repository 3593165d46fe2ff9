"""What an open page asks for when it hears of a change, who is there, and a second sender."""

from __future__ import annotations

import re

from django.test import Client

from inbox.actions.meanwhile import Answer, others_since
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.letters import DESK, FIRST_LINE, fill, hear, letter, page, sent


def rows_named(client: Client, ids: str) -> tuple[list[str], list[str]]:
    """The rows that came, and the order of the whole page."""
    answer = page(client, FIRST_LINE, hx_request="true", hx_target="rows", care_rows=ids)
    order = re.search(r'data-order="([^"]*)"', answer)
    assert order is not None
    assert 'id="queues"' in answer  # the counters come along
    return re.findall(r'id="row-(\d+)"', answer), order[1].split()


def test_only_the_rows_that_changed_come_and_the_order_of_all(acme: Cast, anna: Client) -> None:
    ids = [str(hear(acme, letter(who, minutes_ago=9 - n))) for n, who in enumerate("abc")]
    assert rows_named(anna, ids[1]) == ([ids[1]], ids)
    assert rows_named(anna, f"{ids[2]},{2**70},x,,-1") == ([ids[2]], ids)
    fill(anna, int(ids[0]), "resolve")
    assert rows_named(anna, ids[0]) == ([], ids[1:])
    whole = page(anna, FIRST_LINE)
    assert [row for row in ids if f'id="row-{row}"' in whole] == ids[1:]


def test_what_moves_up_into_a_full_page_comes_with_what_left(acme: Cast, anna: Client) -> None:
    letters = [letter(f"kim{n}", minutes_ago=90 - n) for n in range(53)]
    first = hear(acme, *letters) - len(letters) + 1
    fill(anna, first, "resolve")
    came, order = rows_named(anna, str(first))
    assert came == [order[-1]]
    assert len(order) == 50


def here(client: Client, case_id: int, **words: str) -> str:
    return client.post(f"{DESK}cases/{case_id}/here/", words).content.decode()


def test_who_looks_and_who_types_is_said_until_they_leave(
    acme: Cast, anna: Client, sign_in: SignIn
) -> None:
    amir = sign_in(acme.amir)
    case_id = hear(acme, letter("kim"))
    assert here(anna, case_id) == ""
    assert "Anna is looking" in here(amir, case_id)
    assert "Amir is looking" in here(anna, case_id, pen="reply")
    assert "Anna is typing a reply" in here(amir, case_id, pen="note")
    assert "Amir is writing a note" in here(anna, case_id, pen="<b>")
    assert here(amir, case_id, leaves="1") == ""
    assert here(anna, case_id) == ""


def seen_by(client: Client, case_id: int) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page(client, f"{DESK}cases/{case_id}/"))
    assert found is not None
    return found[1]


def test_a_second_sender_is_warned_once_and_may_send_anyway(
    acme: Cast, anna: Client, sign_in: SignIn
) -> None:
    amir = sign_in(acme.amir)
    case_id = hear(acme, letter("kim"))
    before = {"seen": seen_by(amir, case_id), "visibility": "public"}
    answer = {"visibility": "public", "seen": before["seen"]}
    fill(anna, case_id, "reply", text="It is us.", idempotency_key="key-of-anna", **answer)
    refused = fill(amir, case_id, "reply", text="Hello!", idempotency_key="key-of-amir", **before)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "Anna answered since you began." in shown
    assert "Hello!" in shown
    again = re.search(r'name="seen" value="(\d+)"', shown)
    assert again is not None
    before["seen"] = again[1]
    fill(amir, case_id, "reply", text="Hello!", idempotency_key="key-of-amir", **before)
    assert sent(acme) == ["It is us.", "Hello!"]


def test_who_answered_before_oneself_did_is_no_news() -> None:
    answers = [Answer(3, 1, "Anna"), Answer(5, 2, "Amir"), Answer(7, None, "")]
    assert others_since(answers, seen=0, member_id=1) == answers[2]
    assert others_since(answers[:2], seen=3, member_id=1) == answers[1]
    assert others_since(answers[:2], seen=3, member_id=2) is None
    assert others_since(answers, seen=7, member_id=9) is None
