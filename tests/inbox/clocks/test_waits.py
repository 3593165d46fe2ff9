from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.clocks import Turn, waits
from tests.inbox.clocks.oracle import Said, Waited, waited

NINE = datetime(2025, 3, 3, 9, tzinfo=UTC)

moments = st.integers(0, 9).map(lambda hour: NINE + timedelta(hours=hour))
spoken = st.builds(Said, at=moments, by_us=st.booleans(), known_at=st.none() | moments)
conversations = st.lists(spoken, max_size=10)


@settings(max_examples=500, deadline=None)
@given(said=conversations, settled_at=st.none() | moments)
def test_waits_are_the_oracles(said: list[Said], settled_at: datetime | None) -> None:
    turns = [Turn(one.at, not one.by_us, one.known_at) for one in said]
    found = waits(turns, measured_from=settled_at)
    kinds = {True: "first_response", False: "next_response"}
    assert {Waited(kinds[w.first], w.since, w.until) for w in found} == waited(said, settled_at)
    assert found == sorted(found, key=lambda wait: wait.since)


def test_what_the_brand_says_first_is_no_first_response() -> None:
    turns = [Turn(NINE, inbound=False), Turn(NINE + timedelta(hours=1), inbound=True)]
    (wait,) = waits(turns, measured_from=None)
    assert wait.first
