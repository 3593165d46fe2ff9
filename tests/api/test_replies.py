"""What a reply may carry beside its words: a time, a mark, and what becomes of the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.programs import Program, Said
from tests.api.test_verbs import heard
from tests.cast import Cast

WORDS = {"text": "We look into it.", "visibility": "public"}


@pytest.fixture
def case(acme: Cast, anna: Program) -> str:
    return f"cases/{heard(anna, acme, 1)[0]}/"


def reply(anna: Program, case: str, key: str = "a-key-of-ours", **more: Any) -> Said:
    return anna.post(f"{case}replies/", WORDS | more, idempotency_key=key)


def test_a_reply_resolves_once_however_often_it_comes(anna: Program, case: str) -> None:
    said = [reply(anna, case, then="resolve", acknowledges=True) for _ in range(2)]
    assert [answer.status for answer in said] == [201, 200]
    assert said[0].body["acknowledges"] is True
    assert anna.get(case).body["state"] == "resolved"


def test_a_reply_for_later_says_when_it_leaves(anna: Program, case: str) -> None:
    at = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    sending = reply(anna, case, scheduled_for=at.isoformat()).body["sending"]
    assert sending["state"] == "queued"
    assert datetime.fromisoformat(sending["scheduled_for"]) == at


def test_a_snooze_needs_its_time(anna: Program, case: str) -> None:
    assert reply(anna, case, then="snooze").status == 422
    until = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    assert reply(anna, case, then="snooze", until=until).status == 201
    assert anna.get(case).body["state"] == "snoozed"


def test_private_data_in_public_is_refused_until_it_is_meant(anna: Program, case: str) -> None:
    refused = reply(anna, case, text="Call +49 30 1234567")
    assert (refused.status, refused.body["code"]) == (422, "private_data")
    assert reply(anna, case, text="Call +49 30 1234567", private_data=True).status == 201
