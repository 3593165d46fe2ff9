from __future__ import annotations

from dataclasses import replace

from reporting.forecast.backtest import backtest
from reporting.forecast.hours import WEEK
from reporting.forecast.spread import Misses
from tests.reporting.forecast.town import busy_days, drawn


def test_the_forecast_beats_last_weeks_same_hour_on_a_steady_flow() -> None:
    tested = backtest(drawn(weeks=14))
    assert len(tested.origins) == 12
    assert tested.ratio is not None
    assert tested.ratio < 0.85
    assert tested.mase is not None
    assert tested.mase < 0.85


def test_its_ranges_hold_about_as_much_as_they_promise() -> None:
    shares = [backtest(drawn(weeks=14, seed=seed)).held_hours.share or 0 for seed in range(4)]
    assert 0.75 < sum(shares) / 4 < 0.88
    days = [backtest(drawn(weeks=14, seed=seed)).held_days.share or 0 for seed in range(4)]
    assert 0.7 < sum(days) / 4 < 0.95


def test_an_origin_knows_nothing_of_what_came_after() -> None:
    past = drawn(weeks=6)
    other = replace(past, counts=past.counts[: -2 * WEEK] + (0,) * (2 * WEEK))
    mine, others = backtest(past).origins, backtest(other).origins
    assert [o.expected for o in mine[:-1]] == [o.expected for o in others[:-1]]
    assert mine[-1].expected != others[-1].expected


def test_without_three_weeks_there_is_nothing_to_hold_it_against() -> None:
    tested = backtest(drawn(weeks=2.9))
    assert tested.origins == ()
    assert tested.ratio is None
    assert tested.held_hours.share is None
    assert tested.hours.around(4, week=1) is None


def test_a_marked_week_is_not_judged_by_its_marked_hours() -> None:
    past = drawn(weeks=5)
    storm = range(len(past.counts) - WEEK, len(past.counts) - WEEK + 24)
    counts = tuple(c + 500 * (n in storm) for n, c in enumerate(past.counts))
    plain = backtest(replace(past, counts=counts)).origins[-1]
    marked = backtest(replace(past, counts=counts, marked=frozenset(storm))).origins[-1]
    assert marked.error < 5 < plain.error


def test_a_range_grows_beyond_what_the_past_could_test() -> None:
    misses = Misses()
    misses.add(1, [(float(10 + n % 5 - 2), 10.0) for n in range(40)])
    near, far = misses.around(10, week=1), misses.around(10, week=9)
    assert near is not None
    assert far is not None
    assert near.low <= 10 <= near.high
    assert far.high - 10 == 3 * (near.high - 10)
    assert misses.weeks == 1


def test_few_origins_make_a_wider_range_of_days() -> None:
    pairs = [(float(10 + n % 5 - 2), 10.0) for n in range(28)]
    alone, four = Misses(together=True), Misses(together=True)
    alone.add(1, pairs)
    for _ in range(4):
        four.add(1, pairs)
    one, more = alone.around(10, week=1), four.around(10, week=1)
    assert one is not None
    assert more is not None
    assert one.high > more.high


def test_a_break_in_the_flow_shows_as_ranges_that_held_too_little() -> None:
    past = drawn(
        lambda slot, day, n: busy_days(slot, day, n) * (3 if n > 9 * WEEK else 1), weeks=11
    )
    held = backtest(past).held_hours.share
    assert held is not None
    assert held < 0.75
