"""A made-up year is like one that was lived: facts are what the fold makes of the events, rows are
what the verbs would have written, and who asks twice is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from care.core.bulk import fetch
from care.core.models import Organisation
from care.core.tenancy import organisation_door
from care.seed import sow as sowing
from care.seed.rows import FACTS
from care.seed.sow import TABLES, Plan, sow
from reporting.rebuild import rebuild

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

NOW = datetime(2026, 10, 7, 15, 30, tzinfo=UTC)
SMALL = Plan(cases=90, organisations=2, open=12, tapes=8)
"""Eight stories an organisation, each of them several times."""


def say_nothing(_: str) -> None: ...


def grown(plan: Plan = SMALL, now: datetime = NOW) -> list[int]:
    sow(plan, now=now, tell=say_nothing)
    return list(Organisation.objects.order_by("id").values_list("id", flat=True))


def rows(organisation_id: int, table: str, columns: Iterable[str] = "*") -> list[tuple[Any, ...]]:
    """Without what each row is called by, in an order of its own."""
    with organisation_door(organisation_id):
        said = ", ".join(columns)
        found = fetch(f"SELECT {said} FROM {table} WHERE organisation_id = %s", [organisation_id])
    return sorted(found, key=repr)


def facts(organisation_id: int) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.table: rows(organisation_id, sheet.table, sheet.columns) for sheet in FACTS}


def test_facts_are_those_that_the_fold_makes() -> None:
    for organisation_id in grown():
        before = facts(organisation_id)
        assert all(before.values()), "every kind of fact is there"
        for _ in rebuild(organisation_id):
            pass
        assert facts(organisation_id) == before


def test_half_of_everything_is_in_the_first_organisation() -> None:
    first, second = grown()
    assert len(rows(first, "inbox_case")) == len(rows(second, "inbox_case")) == 45
    for organisation_id in (first, second):
        states = [state for (state,) in rows(organisation_id, "inbox_case", ["state"])]
        assert states.count("open") == 6
        assert "resolved" in states


def test_the_year_ends_now_and_nothing_happens_after() -> None:
    for organisation_id in grown():
        for table, column in (("inbox_event", "at"), ("inbox_message", "sent_at")):
            times = [at for (at,) in rows(organisation_id, table, [column])]
            assert max(times) <= NOW
            assert min(times) > NOW - timedelta(weeks=54)


def test_the_same_seed_makes_the_same_rows() -> None:
    told = ("kind", "at", "member_id IS NULL")
    one = grown(Plan(cases=40, organisations=1, open=4))
    other = grown(Plan(cases=40, organisations=1, open=4, prefix="again"))
    differs = grown(Plan(cases=40, organisations=1, open=4, seed=2, prefix="other"))
    first = rows(one[0], "inbox_event", told)
    assert len(first) > 300
    assert rows(other[1], "inbox_event", told) != first, (
        "every organisation has a course of its own"
    )
    assert rows(differs[2], "inbox_event", told) != first


def test_what_is_open_has_a_clock_that_runs() -> None:
    for organisation_id in grown():
        due = rows(organisation_id, "inbox_case", ["state", "due_at", "unanswered_since"])
        unanswered = [one for one in due if one[0] == "open" and one[2] is not None]
        assert unanswered
        assert all(due_at is not None for _, due_at, _ in unanswered)


def test_with_many_cases_indexes_and_keys_wait_and_are_there_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sowing, "MANY", 1)
    before = structure()
    for organisation_id in grown():
        assert rows(organisation_id, "inbox_case")
    assert structure() == before


def structure() -> list[tuple[Any, ...]]:
    """By its name and what it says: Postgres writes the same casts of a list in several ways."""
    found = fetch(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = ANY(%(tables)s::regclass[])"
        " UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text,"
        " pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[])"
        " ORDER BY 1, 2, 3",
        {"tables": list(TABLES)},
    )
    casts = re.compile(r"::(character varying|text)(\[\])?|[() ]")
    return [(table, name, casts.sub("", said)) for table, name, said in found]


def test_the_command_says_how_far_it_is_and_refuses_a_second_time() -> None:
    said = StringIO()
    call_command("seed", cases=12, organisations=2, open=2, stdout=said)
    assert "seed-1: 6 cases" in said.getvalue()
    assert "100%" in said.getvalue()
    with pytest.raises(CommandError, match="has cases already"):
        call_command("seed", cases=12, organisations=2, stdout=said)
    call_command("seed", cases=12, organisations=2, open=2, prefix="more", stdout=said)
    assert Organisation.objects.count() == 4
