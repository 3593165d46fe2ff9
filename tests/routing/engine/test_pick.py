from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from routing.engine import URGENCY_SQL, Candidate, most_urgent, urgency_key
from routing.engine.facts import Actionability, Priority

from .policies import thorough

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def minutes(count: int) -> datetime:
    return NOW + timedelta(minutes=count)


def case(
    case_id: int,
    *,
    due: int | None = None,
    priority: Priority = "normal",
    actionability: Actionability = "must_answer",
    waiting_since: int = -60,
) -> Candidate:
    return Candidate(
        case_id,
        None if due is None else minutes(due),
        priority,
        actionability,
        minutes(waiting_since),
    )


def order(*candidates: Candidate) -> list[int]:
    return [each.case_id for each in sorted(candidates, key=lambda each: urgency_key(each, NOW))]


def test_what_is_late_comes_before_what_is_urgent_the_latest_first() -> None:
    assert order(case(1, due=5, priority="urgent"), case(2, due=-5), case(3, due=-90)) == [3, 2, 1]


def test_then_comes_what_is_due_next_and_last_what_has_no_clock() -> None:
    assert order(case(1, priority="urgent"), case(2, due=300, priority="low"), case(3, due=10)) == [
        3,
        2,
        1,
    ]


def test_of_cases_due_together_the_higher_priority_comes_first() -> None:
    assert order(
        case(1, priority="low"),
        case(2, priority="normal"),
        case(3, priority="urgent"),
        case(4, priority="high"),
    ) == [3, 4, 2, 1]


def test_then_what_must_be_answered() -> None:
    assert order(
        case(1, actionability="noise"),
        case(2, actionability="optional"),
        case(3, actionability="worth_answering"),
        case(4, actionability="must_answer"),
        case(5, actionability="noise", priority="high"),
    ) == [5, 4, 3, 2, 1]


def test_then_who_has_waited_longest_and_at_last_the_older_case() -> None:
    assert order(
        case(9, waiting_since=-5), case(8, waiting_since=-50), case(7, waiting_since=-5)
    ) == [8, 7, 9]


def test_a_case_due_this_moment_is_late() -> None:
    late, _ = urgency_key(case(1, due=0), NOW)[:2]
    soon, _ = urgency_key(case(1, due=1), NOW)[:2]
    assert (late, soon) == (0, 1)


def test_the_most_urgent_is_the_first_in_order_and_nobody_waits_in_an_empty_queue() -> None:
    assert most_urgent([case(1), case(2, due=5)], NOW) == case(2, due=5)
    assert most_urgent([], NOW) is None


candidates = st.lists(
    st.builds(
        case,
        st.integers(1, 1000),
        due=st.none() | st.integers(-3, 3),
        priority=st.sampled_from(["urgent", "high", "normal", "low"]),
        actionability=st.sampled_from(["must_answer", "worth_answering", "optional", "noise"]),
        waiting_since=st.integers(-3, 0),
    ),
    max_size=12,
    unique_by=lambda each: each.case_id,
)


@thorough
@given(candidates, st.integers(-5, 5), st.randoms())
def test_sql_gives_the_same_order_whatever_the_hour(
    cases: list[Candidate], hour: int, random: Random
) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute(
            "CREATE TABLE queue (case_id, due_at, priority, actionability, waiting_since)"
        )
        for each in cases:
            row = (
                each.case_id,
                each.due_at and each.due_at.isoformat(),
                each.priority,
                each.actionability,
                each.waiting_since.isoformat(),
            )
            database.execute("INSERT INTO queue VALUES (?, ?, ?, ?, ?)", row)
        rows = database.execute(f"SELECT case_id FROM queue ORDER BY {URGENCY_SQL}").fetchall()
    database.close()
    random.shuffle(cases)
    now = minutes(hour)
    in_python = sorted(cases, key=lambda each: urgency_key(each, now))
    assert [each.case_id for each in in_python] == [case_id for (case_id,) in rows]
