"""Facts of random histories against a slow recount of their events."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.events import Kind
from reporting.fold import Facts, Story, Told, fold
from routing.engine import CalendarVersion, calendar_of
from tests.reporting.fold.histories import (
    ACTIVE,
    BACK,
    CASE,
    FRONT,
    HEAD,
    OTHER,
    PLACES,
    Desk,
    histories,
)
from tests.reporting.fold.recount import Recount, Stand, by

# Half an hour and three quarters are hours too.
OFFSETS = st.sampled_from([-12.0, -9.5, 0.0, 5.75, 14.0])
NAMES = {
    -12.0: "Etc/GMT+12",
    -9.5: "Pacific/Marquesas",
    0.0: "UTC",
    5.75: "Asia/Kathmandu",
    14.0: "Pacific/Kiritimati",
}
WEEK = (((540, 720), (780, 1080)),) * 5 + (((600, 840),), ())


def calendar(offset: float) -> CalendarVersion:
    return CalendarVersion(datetime(1970, 1, 1, tzinfo=UTC), NAMES[offset], WEEK)


def hours(offset: float, at: datetime) -> bool:
    here = at.astimezone(timezone(timedelta(hours=offset)))
    minute = here.hour * 60 + here.minute
    return any(start <= minute < end for start, end in WEEK[here.weekday()])


def made(told: list[Told], offset: float = 0.0) -> Facts | None:
    return fold(Story.of(HEAD, told), calendar_of([calendar(offset)]), PLACES)


@settings(max_examples=300, deadline=None)
@given(histories(), OFFSETS)
def test_every_figure_is_that_of_the_recount(told: list[Told], offset: float) -> None:
    facts = made(told, offset)
    if not told:
        assert facts is None
        return
    slow = Recount(CASE, told, is_open=lambda at: hours(offset, at))
    assert facts is not None
    if not slow.spells(slow.opened_at()):
        assert facts.case.history
        assert [facts.arrivals, facts.replies, facts.spells, facts.legs, facts.clocks] == [[]] * 5
        return
    compare_answers(facts, slow)
    compare_spells(facts, slow)
    compare_places(facts, slow)


def compare_answers(facts: Facts, slow: Recount) -> None:
    case, replies = facts.case, by(facts.replies, "message_id")
    assert case.opened_at == slow.opened_at()
    assert (case.inbound, case.replies) == (len(slow.said) - len(slow.ours), len(slow.ours))
    assert [row.message_id for row in facts.replies] == [one.id for one in slow.ours]
    waits = slow.waits()
    for one in slow.ours:
        row = replies[one.id]
        since = waits.get(one.id)
        assert row.answers == (since is not None)
        if since is not None:
            assert row.waited_seconds == int((one.at - since).total_seconds())
            assert row.waited_business == slow.business(since, one.at)
    first, useful = slow.first(waits), slow.first(slow.waits(useful=True))
    assert [row.message_id for row in facts.replies if row.first] == [n for n in [first] if n]
    assert [row.message_id for row in facts.replies if row.useful_first] == [
        n for n in [useful] if n
    ]
    if useful is not None:
        since = slow.waits(useful=True)[useful]
        at = replies[useful].at
        assert (case.first_useful_at, case.first_useful_seconds) == (
            at,
            int((at - since).total_seconds()),
        )
        assert case.first_useful_business == slow.business(since, at)
    assert case.first_response_at == (replies[first].at if first else None)
    assert case.turns == slow.turns() == sum(row.starts_turn for row in facts.replies)
    assert case.unanswered_since == slow.still_waits_since()
    assert case.redirected == any(one.redirects for one in slow.ours)
    arrivals = by(facts.arrivals, "message_id")
    assert {n: row.kind for n, row in arrivals.items()} == {
        one.id: one.kind for one in slow.said if not one.ours
    }
    for one in slow.asks:
        answers = [reply.at for reply in slow.ours if reply.at >= one.at]
        assert arrivals[one.id].answered_at == min(answers, default=None)


def compare_spells(facts: Facts, slow: Recount) -> None:
    spells = slow.spells(slow.opened_at())
    assert [(row.started_at, row.ended_at, row.outcome) for row in facts.spells] == [
        (start, max(start, end) if end else None, outcome) for start, end, outcome in spells
    ]
    for row in facts.spells:
        if row.ended_at is not None:
            assert row.seconds == int((row.ended_at - row.started_at).total_seconds())
            assert row.business_seconds == slow.business(row.started_at, row.ended_at)
    done = [spell for spell in spells if spell[2] == "resolved"]
    case = facts.case
    assert case.resolutions == len(done)
    assert case.reopens == sum(spell != spells[-1] for spell in done)
    assert case.resolved_at == (facts.spells[spells.index(done[-1])].ended_at if done else None)
    assert sum(row.turns for row in facts.spells) == case.turns
    assert (case.settled_at is None) == (case.state in ACTIVE)


def compare_places(facts: Facts, slow: Recount) -> None:
    """Legs follow each other without a gap and without an overlap, each where the case was."""
    last = slow.stands[-1]
    assert (facts.case.team_id, facts.case.state) == (last.team, last.state)
    end_of_days = last.at + timedelta(days=1)
    for team in PLACES:
        for assigned in (True, False):
            measured = sum(
                int(((row.ended_at or end_of_days) - row.started_at).total_seconds())
                for row in facts.legs
                if row.team_id == team and (row.assignee_id is not None) == assigned
            )

            def there(stand: Stand, team: int = team, assigned: bool = assigned) -> bool:
                here = (stand.team, stand.assignee is not None) == (team, assigned)
                return here and stand.state in ACTIVE

            mistaken = time_settled_by_mistake(slow, team, assigned)
            assert measured == mistaken + slow.seconds_where(there, until=end_of_days)
    ended = [row for row in facts.legs if row.ended_at is not None]
    assert sum(row.open_seconds or 0 for row in ended) <= slow.seconds_where(
        lambda stand: stand.state == "open", until=end_of_days
    )
    assert all(row.started_at < row.ended_at for row in ended if row.ended_at)
    on_line_2 = [row for row in facts.legs if row.team_id == BACK and not row.undone]
    assert facts.case.further_line_at == min((row.started_at for row in on_line_2), default=None)


def time_settled_by_mistake(slow: Recount, team: int, assigned: bool) -> int:
    """Of a case that went on where it had been, as if it had never been settled."""
    total = timedelta(0)
    for number, (before, stand) in enumerate(zip(slow.stands, slow.stands[1:], strict=False)):
        if before.state in ACTIVE and stand.state not in ACTIVE:
            after = next((one for one in slow.stands[number + 2 :] if one.state in ACTIVE), None)
            here = (before.team, before.assignee is not None) == (team, assigned)
            if after is None or not here or after.why not in ("taken_back", "not_sent"):
                continue
            if (before.team, before.assignee) == (after.team, after.assignee):
                total += after.at - stand.at
    return int(total.total_seconds())


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_order_and_doubles_do_not_matter(told: list[Told], chance: random.Random) -> None:
    again = [*told, *chance.sample(told, len(told) // 2)]
    chance.shuffle(again)
    assert made(again) == made(told)


def test_a_day_begins_where_the_brand_is() -> None:
    """The recount's hours and the calendar's are the same in every zone of the test."""
    monday = datetime(2025, 3, 31, tzinfo=UTC)
    for offset in NAMES:
        is_open = calendar_of([calendar(offset)])
        for minute in range(0, 48 * 60, 7):
            at = monday + timedelta(minutes=minute)
            counted = is_open.between(at, at + timedelta(minutes=1))
            assert (counted == timedelta(minutes=1)) == hours(offset, at), (offset, at)


def test_what_was_asked_in_a_case_that_went_into_this_one_later_still_waits() -> None:
    """Nobody knew of it here when the case was resolved."""
    desk = Desk()
    desk.asks(0, private=False)
    desk.now += timedelta(minutes=10)
    asked = desk.now
    desk.record(Kind.CASE_OPENED, case_id=OTHER, team=FRONT)
    question = desk.came(desk.message(), False, "must_answer")
    desk.record(Kind.MESSAGE_RECEIVED, case_id=OTHER, **question)
    desk.now += timedelta(minutes=10)
    desk.settles("resolved")
    desk.now += timedelta(minutes=10)
    desk.change("open")
    desk.record(Kind.MERGED, case_id=OTHER, into=CASE)
    desk.record(Kind.ABSORBED, case=OTHER)
    facts = made(desk.told)
    assert facts is not None
    assert facts.case.unanswered_since == asked
