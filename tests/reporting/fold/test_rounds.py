"""What a stay says of the one before it, and what each leg of a round took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reporting.fold.rounds import mark_arrivals, mark_rounds
from reporting.fold.rows import CaseRow, LegRow, ReplyRow

MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)
ANNA, TESS = 7, 9


def minutes(number: float) -> datetime:
    return MONDAY + timedelta(minutes=number)


def stays(*said: tuple[int, int | None, float, float | None]) -> list[LegRow]:
    """Line, assignee, from and until in minutes; business seconds are half of all."""
    rows = []
    for number, (line, assignee, start, end) in enumerate(said, start=1):
        row = LegRow(number, line, line, line, assignee, minutes(start))
        if end is not None:
            row.ended_at, row.ended_by = minutes(end), "moved"
            row.seconds = int((end - start) * 60)
            row.business_seconds = row.seconds // 2
        rows.append(row)
    return rows


def reply(at: float) -> ReplyRow:
    flags = {"acknowledges": False, "free": False, "redirects": False, "native": False}
    return ReplyRow(1, 1, minutes(at), ANNA, 1, 1, "public", **flags)


def case() -> CaseRow:
    row = CaseRow(1, MONDAY, "open", "must_answer", 1, 1)
    row.first_response_seconds, row.first_response_business = 300, 150
    return row


def test_a_round_is_measured_leg_by_leg() -> None:
    legs = stays(
        *((1, None, 0, 4), (1, ANNA, 4, 10), (2, None, 10, 30), (2, TESS, 30, 75)),
        *((1, None, 75, 80), (1, ANNA, 80, None)),
    )
    mark_rounds(case(), legs, [reply(5), reply(92)])
    assert [leg.returned for leg in legs] == [False, False, False, True, False, False]
    last = legs[3]
    assert (last.acknowledged_seconds, last.acknowledged_business) == (300, 150)
    assert (last.waited_seconds, last.waited_business) == (20 * 60, 10 * 60)
    assert (last.worked_seconds, last.worked_business) == (45 * 60, 45 * 30)
    assert (last.back_seconds, last.back_business) == (5 * 60, 5 * 30)
    assert last.translated_seconds == 12 * 60


def test_only_the_first_round_was_waited_for_since_the_first_reply() -> None:
    legs = stays(
        *((1, ANNA, 0, 10), (2, TESS, 10, 20), (1, ANNA, 20, 30)),
        *((2, TESS, 30, 50), (1, ANNA, 50, None)),
    )
    mark_rounds(case(), legs, [])
    first, second = legs[1], legs[3]
    assert (first.returned, second.returned) == (True, True)
    assert (first.acknowledged_seconds, second.acknowledged_seconds) == (300, None)
    assert (first.worked_seconds, second.worked_seconds) == (600, 1200)
    assert (first.back_seconds, first.translated_seconds) == (0, None)


def test_what_was_taken_back_is_no_round() -> None:
    for taken_back in (1, 2):
        legs = stays((1, ANNA, 0, 10), (2, TESS, 10, 20), (1, ANNA, 20, None))
        legs[taken_back].undone = True
        mark_rounds(case(), legs, [])
        assert not any(leg.returned for leg in legs)


def test_on_to_a_third_line_is_the_same_round() -> None:
    legs = stays((1, ANNA, 0, 10), (2, TESS, 10, 20), (3, None, 20, 50), (1, ANNA, 50, None))
    mark_rounds(case(), legs, [])
    assert [leg.returned for leg in legs] == [False, False, True, False]
    assert (legs[2].worked_seconds, legs[2].waited_seconds) == (600, 1800)


def test_a_line_gets_what_is_opened_moved_there_or_reopened() -> None:
    legs = stays((1, None, 0, 5), (1, ANNA, 5, 9), (2, None, 9, 20), (1, ANNA, 20, 30))
    legs += stays((1, None, 90, None))
    legs[3].ended_by = "settled"
    mark_arrivals(legs)
    assert [leg.came for leg in legs] == [True, False, True, True, True]


def test_a_move_that_was_taken_back_brings_nothing() -> None:
    legs = stays((1, ANNA, 0, 5), (2, None, 5, 9), (1, ANNA, 9, None))
    legs[1].undone = True
    mark_arrivals(legs)
    assert [leg.came for leg in legs] == [True, False, False]
