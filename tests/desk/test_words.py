from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.desk import words
from inbox.desk.snoozes import snoozes, until_of

NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "< 1 min"),
        (59, "< 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 d"),
        (-7200, "2 h"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(seconds: int, said: str) -> None:
    assert words.speech().span(seconds) == said


@pytest.mark.parametrize(
    ("minutes_left", "target_minutes", "level", "said"),
    [
        (50, 60, "calm", "50 min left"),
        (15, 60, "calm", "15 min left"),
        (14, 60, "soon", "14 min left"),
        (14, 20, "soon", "14 min left"),  # less than a quarter of an hour
        (119, 480, "soon", "1 h left"),  # less than a quarter of the target
        (121, 480, "calm", "2 h left"),
        (-1, 60, "late", "late by 1 min"),
        (-600, 60, "late", "late by 10 h"),
    ],
)
def test_a_clock_goes_from_calm_over_amber_to_red(
    minutes_left: int, target_minutes: int, level: str, said: str
) -> None:
    chip = words.chip(
        due_at=NOW + timedelta(minutes=minutes_left),
        target_seconds=target_minutes * 60,
        now=NOW,
        kind="first_response",
    )
    assert (chip.level, chip.words) == (level, said)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Gail Okafor", "GO"),
        ("tom_the_traveller", "TT"),
        ("@kim", "K"),
        ("田中さくら", "田"),
        ("Eve 🌸✨", "E"),
        ("🌸", "🌸"),
        ("", "?"),
        ("   ", "?"),
    ],
)
def test_every_name_has_initials(name: str, initials: str) -> None:
    assert words.initials_of(name) == initials


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW - timedelta(hours=1), "13:30"),
        (NOW - timedelta(days=2), "Mon 14:30"),
        (NOW + timedelta(days=1), "Thu 14:30"),
        (NOW - timedelta(days=30), "9 Feb, 14:30"),
    ],
)
def test_a_time_says_its_day_only_when_it_must(moment: datetime, said: str) -> None:
    assert words.day_and_time(moment, NOW) == said


def test_only_times_that_lie_ahead_are_offered_for_a_snooze() -> None:
    late = NOW.replace(hour=20)
    assert [choice.value for choice in snoozes(NOW)] == [
        "hour",
        "three-hours",
        "evening",
        "tomorrow",
        "monday",
    ]
    assert "evening" not in {choice.value for choice in snoozes(late)}
    assert until_of("monday", NOW) == datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert until_of("someday", NOW) is None
