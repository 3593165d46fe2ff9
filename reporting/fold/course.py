"""Where a case was at each time, in which state, and by what it came there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from inbox.events import Kind
from inbox.models.cases import UNSETTLED, State
from reporting.fold.story import Places, Told

ACTIVE = frozenset(str(state) for state in UNSETTLED)
_OPEN, _SHELVED = str(State.OPEN), str(State.RESOLVED)
# A case that was settled too early was never settled: the click was taken back, or the reply it
# came with did not arrive.
_NEVER_SETTLED = frozenset({"taken_back", "not_sent"})


@dataclass(slots=True)
class Moment:
    """What holds from a time on. Of several changes at one time only what came of them counts."""

    at: datetime
    team_id: int
    line_id: int
    number: int
    assignee_id: int | None
    owner_id: int | None
    state: str
    priority: str
    actionability: str
    # It is unsettled.
    active: bool
    # What came at this time: a move, the change of state, and from when on all is undone.
    moved: Told | None = None
    changed: Told | None = None
    undone_since: datetime | None = None
    # It is open again because it should not have been settled.
    resumes: bool = False

    def next(self, at: datetime) -> Moment:
        return Moment(
            at,
            self.team_id,
            self.line_id,
            self.number,
            self.assignee_id,
            self.owner_id,
            self.state,
            self.priority,
            self.actionability,
            self.active,
        )


@dataclass(slots=True)
class Course:
    opening: Moment
    """Before any rule moved it."""
    moments: list[Moment]
    times: list[datetime]

    @property
    def first(self) -> Moment:
        return self.moments[0]

    @property
    def last(self) -> Moment:
        return self.moments[-1]

    def at(self, at: datetime) -> Moment:
        """With what happened at that very time."""
        return self.moments[max(0, bisect_right(self.times, at) - 1)]

    def before(self, at: datetime) -> Moment:
        """Without it."""
        number = bisect_left(self.times, at)
        return self.moments[number - 1] if number else self.opening

    def settled(self) -> list[datetime]:
        """When it was, but where that was taken back."""
        found: list[datetime] = []
        for before, after in pairwise([self.opening, *self.moments]):
            if before.active and not after.active:
                found.append(after.at)
            elif after.active and not before.active and found and after.resumes:
                found.pop()
        return found


def course_of(own: Iterable[Told], places: Places) -> Course | None:
    """None: nothing says that the case was opened."""
    events = iter(own)
    opened = next((told for told in events if told.kind == Kind.CASE_OPENED), None)
    if opened is None:
        return None
    # What was recorded before is of the same page, and says nothing of where the case is.
    opening = _opening(opened, places)
    moment = opening.next(opening.at)
    moments = [moment]
    acts: dict[Act, datetime] = {}
    for told in events:
        take = _TAKE.get(told.kind)
        if take is None:
            continue
        if told.at > moment.at:
            moment = moment.next(told.at)
            moments.append(moment)
        if (act := _act(told)) is not None:
            acts.setdefault(act, moment.at)
        take(moment, told, places)
        if (undoes := _undoes(told)) in acts:
            moment.undone_since = acts[undoes]
    return Course(opening, moments, [one.at for one in moments])


def _opening(opened: Told, places: Places) -> Moment:
    data = opened.data
    line_id, number = places.get(data["team"], (0, 0))
    state = _SHELVED if data.get("history") else _OPEN
    return Moment(
        opened.at,
        data["team"],
        data.get("line", line_id),
        data.get("number", number),
        None,
        None,
        state,
        data.get("priority", "normal"),
        data.get("actionability", "must_answer"),
        state in ACTIVE,
    )


Act = tuple[str, int]
_TAG_ON = str(Kind.TAG_ON)


def _act(told: Told) -> Act | None:
    """What may be undone as a whole: one tagging, or one job over many cases."""
    if told.kind == _TAG_ON and "tagging" in told.data:
        return ("tagging", told.data["tagging"])
    return ("bulk", told.data["bulk"]) if "bulk" in told.data else None


def _undoes(told: Told) -> Act:
    if "undoes_tagging" in told.data:
        return ("tagging", told.data["undoes_tagging"])
    return ("bulk", told.data.get("undoes", 0))


def _move(moment: Moment, told: Told, places: Places) -> None:
    data = told.data
    line_id, number = places.get(data["to_team"], (0, 0))
    moment.team_id = data["to_team"]
    moment.line_id = data.get("line", line_id)
    moment.number = data.get("to_line", number)
    moment.moved = told


def _assign(moment: Moment, told: Told, _: Places) -> None:
    moment.assignee_id = told.data["to"]


def _own(moment: Moment, told: Told, _: Places) -> None:
    moment.owner_id = told.data["to"]


def _change(moment: Moment, told: Told, _: Places) -> None:
    if not told.data.get("history"):
        moment.state, moment.changed = told.data["to"], told
        moment.active = moment.state in ACTIVE
        moment.resumes |= told.data.get("reason") in _NEVER_SETTLED


def _prioritise(moment: Moment, told: Told, _: Places) -> None:
    moment.priority = told.data["to"]


def _judge(moment: Moment, told: Told, _: Places) -> None:
    moment.actionability = told.data["to"]


def _only_look(moment: Moment, told: Told, _: Places) -> None:
    """The time at which it happened is all that counts: it may be undone."""


_TAKE = {
    str(Kind.MOVED): _move,
    str(Kind.ASSIGNED): _assign,
    str(Kind.OWNER_CHANGED): _own,
    str(Kind.STATE_CHANGED): _change,
    str(Kind.PRIORITY_CHANGED): _prioritise,
    str(Kind.ACTIONABILITY_CHANGED): _judge,
    _TAG_ON: _only_look,
}
