from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.models import Case
from reporting.folder import fold_due
from reporting.forecast.hours import HOUR, Hours, hours_between
from reporting.hiring.history import Scope, arrivals, hand_overs, waiting_now, work_seen
from reporting.models import CaseFact, LegFact
from routing.models import Line, Team
from tests.cast import Cast
from tests.inbox.flow.feed import MONDAY, said, take_in
from tests.inbox.verbs import at
from tests.reporting.fold.past import after, hands_over
from tests.reporting.forecast.town import BERLIN
from tests.reporting.hiring.facts import case_fact, leg, write

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOURS = hours_between(NOON, 24, BERLIN)


def scope(cast: Cast, *, line: int = 1, brands: tuple[int, ...] | None = None) -> Scope:
    return Scope(cast.id, Line.objects.get(number=line).id, BERLIN, NOON, brands)


def teams() -> tuple[Team, Team]:
    first, second = Team.objects.select_related("line").order_by("line__number")
    return first, second


def came(cast: Cast, hours: Hours = HOURS, *, line: int = 1) -> list[int]:
    counts = arrivals(scope(cast, line=line), hours, len(hours))
    return [n for n, count in enumerate(counts) for _ in range(count)]


def test_a_case_comes_to_a_line_when_it_is_opened_moved_there_or_reopened(acme: Cast) -> None:
    with acme.door():
        first, second = teams()
        write(
            [
                leg(1, 1, first, NOON, ended_by="assigned"),
                leg(1, 2, first, NOON + HOUR, ended_by="moved"),
                leg(1, 3, second, NOON + 2 * HOUR, ended_by="moved"),
                leg(1, 4, first, NOON + 3 * HOUR, ended_by="settled"),
                leg(1, 5, first, NOON + 9 * HOUR, ended_by="", ended_at=None),
            ]
        )
        assert came(acme) == [0, 3, 9]
        assert came(acme, line=2) == [2]


def test_moves_within_a_line_and_moves_taken_back_bring_nothing_new(acme: Cast) -> None:
    with acme.door():
        first, second = teams()
        other = Team.objects.create(
            line=first.line, name="Evening", slug="evening", queue_name="Evening inbox"
        )
        write(
            [
                leg(1, 1, first, NOON),
                leg(1, 2, other, NOON + HOUR),
                leg(1, 3, second, NOON + 2 * HOUR, undone=True),
                leg(1, 4, other, NOON + 3 * HOUR),
            ]
        )
        assert came(acme) == [0]
        assert came(acme, line=2) == []


def test_what_folding_makes_of_a_hand_over_comes_to_both_lines(acme: Cast) -> None:
    with at(after(1)):
        take_in(acme, said("1"))
    hands_over(acme, "second-line-support", minutes=90)
    fold_due(seconds=60)
    hours = hours_between(MONDAY - HOUR, 24, BERLIN)
    with acme.door():
        assert came(acme, hours) == [1]
        assert came(acme, hours, line=2) == [2]


def test_only_brands_that_the_member_may_see_are_counted(acme: Cast) -> None:
    with acme.door():
        first, _second = teams()
        write([leg(1, 1, first, NOON, brand_id=1), leg(2, 1, first, NOON, brand_id=2)])
        assert sum(arrivals(scope(acme, brands=(2,)), HOURS, 24)) == 1
        assert sum(arrivals(scope(acme), HOURS, 24)) == 2
        assert sum(arrivals(scope(acme, brands=()), HOURS, 24)) == 0


def test_another_organisation_counts_nothing_of_ours(acme: Cast, globex: Cast) -> None:
    with acme.door():
        write([leg(1, 1, teams()[0], NOON)])
        ours = scope(acme)
    with globex.door():
        assert sum(arrivals(ours, HOURS, 24)) == 0


def touched(case: int, touch: int, held: int, *, team: Team, legs: int = 1) -> list[LegFact]:
    return [
        leg(
            case,
            number,
            team,
            NOON + number * HOUR,
            ended_by="assigned",
            assignee_id=7,
            touch_seconds=touch,
            open_business=held,
        )
        for number in range(1, legs + 1)
    ]


def test_handling_is_touch_time_of_all_legs_of_a_stay(acme: Cast) -> None:
    with acme.door():
        first, _second = teams()
        rows = [touched(case, 100, 900, team=first, legs=2) for case in range(1, 41)]
        write([row for each in rows for row in each])
        seen = work_seen(scope(acme), end=NOON + timedelta(days=1))
    assert seen.touched
    assert (seen.mean, seen.p90, seen.cases) == (200, 200, 40)


def test_a_case_that_comes_twice_costs_its_half_each_time(acme: Cast) -> None:
    with acme.door():
        first, _second = teams()
        rows = [touched(case, 100, 900, team=first, legs=2) for case in range(1, 41)]
        for one, _other in rows:
            one.ended_by = "settled"
        write([row for each in rows for row in each])
        seen = work_seen(scope(acme), end=NOON + timedelta(days=1))
    assert (seen.mean, seen.p90) == (100, 100)


def test_where_touch_is_hardly_measured_held_time_stands_in(acme: Cast) -> None:
    with acme.door():
        first, _second = teams()
        rows = [touched(case, 100 * (case < 10), 900, team=first) for case in range(1, 41)]
        write([row for each in rows for row in each])
        seen = work_seen(scope(acme), end=NOON + timedelta(days=1))
        assert not seen.touched
        assert seen.mean == 900
        nothing = work_seen(scope(acme, line=2), end=NOON)
    assert (nothing.mean, nothing.cases) == (None, 0)


def test_hand_overs_are_counted_by_the_week_of_opening_and_young_weeks_are_told(
    acme: Cast,
) -> None:
    with acme.door():
        first, _second = teams()
        rows, days = [], 28
        for day in range(days):
            for n in range(4):
                opened = NOON - timedelta(days=day, hours=n + 1)
                further = opened + timedelta(days=8) if n == 0 else None
                rows.append(case_fact(4 * day + n + 1, opened, further, first, brand_id=1))
        CaseFact.objects.bulk_create(rows)
        weeks = hand_overs(scope(acme), end=NOON)
    assert [(week.opened, week.handed_over) for week in weeks] == [(28, 7)] * 4
    assert [week.mature for week in weeks] == [True, True, False, False]


def test_who_waits_now_is_who_is_open_on_the_line(acme: Cast) -> None:
    with at(after(1)):
        take_in(acme, said("1"))
    with acme.door():
        assert waiting_now(scope(acme)) == 1
        assert waiting_now(scope(acme, line=2)) == 0
        assert waiting_now(scope(acme, brands=())) == 0
        Case.objects.update(state="waiting")
        assert waiting_now(scope(acme)) == 0


@pytest.mark.parametrize("line", [1, 2])
def test_nothing_at_all_is_answered_with_nothing(acme: Cast, line: int) -> None:
    with acme.door():
        asked = scope(acme, line=line)
        assert sum(arrivals(asked, HOURS, 24)) == 0
        assert hand_overs(asked, end=NOON) == ()
        assert waiting_now(asked) == 0
