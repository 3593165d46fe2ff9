"""Stretches in which a case was unsettled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from inbox.models.cases import State
from reporting.fold.course import Course
from reporting.fold.measure import Hours, seconds
from reporting.fold.rows import SpellRow


def spells_of(course: Course, opened_at: datetime, hours: Hours) -> list[SpellRow]:
    """Empty: it came as history and was never taken up. The first one began with the case's first
    message; a case that came as history begins when it is taken up."""
    spells: list[SpellRow] = []
    moment = course.first
    if course.opening.active:
        spells.append(SpellRow(1, opened_at, moment.team_id, moment.line_id))
    for before, after in pairwise([course.opening, *course.moments]):
        if before.active and not after.active:
            told = after.changed
            ends = spells[-1]
            ends.ended_at, ends.outcome = max(after.at, ends.started_at), after.state
            ends.member_id = told.member_id if told else None
        elif after.active and not before.active:
            _go_on(spells, after.resumes, after.at, opened_at)
        if after.active or before.active:
            spells[-1].team_id, spells[-1].line_id = after.team_id, after.line_id
    for spell in spells:
        if spell.ended_at is not None:
            spell.seconds = seconds(spell.started_at, spell.ended_at)
            spell.business_seconds = hours.between(spell.started_at, spell.ended_at)
    return spells


def _go_on(spells: list[SpellRow], resumes: bool, at: datetime, opened_at: datetime) -> None:
    if not spells:
        spells.append(SpellRow(1, opened_at, 0, 0))
        return
    last = spells[-1]
    if resumes:
        last.ended_at, last.outcome, last.member_id = None, "", None
        return
    last.reopened_at = at
    spells.append(SpellRow(last.number + 1, at, last.team_id, last.line_id))


def spell_at(spells: Sequence[SpellRow], at: datetime) -> SpellRow:
    """The one that was going on, or had ended last."""
    number = bisect_right([spell.started_at for spell in spells], at)
    return spells[max(0, number - 1)]


def resolved(spells: Sequence[SpellRow]) -> list[SpellRow]:
    return [spell for spell in spells if spell.outcome == State.RESOLVED]
