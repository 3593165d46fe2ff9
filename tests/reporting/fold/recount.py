"""The figures once more, slowly, from the words of docs and definitions: every question is asked of
all events anew, minute by minute where hours count. Shares no code with the fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reporting.fold import Told

ACTIVE = {"open", "waiting", "snoozed"}
PART_OF_ONE_ANSWER = timedelta(minutes=10)
IsOpen = Callable[[datetime], bool]
"""Do the brand's hours hold at this minute?"""


@dataclass(frozen=True)
class Said:
    id: int
    at: datetime
    ours: bool
    kind: str = ""
    known: datetime | None = None
    clicked: datetime | None = None
    acknowledges: bool = False
    free: bool = False
    redirects: bool = False
    visibility: str = "public"
    gone: datetime | None = None


@dataclass(frozen=True)
class Stand:
    """Where a case is from a time on."""

    at: datetime
    state: str
    team: int
    assignee: int | None
    moved: bool
    why: str


class Recount:
    def __init__(self, case_id: int, told: Iterable[Told], *, is_open: IsOpen) -> None:
        by_number = {one.id: one for one in told}
        self.every = [by_number[number] for number in sorted(by_number)]
        self.own = [one for one in self.every if one.case_id == case_id]
        self.is_open = is_open
        self.stands = self._stands()
        self.settles = self._settles()
        self.said = sorted(self._said(), key=lambda one: (one.at, one.ours, one.id))
        self.ours = [one for one in self.said if one.ours]
        self.asks = [one for one in self.said if one.kind == "ask"]

    # What was said.

    def _said(self) -> Iterable[Said]:
        joined = {e.data["case"]: e.recorded_at for e in self.own if e.kind == "absorbed"}
        for one in self.every:
            if one.data.get("history"):
                continue
            number = one.data.get("message", 0)
            if one.kind in ("message_received", "thanked"):
                judged = "noise" if one.data.get("actionability") == "noise" else "ask"
                kind = "thanks" if one.kind == "thanked" else judged
                gone = [e.at for e in self._about("message_deleted", number)]
                known = max(one.recorded_at, joined.get(one.case_id, one.recorded_at))
                yield Said(
                    number,
                    one.at,
                    False,
                    kind,
                    known,
                    visibility=one.data["visibility"],
                    gone=gone[-1] if gone else None,
                )
            elif one.kind == "native_reply":
                yield Said(number, one.at, True, clicked=one.at, visibility=one.data["visibility"])
            elif one.kind == "reply_sent":
                yield self._reply(one, number)

    def _reply(self, sent: Told, number: int) -> Said:
        (queued,) = self._about("reply_queued", number)
        later = [e.data["acknowledges"] for e in self._about("acknowledgement_set", number)]
        return Said(
            number,
            sent.at,
            True,
            clicked=queued.at,
            acknowledges=later[-1] if later else queued.data.get("acknowledges", False),
            free=queued.data.get("purpose") in ("invite", "close"),
            redirects=queued.data.get("elsewhere", False),
            visibility=queued.data["visibility"],
        )

    def _about(self, kind: str, number: int) -> list[Told]:
        return [e for e in self.every if e.kind == kind and e.data.get("message") == number]

    # Who waited.

    def waits(self, *, useful: bool = False) -> dict[int, datetime]:
        """Reply → the oldest question that nobody had answered when it came, of those that were
        not dealt with before its click; where all of them were, the oldest of all."""
        replies = [one for one in self.ours if not (useful and one.acknowledges)]
        found: dict[int, datetime] = {}
        for number, reply in enumerate(replies):
            open_ = self._open(reply, replies[:number])
            fresh = [q for q in open_ if not self._dealt_with(q, reply)]
            if open_:
                found[reply.id] = min(q.at for q in fresh or open_)
        return found

    def _open(self, reply: Said, earlier: list[Said]) -> list[Said]:
        asked = [q for q in self.asks if q.at <= reply.at and not self._taken_back(q)]
        return [q for q in asked if not any(q.at <= e.at for e in earlier)]

    def _taken_back(self, question: Said) -> bool:
        """Its author deleted it before anybody answered."""
        gone = question.gone
        if gone is None:
            return False
        return not any(question.at <= one.at <= gone for one in self.ours)

    def _dealt_with(self, question: Said, reply: Said) -> bool:
        assert reply.clicked is not None
        assert question.known is not None
        return any(question.known <= at < reply.clicked for at in self.settles)

    def first(self, waits: dict[int, datetime]) -> int | None:
        """The first reply that came after a question."""
        return next((one.id for one in self.ours if one.id in waits), None)

    def still_waits_since(self) -> datetime | None:
        if self.stands[-1].state not in ACTIVE:
            return None
        last = self.settles[-1] if self.settles else None
        left = [
            q.at
            for q in self.asks
            if not self._taken_back(q)
            and not any(q.at <= one.at for one in self.ours)
            and (last is None or (q.known is not None and q.known > last))
        ]
        return min(left, default=None)

    def turns(self) -> int:
        """Ours to the customer: parts of one answer are one, the invitation and the last public
        word are free, and what says more than an acknowledgement is a turn of its own."""
        count = 0
        for number, one in enumerate(self.ours):
            if one.free:
                continue
            before = [other for other in self.ours[:number] if not other.free]
            between = before and any(before[-1].at < q.at <= one.at for q in self.asks)
            goes_on = (
                before
                and not between
                and one.at - before[-1].at <= PART_OF_ONE_ANSWER
                and before[-1].acknowledges == one.acknowledges
            )
            count += not goes_on
        return count

    # Where it was.

    def _stands(self) -> list[Stand]:
        """A stand a time: of what happened at one moment only the outcome."""
        found: list[Stand] = []
        for one in self.own:
            if one.kind == "case_opened":
                state = "resolved" if one.data.get("history") else "open"
                found = [Stand(one.at, state, one.data["team"], None, False, "")]
            elif one.kind in ("moved", "assigned", "state_changed") and not one.data.get("history"):
                found.append(self._next(found[-1], one))
        last_of: dict[datetime, Stand] = {}
        for stand in found:
            before = last_of.get(stand.at)
            moved = stand.moved or (before is not None and before.moved)
            why = stand.why or (before.why if before else "")
            last_of[stand.at] = Stand(
                *(stand.at, stand.state, stand.team, stand.assignee), moved, why
            )
        return list(last_of.values())

    def _next(self, last: Stand, one: Told) -> Stand:
        state, team, assignee, moved, why = last.state, last.team, last.assignee, False, ""
        if one.kind == "moved":
            team, moved = one.data["to_team"], True
        elif one.kind == "assigned":
            assignee = one.data["to"]
        else:
            state, why = one.data["to"], one.data.get("reason", "")
        return Stand(max(one.at, last.at), state, team, assignee, moved, why)

    def _settles(self) -> list[datetime]:
        """When it was settled and stayed so, or was reopened; not where that was a mistake."""
        return [end for _, end, _ in self.spells(self.stands[0].at) if end is not None]

    def spells(self, opened_at: datetime) -> list[tuple[datetime, datetime | None, str]]:
        found: list[tuple[datetime, datetime | None, str]] = []
        was = False
        for number, stand in enumerate(self.stands):
            active = stand.state in ACTIVE
            mistake = stand.why in ("taken_back", "not_sent")
            if active and not was:
                if found and mistake:
                    found[-1] = (found[-1][0], None, "")
                else:
                    found.append((stand.at if found else opened_at, None, ""))
            elif was and not active:
                found[-1] = (found[-1][0], stand.at, stand.state)
            elif number == 0 and not self._came_as_history():
                found.append((opened_at, stand.at, stand.state))
            was = active
        return found

    def _came_as_history(self) -> bool:
        return any(one.kind == "case_opened" and one.data.get("history") for one in self.own)

    def opened_at(self) -> datetime:
        if self._came_as_history():
            taken_up = next((one.at for one in self.stands if one.state in ACTIVE), None)
            asked = [one.at for one in self.said if not one.ours and one.kind != "thanks"]
            return min([taken_up or self.stands[0].at, *asked])
        return min([self.stands[0].at, *(one.at for one in self.said)])

    # How long.

    def seconds_where(self, holds: Callable[[Stand], bool], *, until: datetime) -> int:
        total = timedelta(0)
        for stand, after in zip(self.stands, self.stands[1:], strict=False):
            if holds(stand):
                total += after.at - stand.at
        if self.stands and holds(self.stands[-1]):
            total += until - self.stands[-1].at
        return int(total.total_seconds())

    def business(self, start: datetime, end: datetime) -> int:
        """The seconds of each minute that is open."""
        counted, at = 0.0, start
        while at < end:
            following = min(end, at.replace(second=0, microsecond=0) + timedelta(minutes=1))
            if self.is_open(at):
                counted += (following - at).total_seconds()
            at = following
        return int(counted)


def by(rows: Iterable[Any], name: str) -> dict[Any, Any]:
    return {getattr(row, name): row for row in rows}
