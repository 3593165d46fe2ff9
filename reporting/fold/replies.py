"""Messages of ours and of the customer, each with what became of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from reporting.fold.course import Course
from reporting.fold.measure import Hours, seconds
from reporting.fold.messages import Inbound, Outbound
from reporting.fold.rows import ArrivalRow, ReplyRow
from reporting.fold.waiting import Waiting

ASK, THANKS, NOISE = "ask", "thanks", "noise"


def replies_of(
    replies: Sequence[Outbound],
    turns: Sequence[int | None],
    course: Course,
    waited: Waiting,
    hours: Hours,
) -> list[ReplyRow]:
    rows: list[ReplyRow] = []
    before: int | None = 0
    for number, (one, turn) in enumerate(zip(replies, turns, strict=True)):
        place = course.at(one.said_at)
        row = ReplyRow(
            number + 1,
            one.message_id,
            one.at,
            one.member_id,
            place.team_id,
            place.line_id,
            one.visibility,
            one.acknowledges,
            one.free,
            one.redirects,
            one.native,
            starts_turn=turn is not None and turn != before,
            turn=turn,
            first=number == waited.first,
            useful_first=number == waited.useful,
        )
        before = before if turn is None else turn
        if (wait := waited.ended.get(number)) is not None:
            row.answers = True
            row.waited_seconds = seconds(wait.since, one.at)
            row.waited_business = hours.between(wait.since, one.at)
        rows.append(row)
    return rows


def kind_of(one: Inbound, course: Course) -> tuple[str, str]:
    """What it was, and how actionable the case was with it."""
    judged = one.judged or course.at(one.at).actionability
    if one.thanks:
        return THANKS, judged
    return (NOISE if judged == NOISE else ASK), judged


def arrivals_of(
    inbound: Sequence[Inbound], course: Course, replies: Sequence[Outbound]
) -> list[ArrivalRow]:
    """A question is answered by the next reply of a human; an answer follows a question of the same
    moment."""
    times = [one.at for one in replies]
    rows: list[ArrivalRow] = []
    for number, one in enumerate(inbound, start=1):
        place = course.at(one.at)
        kind, judged = kind_of(one, course)
        row = ArrivalRow(
            *(number, one.message_id, one.at, one.stream, one.visibility, kind, judged),
            *(place.team_id, place.line_id),
            deleted_at=one.gone_at,
        )
        following = bisect_left(times, one.at)
        if kind == ASK and following < len(times):
            row.answered_at = times[following]
        rows.append(row)
    return rows
