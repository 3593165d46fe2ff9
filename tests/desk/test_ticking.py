"""What a case's page says of its clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from inbox.desk.ticking import aim_of, clocks_of
from inbox.desk.words import Chip
from inbox.selectors.cards import CaseFact, ClockFact

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def case(state: str, *clocks: ClockFact) -> CaseFact:
    """No more of a case than its clocks are told by."""
    return cast(CaseFact, SimpleNamespace(state=state, clocks=clocks))


def clock(kind: str = "first_response", **more: Any) -> ClockFact:
    given: dict[str, Any] = {"target_seconds": 3600, "due_at": None, "paused_at": None}
    return ClockFact(kind=kind, **given | {"policy": "Urgent", "calendar": "Office"} | more)


def chip(state: str, told: ClockFact) -> Chip:
    (found,) = clocks_of(case(state, told), NOW)
    return found


def test_a_running_clock_says_whose_target_it_is_and_whose_hours_count() -> None:
    found = chip("open", clock(due_at=NOW + timedelta(minutes=40)))
    assert (found.label, found.level, found.words) == ("First response", "calm", "40 min left")
    assert "Policy “Urgent”, in the hours of “Office”." in found.title
    assert found.iso


def test_a_held_clock_says_what_holds_it_and_does_not_tick() -> None:
    held = clock(paused_at=NOW - timedelta(hours=1))
    assert "because the case sleeps" in chip("snoozed", held).title
    found = chip("waiting", held)
    assert (found.level, found.words, found.iso) == ("held", "held", "")
    assert "because we wait for the customer" in found.title


def test_hours_that_never_come_are_said() -> None:
    found = chip("open", clock())
    assert (found.words, found.iso) == ("never due", "")
    assert "never due, because the hours that count never come" in found.title


def test_a_networks_window_counts_every_hour_and_has_no_policy() -> None:
    window = clock("private_window", due_at=NOW, policy=None, calendar=None)
    assert chip("open", window).title.endswith(
        "The network's own limit: every hour counts, also at night."
    )


def test_turns_are_a_count_and_stop_no_reply() -> None:
    within = clock("turns", turns=2, target_turns=3)
    over = clock("turns", turns=4, target_turns=3, due_at=NOW - timedelta(days=1))
    assert (chip("open", within).words, chip("open", within).level) == ("2 of 3", "calm")
    found = chip("open", over)
    assert (found.words, found.level, found.iso) == ("4 of 3", "soon", "")
    assert "It stops no reply." in found.title
    assert aim_of(case("open", over)) == 3
    assert aim_of(case("open")) == 2
