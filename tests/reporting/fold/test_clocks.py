"""Targets that were met or missed: each counts once, by what was told of its clock last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.actions.assign import do_assign
from inbox.actions.state import do_snooze
from inbox.clocks.row import Row
from inbox.events import Fact, Kind
from inbox.flow.ticker import tick
from inbox.models.clocks import ClockKind
from reporting.fold.rows import ClockRow
from tests.cast import Cast
from tests.inbox.clocks.policies import HOUR, NINE_TO_FIVE, default_policy, hours_of
from tests.inbox.flow.feed import said, take_in
from tests.inbox.verbs import at, change
from tests.reporting.fold.histories import ANNA, BACK, BEGIN, CASE, TESS, Desk
from tests.reporting.fold.past import after, folded, says
from tests.reporting.fold.test_recount import made

POLICY, TARGET = 70, 600
STARTED = BEGIN + timedelta(minutes=1)


def second(number: float) -> datetime:
    return STARTED + timedelta(seconds=number)


class Ticking(Desk):
    """A case of the first line with Anna, and what is told of its clocks."""

    def __init__(self) -> None:
        super().__init__()
        self.asks(0, private=False)
        self.move(self.team, assignee=ANNA, by=ANNA)
        self.now = STARTED

    def of(self, kind: Kind, until: float, clock: str, started: float = 0, **more: Any) -> None:
        said: dict[str, Any] = {"clock": clock, "policy": POLICY, "calendar": 1, "line": 11}
        said |= {"target": TARGET, "started": int(second(started).timestamp())}
        self.record(kind, second(until), **said | more)

    def missed(self, until: float, clock: str = "first_response", **more: Any) -> None:
        self.of(Kind.CLOCK_BREACHED, until, clock, **more)

    def ended(self, until: float, clock: str = "first_response", **more: Any) -> None:
        self.of(Kind.CLOCK_ENDED, until, clock, **{"seconds": int(until)} | more)

    def clocks(self) -> list[ClockRow]:
        facts = made(self.told)
        assert facts is not None
        assert [row.number for row in facts.clocks] == list(range(1, len(facts.clocks) + 1))
        return facts.clocks


@pytest.fixture
def desk() -> Ticking:
    return Ticking()


def outcome(row: ClockRow) -> tuple[bool, datetime, datetime | None, datetime | None]:
    return (row.met, row.at, row.breached_at, row.ended_at)


def test_one_that_ended_in_time_is_met_when_it_ended(desk: Ticking) -> None:
    desk.ended(300, met=True)
    [row] = desk.clocks()
    assert outcome(row) == (True, second(300), None, second(300))
    assert (row.kind, row.policy_id, row.line_id, row.team_id) == ("first_response", POLICY, 11, 1)
    assert (row.started_at, row.seconds, row.target_seconds) == (STARTED, 300, TARGET)


def test_one_that_runs_and_was_not_missed_counts_nowhere(desk: Ticking) -> None:
    assert desk.clocks() == []


def test_one_that_was_missed_counts_from_then_on_while_it_runs(desk: Ticking) -> None:
    desk.missed(600)
    [row] = desk.clocks()
    assert outcome(row) == (False, second(600), second(600), None)
    assert (row.seconds, row.member_id) == (None, ANNA)


def test_one_that_ended_late_counts_once_when_it_was_missed(desk: Ticking) -> None:
    desk.missed(600)
    desk.ended(900, met=False)
    [row] = desk.clocks()
    assert outcome(row) == (False, second(600), second(600), second(900))
    assert row.seconds == 900


def test_a_reply_that_we_heard_of_late_makes_good_what_was_told_as_missed(desk: Ticking) -> None:
    desk.missed(600)
    desk.ended(900, met=False)
    desk.ended(200, met=True)
    [row] = desk.clocks()
    assert outcome(row) == (True, second(200), None, second(200))
    assert row.seconds == 200


def test_of_two_ends_the_one_that_was_told_of_last_counts(desk: Ticking) -> None:
    desk.ended(200, met=True)
    desk.missed(600)
    desk.ended(900, met=False)
    [row] = desk.clocks()
    assert outcome(row) == (False, second(600), second(600), second(900))


def test_one_that_no_longer_applied_counts_nowhere_though_it_had_been_missed(desk: Ticking) -> None:
    desk.missed(600)
    desk.ended(700, met=False, void=True)
    assert desk.clocks() == []


@pytest.mark.parametrize("again", ["missed", "ended"])
def test_one_that_applies_again_counts_again(desk: Ticking, again: str) -> None:
    desk.missed(600)
    desk.ended(700, met=False, void=True)
    getattr(desk, again)(1200, **({"met": False} if again == "ended" else {}))
    [row] = desk.clocks()
    assert (row.met, row.breached_at is not None) == (False, True)


def test_the_target_that_was_told_last_stands(desk: Ticking) -> None:
    """The case went under another policy meanwhile."""
    desk.missed(600)
    desk.ended(900, met=True, target=3600, policy=POLICY + 1)
    [row] = desk.clocks()
    assert (row.met, row.target_seconds, row.policy_id) == (True, 3600, POLICY + 1)


def test_whether_it_was_met_is_reckoned_where_it_was_not_said(desk: Ticking) -> None:
    desk.ended(TARGET, "resolution")
    desk.ended(TARGET + 1, "resolution", started=5000)
    assert [row.met for row in desk.clocks()] == [True, False]


def test_what_says_no_target_is_no_target(desk: Ticking) -> None:
    desk.record(Kind.CLOCK_ENDED, clock="first_response", started=1, seconds=5)
    assert desk.clocks() == []


def test_a_miss_that_does_not_say_of_which_clock_is_that_of_the_one_that_ends_next(
    desk: Ticking,
) -> None:
    desk.record(Kind.CLOCK_BREACHED, second(600), clock="first_response")
    desk.ended(700, "next_response", met=True)
    desk.ended(900, met=False)
    desk.ended(2000, "resolution", met=False)
    assert [(row.kind, row.breached_at) for row in desk.clocks()] == [
        ("first_response", second(600)),
        ("next_response", None),
        ("resolution", None),
    ]


@pytest.mark.parametrize("kind", ["first_response", "first_useful"])
def test_a_case_has_one_first_response_whatever_came_late(desk: Ticking, kind: str) -> None:
    desk.ended(500, kind, started=100, met=True)
    desk.ended(500, kind, started=40, met=False)
    [row] = desk.clocks()
    assert (row.met, row.started_at) == (False, second(40))


def test_a_reply_ends_one_wait(desk: Ticking) -> None:
    desk.ended(500, "next_response", started=100, met=True)
    desk.ended(500, "next_response", started=40, met=False)
    desk.ended(800, "next_response", started=600, met=True)
    assert [row.started_at for row in desk.clocks()] == [second(40), second(600)]


def test_a_reopened_case_is_resolved_in_time_once_more(desk: Ticking) -> None:
    desk.ended(500, "resolution", met=True)
    desk.ended(1500, "resolution", started=900, met=False)
    assert [row.met for row in desk.clocks()] == [True, False]


def test_a_response_is_of_whoever_gave_it(desk: Ticking) -> None:
    desk.move(BACK, assignee=TESS, by=ANNA)
    desk.now = second(300)
    desk.replies()
    sent = desk.told[-1].at
    desk.ended((sent - STARTED).total_seconds(), met=True)
    [row] = desk.clocks()
    assert (row.member_id, row.team_id) == (ANNA, BACK)


def test_what_no_reply_ended_is_of_whoever_had_the_case(desk: Ticking) -> None:
    desk.now = second(100)
    desk.move(BACK, assignee=TESS, by=ANNA)
    desk.missed(600, "resolution")
    [row] = desk.clocks()
    assert (row.member_id, row.team_id, row.line_id) == (TESS, BACK, 11)


def test_time_on_a_line_is_of_the_line_that_gave_the_case_away(desk: Ticking) -> None:
    """The clock ends with the move itself: it is of who had the case before it."""
    desk.now = second(400)
    desk.move(BACK, assignee=TESS, by=ANNA)
    desk.ended(400, "ownership", line=11, met=True)
    desk.ended(900, "ownership", line=22, started=400, met=True)
    first, second_line = desk.clocks()
    assert (first.line_id, first.team_id, first.member_id) == (11, 1, ANNA)
    assert (second_line.line_id, second_line.team_id, second_line.member_id) == (22, BACK, TESS)


@pytest.mark.parametrize(("told", "line"), [(33, 33), (None, 11)])
def test_time_on_a_line_is_of_the_line_that_is_told(
    desk: Ticking, told: int | None, line: int
) -> None:
    """Events of before that was told do not say it: then it is where the case was."""
    desk.ended(400, "ownership", line=told, met=True)
    [row] = desk.clocks()
    assert row.line_id == line


def test_of_replies_the_number_counts_and_not_the_time(desk: Ticking) -> None:
    desk.ended(900, "turns", met=True, target=0, aim=2, turns=2, seconds=0)
    [row] = desk.clocks()
    assert (row.target_seconds, row.seconds, row.met) == (2, 2, True)


_lengths = st.integers(1, 120)


@given(
    target=st.integers(1, 300),
    stretches=st.lists(st.tuples(_lengths, _lengths), max_size=4),
    last=_lengths,
    paused=st.booleans(),
    told_of=st.booleans(),
)
def test_pauses_do_not_count_and_a_target_is_met_until_it_runs_out(
    target: int, stretches: list[tuple[int, int]], last: int, paused: bool, told_of: bool
) -> None:
    """Against a count of every second in which the clock ran. `paused`: it ends while it stands
    still; `told_of`: that it ran out was told when it did."""
    row = Row(0, CASE, ClockKind.RESOLUTION, None, POLICY, None, target, second(0))
    ran: list[int] = []
    now = 0
    row.run(second(0))
    facts: list[Fact] = []
    for runs, stands in stretches:
        ran.extend(range(now, now + runs))
        now += runs
        row.pause(second(now))
        now += stands
        row.run(second(now))
    ran.extend(range(now, now + last))
    now += last
    if paused:
        row.pause(second(now))
        now += 7
    runs_out = ran[target - 1] + 1 if len(ran) >= target else None
    if told_of and row.due_at is not None and row.due_at < second(now):
        row.breached_at = row.due_at
        facts.append(row.breach_fact())
    facts += row.end(second(now))
    desk = Ticking()
    for fact in facts:
        desk.record(fact.kind, fact.at, **fact.data)
    [found] = desk.clocks()
    assert (found.seconds, found.target_seconds) == (len(ran), target)
    assert found.ended_at == second(now)
    is_met = runs_out is None or now <= runs_out
    assert found.met == is_met
    if runs_out is not None and not is_met:
        assert found.breached_at == found.at == second(runs_out)
    else:
        assert (found.breached_at, found.at) == (None, second(now))


@given(st.permutations(range(5)), st.integers(0, 4))
def test_nothing_but_the_order_of_telling_matters(order: list[int], double: int) -> None:
    desk = Ticking()
    desk.missed(600)
    desk.ended(900, met=False)
    desk.ended(200, met=True)
    desk.missed(1500, "resolution")
    desk.ended(1900, "resolution", met=False)
    before = desk.clocks()
    told = desk.told
    mixed = [*told[:-5], *(told[-5:][n] for n in order), told[-5:][double]]
    facts = made(mixed)
    assert facts is not None
    assert facts.clocks == before


NAMES = ("kind", "met", "seconds", "at", "breached_at", "ended_at", "member_id")


def clocks(cast: Cast, *kinds: str) -> list[tuple[Any, ...]]:
    rows = folded(cast)["reporting_clockfact"]
    return [tuple(row[name] for name in NAMES) for row in rows if row["kind"] in kinds]


@pytest.mark.django_db
def test_a_snoozed_case_does_not_run_out_of_time(acme: Cast) -> None:
    """Asked at 9:00, snoozed from 9:10 until 10:00, answered at 10:30: 40 minutes of an hour."""
    default_policy(acme, first_response_seconds=HOUR)
    with at(after(0)):
        take_in(acme, said("1", sent_at=after(0)))
    with at(after(10)):
        change(acme, do_snooze, until=after(60))
    with at(after(60)):
        tick()
    says(acme, "Please restart the router.", minutes=90)
    assert clocks(acme, "first_response") == [
        ("first_response", True, 40 * 60, after(90), None, after(90), acme.anna.id)
    ]


@pytest.mark.django_db
def test_a_late_answer_is_missed_before_and_after_it_is_given(acme: Cast) -> None:
    default_policy(acme, first_response_seconds=HOUR)
    with at(after(0)):
        take_in(acme, said("1", sent_at=after(0)))
    with at(after(5)):
        change(acme, do_assign, to=acme.tess, tells=False)
    with at(after(61)):
        assert tick()
    assert clocks(acme, "first_response") == [
        ("first_response", False, None, after(60), after(60), None, acme.tess.id)
    ]
    says(acme, "Please restart the router.", minutes=90)
    assert clocks(acme, "first_response") == [
        ("first_response", False, 90 * 60, after(60), after(60), after(90), acme.anna.id)
    ]


@pytest.mark.django_db
def test_hours_in_which_nobody_works_do_not_count(acme: Cast) -> None:
    """Asked on Monday at 16:30, answered on Tuesday at 9:10: with an hour to answer, in time."""
    hours_of(acme, NINE_TO_FIVE)
    default_policy(acme, first_response_seconds=HOUR)
    asked = after(0).replace(hour=16, minute=30, tzinfo=UTC)
    begins = (asked - after(0)).total_seconds() / 60
    with at(asked):
        take_in(acme, said("1", sent_at=asked))
    answered = begins + 16 * 60 + 40
    says(acme, "Please restart the router.", minutes=answered)
    assert clocks(acme, "first_response") == [
        ("first_response", True, 40 * 60, after(answered), None, after(answered), acme.anna.id)
    ]
