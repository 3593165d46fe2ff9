"""How long a case stayed with whom, and how much of it it was open."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.events import Kind
from reporting.fold.rows import LegRow
from tests.reporting.fold.histories import ANNA, BACK, BEGIN, TESS, Desk
from tests.reporting.fold.test_recount import made

# No second begins or ends where one of the clock does.
ODD = timedelta(seconds=59, microseconds=600_000)


def legs(desk: Desk) -> list[LegRow]:
    facts = made(desk.told)
    assert facts is not None
    return facts.legs


def moments(number: int) -> datetime:
    return BEGIN + number * ODD


def test_what_is_told_of_an_open_case_cuts_no_second_off_it() -> None:
    desk = Desk()
    desk.asks(0, private=False)
    for number in range(1, 6):
        desk.now = moments(number)
        desk.tags(90 + number, number)
        desk.record(Kind.PRIORITY_CHANGED, from_="normal", to="high")
    desk.now = moments(6)
    desk.move(BACK, assignee=TESS, by=ANNA)
    first, _ = legs(desk)
    assert (first.seconds, first.open_seconds) == (357, 357)


def test_only_while_it_was_open_is_a_stay_open() -> None:
    desk = Desk()
    desk.asks(0, private=False)
    desk.now = moments(2)
    desk.replies()
    desk.now = moments(5)
    desk.asks(0, private=False)
    desk.now = moments(6)
    desk.move(BACK, assignee=TESS, by=ANNA)
    first, _ = legs(desk)
    # Open for two of them, then for one.
    assert (first.seconds, first.open_seconds) == (357, 119 + 59)


def test_a_stay_that_ends_after_the_case_began_to_wait_was_open_until_then() -> None:
    desk = Desk()
    desk.asks(0, private=False)
    desk.now = moments(2)
    desk.replies()
    desk.now = moments(6)
    desk.settles("resolved")
    [only] = legs(desk)
    assert (only.seconds, only.open_seconds) == (357, 119)
