from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.forecast.erlang import (
    answered_within,
    erlang_b,
    erlang_c,
    mean_wait,
    servers_needed,
)


def exactly(servers: int, load: Fraction) -> Fraction:
    """The textbook's formula in whole numbers."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(
    ("calls", "minutes", "work", "servers", "patience", "waiting", "wait", "level"),
    [
        # Two worked examples that stand in many places on the web.
        (360, 30, 240, 55, 15, 0.239, 8.2, 0.846),
        (100, 30, 180, 14, 20, 0.174, 7.8, 0.888),
    ],
)
def test_published_examples_come_out(
    calls: int,
    minutes: int,
    work: int,
    servers: int,
    patience: int,
    waiting: float,
    wait: float,
    level: float,
) -> None:
    load = calls * work / (minutes * 60)
    assert erlang_c(servers, load) == pytest.approx(waiting, abs=0.0005)
    assert mean_wait(servers, load, work=work) == pytest.approx(wait, abs=0.05)
    assert answered_within(servers, load, work=work, seconds=patience) == pytest.approx(
        level, abs=0.0005
    )


def test_a_published_example_needs_the_agents_it_says() -> None:
    # 10 erlangs, 80 % in 20 seconds, busy 85 % of the time at most: 14 agents.
    assert servers_needed(10, work=180, seconds=20, share=0.8, occupancy=0.85) == 14


def test_published_values_of_erlang_b_come_out() -> None:
    assert erlang_b(10, 20) == pytest.approx(0.5379631686320729)
    assert erlang_b(190, 200) == pytest.approx(0.08869684386923561)


@pytest.mark.parametrize(
    ("servers", "load"), [(1, "1/2"), (2, "1"), (20, "15"), (300, "280"), (700, "650"), (9, "1/9")]
)
def test_it_equals_the_textbook_in_whole_numbers(servers: int, load: str) -> None:
    assert erlang_c(servers, float(Fraction(load))) == pytest.approx(
        float(exactly(servers, Fraction(load))), rel=1e-9
    )


def test_servers_that_cannot_keep_up_let_everybody_wait() -> None:
    assert erlang_c(5, 5) == 1
    assert answered_within(5, 7, work=60, seconds=600) == 0
    assert mean_wait(5, 7, work=60) == math.inf
    assert erlang_c(0, 0) == 0


def test_nobody_is_needed_where_nothing_comes() -> None:
    assert servers_needed(0, work=300, seconds=20, share=0.8) == 0


def test_a_share_of_everybody_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        servers_needed(1, work=300, seconds=20, share=1)


@given(
    load=st.floats(0.01, 400),
    more=st.floats(1, 2),
    seconds=st.floats(0, 7200),
    share=st.floats(0.5, 0.99),
)
@settings(deadline=None)
def test_more_work_never_needs_fewer_and_the_fewest_is_enough(
    load: float, more: float, seconds: float, share: float
) -> None:
    needed = servers_needed(load, work=300, seconds=seconds, share=share, occupancy=0.9)
    assert servers_needed(load * more, work=300, seconds=seconds, share=share, occupancy=0.9) >= (
        needed
    )
    assert load <= needed * 0.9
    assert answered_within(needed, load, work=300, seconds=seconds) >= share
    one_less = answered_within(needed - 1, load, work=300, seconds=seconds)
    assert one_less < share or load > (needed - 1) * 0.9


@given(load=st.floats(0.01, 900), servers=st.integers(1, 1000))
@settings(deadline=None)
def test_another_server_never_makes_it_worse(load: float, servers: int) -> None:
    assert 0 <= erlang_c(servers + 1, load) <= erlang_c(servers, load) <= 1
