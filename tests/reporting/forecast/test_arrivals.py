from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reporting.forecast.arrivals import fit
from reporting.forecast.hours import WEEK
from tests.reporting.forecast.town import BERLIN, busy_days, counts_of, drawn, onwards


def expected(past_weeks: float = 12) -> float:
    past = drawn(weeks=past_weeks)
    return sum(
        busy_days(slot, day, 0)
        for slot, day in zip(past.hours.slots[:WEEK], past.hours.days[:WEEK], strict=True)
    )


def test_a_steady_flow_is_found_again_with_its_hours() -> None:
    past = drawn()
    model = fit(past)
    assert model.week == pytest.approx(expected(), rel=0.04)
    hours = onwards(past, WEEK)
    rates = model.rates(hours, after=len(past.counts))
    true = [busy_days(slot, date.min, 0) for slot in hours.slots[len(past.counts) :]]
    errors = [abs(rate - t) for rate, t in zip(rates, true, strict=True)]
    assert sum(errors) / sum(true) < 0.1
    assert not model.trend.clear


def test_two_weeks_are_enough_for_a_usual_week_and_show_no_trend() -> None:
    past = drawn(weeks=2)
    assert past.days == 14
    model = fit(past)
    assert model.week == pytest.approx(expected(), rel=0.1)
    assert not model.trend.known
    assert model.pace == 0


def test_an_outage_that_nobody_marked_is_left_out() -> None:
    past = drawn()
    counts = list(past.counts)
    down = range(len(counts) - 5 * 24, len(counts) - 4 * 24)
    for n in down:
        counts[n] = 0
    model = fit(replace(past, counts=tuple(counts)))
    assert set(down) <= model.silent
    assert model.week == pytest.approx(fit(past).week, rel=0.05)


def test_a_wild_day_moves_the_forecast_little_and_a_marked_one_not_at_all() -> None:
    past = drawn()
    marked = frozenset(range(len(past.counts) - 48, len(past.counts)))
    wild = tuple(c * (12 if n >= len(past.counts) - 48 else 1) for n, c in enumerate(past.counts))
    calm = fit(past).week
    assert fit(replace(past, counts=wild)).week == pytest.approx(calm, rel=0.25)
    with_mark = fit(replace(past, counts=wild, marked=marked))
    assert with_mark.week == pytest.approx(fit(replace(past, marked=marked)).week)
    assert with_mark.week == pytest.approx(calm, rel=0.05)


def test_a_rising_flow_is_seen_and_slows_down_in_the_forecast() -> None:
    past = drawn(lambda slot, day, n: busy_days(slot, day, n) * (1 + n / WEEK * 0.08))
    model = fit(past)
    today = expected() * (1 + 12 * 0.08)
    assert model.trend.clear
    assert model.trend.low > 0
    assert model.week == pytest.approx(today, rel=0.07)
    after = len(past.counts)
    rates = model.rates(onwards(past, 12 * WEEK), after=after)
    first, last = sum(rates[:WEEK]), sum(rates[-WEEK:])
    assert model.week < first < last < expected() * (1 + 24 * 0.08)


def test_a_flow_that_shrinks_never_falls_below_nothing() -> None:
    past = drawn(lambda slot, day, n: busy_days(slot, day, n) * max(0.05, 1 - n / WEEK * 0.09))
    model = fit(past)
    assert model.trend.high < 0
    rates = model.rates(onwards(past, 13 * WEEK), after=len(past.counts))
    assert min(rates) >= 0
    assert sum(rates[:WEEK]) < expected() * 0.1


def test_a_change_of_the_clocks_keeps_the_morning_in_the_morning() -> None:
    def sharp(slot: int, day: date, n: int) -> float:
        return 20.0 if slot < 120 and 9 <= slot % 24 < 17 else 0.2

    # Six weeks up to Saturday, 28 March; the clocks go forward in the night.
    start = datetime(2026, 2, 14, 23, tzinfo=UTC)
    past = drawn(sharp, weeks=6, start=start)
    hours = onwards(past, WEEK)
    rates = fit(past).rates(hours, after=len(past.counts))
    monday = {
        hours.slots[n]: rate
        for n, rate in enumerate(rates, len(past.counts))
        if hours.slots[n] < 24
    }
    assert monday[8] < 3
    assert monday[9] > 15
    assert hours.at(len(past.counts)).astimezone(BERLIN).hour == 0


def test_holidays_count_for_themselves() -> None:
    days = frozenset(date(2026, m, d) for m, d in ((1, 6), (2, 16), (3, 3), (3, 24), (3, 31)))

    def quiet(slot: int, day: date, n: int) -> float:
        return busy_days(slot, day, n) * (0.2 if day in days else 1)

    past = replace(drawn(quiet), special=days)
    hours = onwards(past, 2 * WEEK)
    rates = fit(past).rates(hours, after=len(past.counts))
    by_day: dict[date, float] = {}
    for n, rate in enumerate(rates, len(past.counts)):
        by_day[hours.days[n]] = by_day.get(hours.days[n], 0) + rate
    assert by_day[date(2026, 3, 31)] < by_day[date(2026, 4, 1)] * 0.6
    assert fit(past).week == pytest.approx(expected(), rel=0.05)


def test_a_desk_to_which_nothing_comes_is_forecast_as_that() -> None:
    past = drawn(lambda *_: 0.0, weeks=3)
    model = fit(past)
    assert model.week == 0
    assert set(model.rates(onwards(past, WEEK), after=len(past.counts))) == {0.0}


def test_more_arrivals_are_never_forecast_as_fewer() -> None:
    past = drawn()
    double = replace(past, counts=tuple(2 * c for c in past.counts))
    assert fit(double).week == pytest.approx(2 * fit(past).week, rel=0.05)


def test_a_sharp_opening_of_a_busy_desk_keeps_its_edge() -> None:
    hours = drawn(weeks=12).hours

    def sharp(slot: int, day: date, n: int) -> float:
        return 60.0 if slot < 120 and 9 <= slot % 24 < 18 else 1.0

    past = replace(drawn(weeks=12), counts=counts_of(hours, sharp))
    rates = fit(past).profile.rates
    assert rates[8] < 12
    assert rates[9] > 48
