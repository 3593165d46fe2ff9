"""The verbs of the desk, called by programs: the same refusals, the same effects, once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from care.core.tenancy import organisation_door
from inbox.actions.next import do_next
from inbox.models import Case, Message, Note, Outbox
from routing.engine import Candidate, urgency_key
from routing.models import Team
from tests.api.programs import Program, program
from tests.cast import Cast

REPLY = {"text": "We look into it.", "visibility": "public"}


@pytest.fixture
def case(acme: Cast, anna: Program) -> str:
    return f"cases/{heard(anna, acme, 1)[0]}/"


def heard(anna: Program, cast: Cast, count: int) -> list[int]:
    messages = [
        {"external_id": f"m{n}", "author": f"kim{n}", "text": f"Where is my parcel {n}?"}
        for n in range(count)
    ]
    said = anna.post(f"channels/{cast.channel_id}/messages/", {"messages": messages})
    return [row["case"] for row in said.body["results"]]


def test_a_case_goes_through_its_states(anna: Program, case: str) -> None:
    assert anna.post(f"{case}take/").body["assignee"]["name"] == "Anna"
    assert anna.post(f"{case}release/").body["assignee"] is None
    assert anna.post(f"{case}priority/", {"priority": "urgent"}).body["priority"] == "urgent"
    until = (datetime.now(UTC) + timedelta(hours=3)).replace(microsecond=0)
    snoozed = anna.post(f"{case}snooze/", {"until": until.isoformat()}).body
    assert snoozed["state"] == "snoozed"
    assert datetime.fromisoformat(snoozed["snoozed_until"]) == until
    assert anna.post(f"{case}resolve/").body["state"] == "resolved"
    assert anna.post(f"{case}reopen/").body["state"] == "open"
    assert anna.post(f"{case}dismiss/", {"reason": "spam"}).body["state"] == "dismissed"


def test_what_a_verb_refuses_is_a_problem_with_a_sentence(anna: Program, case: str) -> None:
    anna.post(f"{case}resolve/")
    before = anna.get(case).body
    for path, body in (
        ("resolve/", {}),
        ("take/", {}),
        ("release/", {}),
        ("snooze/", {"until": "2999-01-01T00:00:00Z"}),
        ("dismiss/", {"reason": "spam"}),
        ("tags/", {"name": "second-line-support"}),
        ("notes/", {"text": "  "}),
    ):
        said = anna.post(case + path, body)
        assert said.status == 422, path
        assert said.headers["content-type"] == "application/problem+json"
        assert said.body["detail"].endswith("."), path
        assert said.body["status"] == 422
    said = anna.post(f"{case}replies/", REPLY, idempotency_key="answer-1")
    assert said.status == 422
    assert anna.get(case).body == before


def test_the_owner_of_the_assigned_changes(acme: Cast, anna: Program, case: str) -> None:
    said = anna.post(f"{case}assign/", {"member": acme.amir.id})
    assert (said.body["assignee"]["name"], said.body["owner"]["name"]) == ("Amir", "Amir")


def test_hand_over_is_all_or_nothing(acme: Cast, anna: Program, case: str) -> None:
    sheet = {"note": "Parcel lost?", "tag": "second-line-support", "acknowledgement": "One moment."}
    assert anna.post(f"{case}hand-over/", sheet).status == 400, "a reply needs a key"
    refused = anna.post(f"{case}hand-over/", sheet | {"note": " "}, idempotency_key="sheet-01")
    assert refused.status == 422
    with acme.door():
        assert not Note.objects.exists()
        assert not Outbox.objects.exists()
    for _ in range(2):
        said = anna.post(f"{case}hand-over/", sheet, idempotency_key="sheet-01")
        assert said.body["team"]["slug"] == "second-line"
    with acme.door():
        assert (Note.objects.count(), Outbox.objects.count()) == (1, 1)


def test_a_tag_is_put_on_anew_and_taken_off(anna: Program, case: str) -> None:
    for name in ("praise", "PRAISE", "Praise"):
        assert anna.post(f"{case}tags/", {"name": name}).body["tag"]["slug"] == "praise"
    assert anna.delete(f"{case}tags/praise/").status == 204
    assert anna.delete(f"{case}tags/praise/").status == 404
    assert anna.get(case).body["tags"] == []
    applied = anna.get(f"{case}tags/").body["results"]
    assert len(applied) == 3
    assert all(row["undone_at"] for row in applied)


def test_taking_a_hand_over_back_brings_the_case_back(anna: Program, case: str) -> None:
    anna.post(f"{case}tags/", {"name": "second-line-support"})
    assert anna.delete(f"{case}tags/second-line-support/").status == 204
    assert anna.get(case).body["team"]["slug"] == "first-line"


@pytest.mark.parametrize("key", [None, "", "short", "x" * 256, "with blanks in it", "schlüssel"])
def test_a_reply_needs_a_key(acme: Cast, anna: Program, case: str, key: str | None) -> None:
    headers = {} if key is None else {"idempotency_key": key}
    said = anna.post(f"{case}replies/", REPLY, **headers)
    assert said.status == 400
    assert said.body["errors"][0]["field"] == "Idempotency-Key"
    with acme.door():
        assert not Outbox.objects.exists()


@pytest.mark.parametrize("key", ["12345678", "x" * 64, "y" * 255, "a/b+c=d:e.f!", "{uuid}-~1"])
def test_the_same_key_is_the_same_reply(acme: Cast, anna: Program, case: str, key: str) -> None:
    first = anna.post(f"{case}replies/", REPLY, idempotency_key=key)
    assert first.status == 201
    again = anna.post(f"{case}replies/", REPLY, idempotency_key=key)
    assert (again.status, again.body) == (200, first.body)
    other = anna.post(f"{case}replies/", REPLY | {"text": "Other words."}, idempotency_key=key)
    assert other.status == 409
    assert other.body["code"] == "key_reused"
    with acme.door():
        assert Message.objects.filter(direction="out").count() == 1


def test_a_reply_answers_the_message_it_names(acme: Cast, anna: Program) -> None:
    talk = [
        {"external_id": "a", "author": "kim", "text": "Where is it?"},
        {"external_id": "b", "author": "kim", "text": "Hello?", "in_reply_to": "a"},
        {
            "external_id": "c",
            "author": "kim",
            "text": "My number is 7.",
            "visibility": "private",
            "conversation": "kim",
        },
    ]
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": talk})
    [case_id] = {row["case"] for row in said.body["results"]}
    case = f"cases/{case_id}/"
    first = anna.get(f"{case}messages/").body["results"][0]["id"]
    for number, named in enumerate((first, "a")):
        words = REPLY | {"in_reply_to": named}
        reply = anna.post(f"{case}replies/", words, idempotency_key=f"answer-{number}")
        assert reply.body["in_reply_to"] == "a"
    usual = anna.post(f"{case}replies/", REPLY, idempotency_key="answer-3").body
    assert (usual["in_reply_to"], usual["visibility"]) == ("b", "public")
    private = REPLY | {"visibility": "private"}
    there = anna.post(f"{case}replies/", private, idempotency_key="answer-4").body
    assert (there["in_reply_to"], there["conversation"]) == ("c", "kim")
    wrong = anna.post(f"{case}replies/", private | {"in_reply_to": "a"}, idempotency_key="answer-5")
    assert wrong.status == 422, "a private answer to a public post would be posted in public"


def test_next_hands_out_in_the_order_of_the_engine(acme: Cast, anna: Program) -> None:
    cases = heard(anna, acme, 8)
    now = datetime.now(UTC)
    with acme.door():
        for number, case_id in enumerate(cases):
            Case.objects.filter(id=case_id).update(
                due_at=None if number % 4 == 3 else now + timedelta(minutes=number % 3 - 1),
                priority=("urgent", "low", "normal", "high")[number // 2],
                actionability=("optional", "must_answer")[number % 2],
            )
        rows = list(Case.objects.all())
        queue = Team.objects.get(slug="first-line").id
    expected = sorted(
        (
            Candidate(
                row.id,
                row.due_at,
                row.priority,  # type: ignore[arg-type]
                row.actionability,  # type: ignore[arg-type]
                row.unanswered_since or row.opened_at,
            )
            for row in rows
        ),
        key=lambda candidate: urgency_key(candidate, now),
    )
    handed = [anna.post(f"queues/{queue}/next/").body["id"] for _ in cases]
    assert handed == [candidate.case_id for candidate in expected]
    assert anna.post(f"queues/{queue}/next/").status == 204
    assert anna.get(f"cases/{handed[0]}/").body["assignee"]["name"] == "Anna"


def test_next_passes_over_what_others_have_and_what_sleeps(
    acme: Cast, anna: Program, tess: Program
) -> None:
    taken, asleep, elsewhere, free = heard(anna, acme, 4)
    tess.post(f"cases/{taken}/take/")
    tess.post(f"cases/{asleep}/snooze/", {"until": "2099-01-01T00:00:00Z"} | in_a_day())
    tess.post(f"cases/{elsewhere}/tags/", {"name": "second-line-support"})
    with acme.door():
        queue = Team.objects.get(slug="first-line").id
    assert anna.post(f"queues/{queue}/next/").body["id"] == free
    assert anna.post(f"queues/{queue}/next/").status == 204


def in_a_day() -> dict[str, str]:
    return {"until": (datetime.now(UTC) + timedelta(days=1)).isoformat()}


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_at_once_gets_another_case(transactional_db: None) -> None:
    from tests.api.conftest import feed
    from tests.cast import hire

    cast = hire("acme", connect=lambda: feed("acme-forum"))
    cases = heard(program(cast, cast.anna), cast, 6)
    with cast.door():
        queue = Team.objects.get(slug="first-line").id
    handed: list[int] = []
    all_hold = threading.Barrier(6)

    def ask() -> None:
        try:
            with organisation_door(cast.id):
                case = do_next(member=cast.anna, team_id=queue)
                all_hold.wait(timeout=20)  # nobody has committed yet
                handed.append(case.id if case else 0)
        finally:
            connection.close()

    together(ask, 6)
    assert sorted(handed) == sorted(cases)


def together(act: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


WRONG: list[tuple[str, Any]] = [
    ("notes/", []),
    ("notes/", "text"),
    ("notes/", {"text": 5}),
    ("notes/", {"text": None}),
    ("notes/", {"text": {"a": 1}}),
    ("notes/", {"text": "a\x00b"}),
    ("notes/", {"text": "a\ud800"}),
    ("notes/", {"text": "a", "member": 1}),
    ("assign/", {"member": "1"}),
    ("assign/", {"member": True}),
    ("assign/", {"member": 1.0}),
    ("assign/", {"member": 0}),
    ("assign/", {"member": 2**63}),
    ("assign/", {"member": 10**400}),
    ("assign/", {"member": [1]}),
    ("snooze/", {"until": 5}),
    ("snooze/", {"until": "soon"}),
    ("snooze/", {"until": "9999-12-31T23:59:59-23:59"}),
    ("dismiss/", {"reason": "because"}),
    ("dismiss/", {"reason": ["spam"]}),
    ("dismiss/", {"reason": {}}),
    ("priority/", {"priority": 1}),
    ("tags/", {"name": 5}),
    ("tags/", {}),
    ("resolve/", {"state": "open"}),
    ("resolve/", [1]),
]


@pytest.mark.parametrize(("path", "body"), WRONG, ids=str)
def test_wrong_types_are_refused_and_change_nothing(
    anna: Program, case: str, path: str, body: Any
) -> None:
    before = anna.get(case).body
    said = anna.send("POST", case + path, body)
    assert said.status == 400, said.body
    assert said.headers["content-type"] == "application/problem+json"
    assert anna.get(case).body == before


RAW: dict[str, tuple[bytes, str, int]] = {
    "no JSON": (b"{text: 1}", "application/json", 400),
    "half of it": (b'{"text": "a', "application/json", 400),
    "another encoding": ('{"text": "é"}'.encode("latin-1"), "application/json", 400),
    "UTF-16": (json.dumps({"text": "a"}).encode("utf-16"), "application/json", 400),
    "NaN": (b'{"text": NaN}', "application/json", 400),
    "a number beyond all": (b'{"text": 1e400}', "application/json", 400),
    "digits without end": (b'{"text": ' + b"9" * 5_000 + b"}", "application/json", 400),
    "nested too deeply": (b"[" * 50_000, "application/json", 400),
    "a form": (b"text=a", "application/x-www-form-urlencoded", 415),
    "XML": (b"<text/>", "application/xml", 415),
    "an odd charset": (b'{"text": 5}', "application/json; charset=no-such", 400),
    "nothing": (b"", "application/json", 400),
}


@pytest.mark.parametrize("what", RAW)
def test_bytes_that_are_no_body_are_refused(anna: Program, case: str, what: str) -> None:
    raw, kind, status = RAW[what]
    said = anna.send_raw("POST", f"{case}notes/", raw, kind=kind)
    assert said.status == status, said.body
    assert said.headers["content-type"] == "application/problem+json"
    assert anna.get(f"{case}notes/").body["results"] == []


def test_a_verb_refuses_what_nobody_can_do(anna: Program, case: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        said = anna.send(method, f"{case}resolve/", None)
        assert said.status in {403, 405}, method
    assert anna.send("HEAD", case, None).status == 200
    assert anna.get("cases/", accept="text/html").headers["content-type"] == "application/json"
