"""All facts of a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from inbox.events import Kind
from reporting.fold.clocks import clocks_of
from reporting.fold.course import Course, course_of
from reporting.fold.legs import MOVED, legs_of, touch
from reporting.fold.measure import Hours, total
from reporting.fold.messages import Inbound, Messages, Outbound, messages_of
from reporting.fold.replies import ASK, arrivals_of, kind_of, replies_of
from reporting.fold.rounds import mark_arrivals, mark_rounds
from reporting.fold.rows import (
    ArrivalRow,
    CaseRow,
    ClockRow,
    LegRow,
    ReplyRow,
    SpellRow,
    TagRow,
)
from reporting.fold.spells import resolved, spell_at, spells_of
from reporting.fold.story import Head, Places, Story
from reporting.fold.tags import tags_of
from reporting.fold.waiting import Waiting, turns_of, waiting
from routing.engine import Calendar

_PUBLIC, _PRIVATE = "public", "private"
_TOUCHED, _FRICTION_MARKED = str(Kind.TOUCHED), str(Kind.FRICTION_MARKED)


@dataclass(slots=True)
class Facts:
    head: Head
    priority: str
    case: CaseRow
    spells: list[SpellRow] = field(default_factory=list)
    legs: list[LegRow] = field(default_factory=list)
    replies: list[ReplyRow] = field(default_factory=list)
    arrivals: list[ArrivalRow] = field(default_factory=list)
    tags: list[TagRow] = field(default_factory=list)
    clocks: list[ClockRow] = field(default_factory=list)


def fold(story: Story, calendar: Calendar, places: Places) -> Facts | None:
    """None: there is no case, nothing says that it was opened. One that came as history and was
    never taken up has nothing but its own row."""
    course = course_of(story.own, places)
    if course is None:
        return None
    said = messages_of(story)
    hours = Hours(calendar)
    opened_at = _opened_at(course, said)
    facts = Facts(story.head, course.last.priority, _row(story, course, opened_at))
    facts.spells = spells_of(course, opened_at, hours)
    facts.tags, facts.case.tags = tags_of(story, course, opened_at)
    facts.legs = legs_of(course, hours)
    touched = [told for told in story.every if told.kind == _TOUCHED]
    facts.case.touch_seconds = touch(facts.legs, touched)
    facts.case.friction = _friction(story)
    if not facts.spells:
        facts.case.history = True
        facts.legs, facts.tags = [], []
        return facts
    _hear(facts, said, course, hours)
    facts.clocks = clocks_of(story.own, course, said.outbound)
    mark_arrivals(facts.legs)
    mark_rounds(facts.case, facts.legs, facts.replies)
    _sum_up(facts, course)
    return facts


def _row(story: Story, course: Course, opened_at: datetime) -> CaseRow:
    last = course.last
    return CaseRow(
        story.head.customer_id,
        opened_at,
        last.state,
        last.actionability,
        last.team_id,
        last.line_id,
        last.owner_id,
    )


def _opened_at(course: Course, said: Messages) -> datetime:
    """The first message of the case that is no history; where it came as history, the question with
    which it was taken up, or the moment in which a person did."""
    if course.opening.active:
        heard = [one.at for one in said.inbound] + [one.at for one in said.outbound]
        return min([course.opening.at, *heard])
    taken_up = next((moment.at for moment in course.moments if moment.active), course.opening.at)
    asked = [one.at for one in said.inbound if not one.thanks]
    return min([taken_up, *asked])


def _friction(story: Story) -> bool:
    marks = [told for told in story.own if told.kind == _FRICTION_MARKED]
    return bool(marks) and bool(marks[-1].data.get("on"))


def _hear(facts: Facts, said: Messages, course: Course, hours: Hours) -> None:
    asks = [one for one in said.inbound if kind_of(one, course)[0] == ASK]
    waited = waiting(asks, said.outbound, course.settled(), active=course.last.active)
    turns = turns_of(asks, said.outbound)
    facts.replies = replies_of(said.outbound, turns, course, waited, hours)
    facts.arrivals = arrivals_of(said.inbound, course, said.outbound)
    case = facts.case
    case.inbound, case.replies = len(said.inbound), len(said.outbound)
    case.turns = max((turn for turn in turns if turn is not None), default=0)
    case.unanswered_since = waited.still_since
    case.redirected = any(one.redirects for one in said.outbound)
    if said.inbound:
        case.first_inbound_at = said.inbound[0].at
        case.public = said.inbound[0].visibility == _PUBLIC
    _first_answers(facts, waited, hours)
    _public_and_private(case, said)
    for row, one in zip(facts.replies, said.outbound, strict=True):
        if row.starts_turn:
            spell_at(facts.spells, one.said_at).turns += 1


def _first_answers(facts: Facts, waited: Waiting, hours: Hours) -> None:
    case = facts.case
    if waited.first is not None:
        row = facts.replies[waited.first]
        case.first_response_at = row.at
        case.first_response_seconds = row.waited_seconds
        case.first_response_business = row.waited_business
        case.first_response_member_id = row.member_id
        case.first_response_team_id, case.first_response_line_id = row.team_id, row.line_id
    if waited.useful is not None and waited.useful_wait is not None:
        row, since = facts.replies[waited.useful], waited.useful_wait.since
        case.first_useful_at = row.at
        whole = [(since, row.at)]
        case.first_useful_seconds = total(whole)
        case.first_useful_business = hours.of(whole)
        case.first_useful_member_id = row.member_id
        case.first_useful_team_id, case.first_useful_line_id = row.team_id, row.line_id


def _public_and_private(case: CaseRow, said: Messages) -> None:
    """A case that began in public and went on in private; and the public word after the last
    private one, or what was meant as such."""
    every: list[Inbound | Outbound] = [*said.inbound, *said.outbound]
    if not case.public:
        return
    private = sorted(one.at for one in every if one.visibility == _PRIVATE)
    case.went_private_at = private[0] if private else None
    for one in said.outbound:
        after_all = bool(private) and one.at > private[-1]
        if one.visibility == _PUBLIC and (one.purpose == "close" or after_all):
            case.public_close_at = one.at


def _sum_up(facts: Facts, course: Course) -> None:
    case, done = facts.case, resolved(facts.spells)
    case.resolutions = len(done)
    case.reopens = sum(spell.reopened_at is not None for spell in done)
    case.resolved_at = done[-1].ended_at if done else None
    case.settled_at = None if course.last.active else facts.spells[-1].ended_at
    stood = [leg for leg in facts.legs if not leg.undone]
    further = [leg.started_at for leg in stood if leg.line_number >= 2]
    case.further_line_at = min(further, default=None)
    case.rounds = sum(
        leg.line_number >= 2 and leg.ended_by == MOVED and after.line_number < leg.line_number
        for leg, after in pairwise(stood)
    )
    case.held_seconds = sum(leg.open_seconds or 0 for leg in stood if leg.assignee_id is not None)
