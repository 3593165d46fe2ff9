"""How long streams wait."""

from __future__ import annotations

import pytest

from connectors import pace

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def test_a_stream_that_speaks_is_asked_as_often_as_its_network_says() -> None:
    assert [pace.interval(base, 30.0) for base in (1.0, 5.0, 60.0)] == [1.0, 5.0, 60.0]


def test_silence_makes_the_steps_longer_up_to_a_minute() -> None:
    silences = (0, 11 * MINUTE, 2 * HOUR, 7 * HOUR, 2 * DAY, None)
    steps = [pace.interval(5.0, silent) for silent in silences]
    assert steps == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]


def test_a_slow_network_is_asked_half_as_often_and_never_less() -> None:
    assert pace.interval(120.0, 2 * DAY) == 240.0


def test_edits_and_deletions_are_less_urgent() -> None:
    assert pace.interval(5.0, 0.0, changes=True) == 20.0
    assert pace.interval(120.0, None, changes=True) == 960.0


@pytest.mark.parametrize("wait", [0.5, 30.0, 900.0])
def test_the_time_that_a_network_named_is_kept(wait: float) -> None:
    waits = [pace.after_request(wait) for _ in range(200)]
    assert min(waits) >= wait
    assert max(waits) <= wait + 5.5
    assert len(set(waits)) > 1


def test_after_failures_the_wait_doubles_up_to_ten_minutes() -> None:
    for failures, wait in enumerate((5.0, 10.0, 20.0, 40.0)):
        assert 0.9 * wait <= pace.after_failures(failures) <= 1.1 * wait
    assert pace.after_failures(30) <= 660.0
