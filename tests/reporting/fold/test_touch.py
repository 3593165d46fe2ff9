"""Touch time: what members told of it, in all and stay by stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.core.models import Member
from inbox.actions.touch_time import LONGEST, do_touch_time
from inbox.events import Kind
from inbox.models import Case
from reporting.fold import Told
from reporting.fold.legs import touch
from reporting.fold.rows import LegRow
from tests.cast import Cast
from tests.inbox.flow.feed import MONDAY, said, take_in
from tests.inbox.verbs import at
from tests.reporting.fold.histories import CASE, OTHER, Desk
from tests.reporting.fold.past import after, folded, hands_over, takes
from tests.reporting.fold.test_recount import made

ANNA = 50


def stays(*starts: int) -> list[LegRow]:
    """One after the other, each from its second to the next one's; the last one goes on."""
    rows = []
    for number, start in enumerate(starts, start=1):
        row = LegRow(number, number, number, 1, ANNA, second(start))
        if number < len(starts):
            row.ended_at = second(starts[number])
        rows.append(row)
    return rows


def second(number: float) -> datetime:
    return MONDAY + timedelta(seconds=number)


def told(*stretches: tuple[int, int]) -> list[Told]:
    """From and until."""
    return [
        Told(n, CASE, Kind.TOUCHED, second(end), second(end), ANNA, None, {"seconds": end - start})
        for n, (start, end) in enumerate(stretches, start=1)
    ]


# One member's time, told piece by piece: no second of it twice.
_gaps = st.lists(st.tuples(st.integers(0, 400), st.integers(1, LONGEST)), max_size=12)


def one_after_the_other(gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    now = 0
    for gap, length in gaps:
        found.append((now + gap, now + gap + length))
        now += gap + length
    return found


_starts = st.sets(st.integers(1, 4000), max_size=5).map(lambda some: [0, *sorted(some)])


@given(_gaps, _starts)
def test_no_second_is_lost_or_counted_twice(gaps: list[tuple[int, int]], starts: list[int]) -> None:
    stretches = one_after_the_other(gaps)
    legs = stays(*starts)
    whole = touch(legs, told(*stretches))
    assert whole == sum(end - start for start, end in stretches)
    assert sum(leg.touch_seconds for leg in legs) == whole
    assert whole <= max((end for _, end in stretches), default=0)


@given(_gaps, _starts)
def test_a_stretch_counts_where_most_of_it_was(
    gaps: list[tuple[int, int]], starts: list[int]
) -> None:
    """Of one that went over three stays the one in its middle has it."""
    stretches = one_after_the_other(gaps)
    legs = stays(*starts)
    touch(legs, told(*stretches))
    expected = [0] * len(starts)
    for start, end in stretches:
        middle = (start + end) / 2
        expected[max(n for n, begins in enumerate(starts) if begins <= middle)] += end - start
    assert [leg.touch_seconds for leg in legs] == expected
    for leg in legs:
        if leg.ended_at is not None:
            # Half a stretch may lie before the stay, and half of another one after it.
            span = (leg.ended_at - leg.started_at).total_seconds()
            assert leg.touch_seconds <= span + LONGEST


def test_what_was_told_of_before_the_first_stay_counts_to_it() -> None:
    legs = stays(100, 200)
    assert touch(legs, told((0, 40))) == 40
    assert [leg.touch_seconds for leg in legs] == [40, 0]


def test_the_middle_that_is_the_beginning_of_a_stay_is_of_that_stay() -> None:
    legs = stays(0, 100)
    touch(legs, told((80, 120), (79, 120), (80, 119)))
    assert [leg.touch_seconds for leg in legs] == [41 + 39, 40]


def test_after_all_stays_time_counts_to_the_last_one() -> None:
    legs = stays(0, 100)
    legs[-1].ended_at = second(200)
    touch(legs, told((500, 560)))
    assert legs[-1].touch_seconds == 60


def test_of_a_case_that_nobody_had_it_counts_in_all() -> None:
    assert touch([], told((0, 30), (40, 50))) == 40


def test_what_a_case_took_before_it_went_into_another_counts_there() -> None:
    desk = Desk()
    desk.asks(0, private=False)
    desk.now += timedelta(minutes=10)
    desk.record(Kind.TOUCHED, by=ANNA, seconds=30)
    desk.record(Kind.TOUCHED, by=ANNA, seconds=200, case_id=OTHER)
    desk.wrote_in_another_case()
    facts = made(desk.told)
    assert facts is not None
    assert facts.case.touch_seconds == 230
    assert [leg.touch_seconds for leg in facts.legs] == [230]


def works(cast: Cast, member: Member, *, seconds: int, minutes: float, ago: float = 0) -> int:
    """The member's page tells of it so many minutes after the beginning."""
    with at(after(minutes)), cast.door():
        case = Case.objects.select_related("team__line").filter(merged_into=None).get()
        return do_touch_time(member=member, case=case, seconds=seconds, ago=timedelta(minutes=ago))


@pytest.mark.django_db
def test_each_line_has_the_time_of_its_own_people(acme: Cast) -> None:
    with at(after(0)):
        take_in(acme, said("1"))
    works(acme, acme.anna, seconds=40, minutes=5)
    hands_over(acme, "second-line-support", minutes=6)
    # The page that Anna left tells of it only after the case went.
    works(acme, acme.anna, seconds=30, minutes=8, ago=2.2)
    takes(acme, minutes=10)
    works(acme, acme.tess, seconds=300, minutes=20)
    works(acme, acme.tess, seconds=100, minutes=23)
    made = folded(acme)
    [case] = made["reporting_casefact"]
    assert case["touch_seconds"] == 470
    assert [leg["touch_seconds"] for leg in made["reporting_legfact"]] == [70, 0, 400]


@pytest.mark.django_db
def test_two_devices_of_one_member_touch_no_longer_than_there_was_time(acme: Cast) -> None:
    with at(after(0)):
        take_in(acme, said("1"))
    counted = [works(acme, acme.anna, seconds=300, minutes=minutes) for minutes in (5, 6, 6, 7, 12)]
    assert counted == [300, 60, 0, 60, 300]
    [case] = folded(acme)["reporting_casefact"]
    assert case["touch_seconds"] == sum(counted) == 12 * 60
