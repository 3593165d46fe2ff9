"""Which stays brought a line a case that it did not have, and the rounds: a further line had the
case and gave it back. What each leg of a round took stands with the stay that it ended."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reporting.fold.legs import SETTLED
from reporting.fold.measure import seconds
from reporting.fold.rows import CaseRow, LegRow, ReplyRow

_Both = tuple[int, int]
"""Seconds of the clock and of business."""


def mark_arrivals(legs: Sequence[LegRow]) -> None:
    """Opened, reopened, or moved there from another line: moves within a line, and a move that was
    taken back, bring it nothing new."""
    for before, leg in pairwise([None, *legs]):
        assert leg is not None
        leg.came = not leg.undone and (
            before is None
            or (not before.undone and (before.line_id != leg.line_id or before.ended_by == SETTLED))
        )


def mark_rounds(case: CaseRow, legs: Sequence[LegRow], replies: Sequence[ReplyRow]) -> None:
    further = [leg.number for leg in legs if leg.line_number >= 2 and not leg.undone]
    said = [reply.at for reply in replies]
    for leg, after in pairwise(legs):
        back = after.line_number < leg.line_number
        if leg.line_number < 2 or leg.undone or after.undone or not back:
            continue
        stays = list(_round(legs, leg.number))
        leg.returned = True
        if stays[0].number == further[0]:
            leg.acknowledged_seconds = case.first_response_seconds
            leg.acknowledged_business = case.first_response_business
        leg.waited_seconds, leg.waited_business = _sum(s for s in stays if s.assignee_id is None)
        leg.worked_seconds, leg.worked_business = _sum(s for s in stays if s.assignee_id)
        queued = after.assignee_id is None
        leg.back_seconds = after.seconds if queued else 0
        leg.back_business = after.business_seconds if queued else 0
        answer = bisect_left(said, after.started_at)
        if answer < len(said):
            whole = seconds(after.started_at, said[answer])
            in_queue = whole if after.seconds is None else after.seconds
            leg.translated_seconds = max(0, whole - (in_queue if queued else 0))


def _round(legs: Sequence[LegRow], last: int) -> Iterator[LegRow]:
    """The stays on further lines since the case was last on an earlier one."""
    began = max((leg.number for leg in legs[: last - 1] if leg.line_number < 2), default=0)
    return iter(legs[began:last])


def _sum(stays: Iterator[LegRow]) -> _Both:
    found = list(stays)
    return (
        sum(stay.seconds or 0 for stay in found),
        sum(stay.business_seconds or 0 for stay in found),
    )
