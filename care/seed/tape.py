"""One case as it is recorded: each method does to the rows what the verb of its name does.

Ids on a tape are its own, from 1 on (messages, threads, taggings, notes, events); the player adds
where the case's ids begin. Texts may hold `{ref}`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from care.seed.estate import Desk, Estate
from inbox.clocks.row import Row
from inbox.events import SYSTEM, Actor, Fact, Kind
from inbox.models.clocks import ClockKind
from reporting.fold import Head, Story, Told
from routing.starting import EPOCH

PUBLIC, PRIVATE = "public", "private"
UNDO = timedelta(seconds=5)
UNSETTLED = ("open", "waiting", "snoozed")
_SNIPPET = 200


class Enough(Exception):
    """What comes next lies in the future."""


@dataclass(slots=True)
class Tape:
    estate: Estate
    desk: Desk
    opened_at: datetime
    until: datetime | None = None
    """The future begins; none: the tape is played in the past."""
    team: int = 0
    state: str = "open"
    priority: str = "normal"
    actionability: str = "must_answer"
    owner: int | None = None
    assignee: int | None = None
    case: dict[str, Any] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    taggings: list[dict[str, Any]] = field(default_factory=list)
    legs: list[dict[str, Any]] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    last_at: datetime = EPOCH
    """Of all that happened so far."""
    newest_inbound: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.team = self.estate.first[0]
        self.last_at = self.opened_at

    # What customers do.

    def opens(
        self, text: str, visibility: str, *, priority: str = "normal", noise: bool = False
    ) -> None:
        teams = self.estate.house.teams[self.team]
        at = self._reach(self.opened_at)
        self._tell(
            Kind.CASE_OPENED,
            at,
            channel=self.desk.channel_id,
            brand=self.desk.brand_id,
            network=self.desk.network,
            customer=0,
            team=self.team,
            line=teams.line_id,
            number=teams.line_number,
            priority="normal",
            actionability="must_answer",
        )
        self._leg(at)
        judged = "noise" if noise else "must_answer"
        self._hears(at, text, visibility, judged=judged, quiet=noise)
        if noise:
            self.actionability = "noise"
            rule = Actor(rule_id=self.estate.noise_rule)
            change = {"from": "must_answer", "to": "noise"}
            self._tell(Kind.ACTIONABILITY_CHANGED, at, rule, **change)
            self._change("dismissed", at, rule, reason="no_answer_needed")
            return
        if priority != "normal":
            self._tell(Kind.PRIORITY_CHANGED, at, **{"from": "normal", "to": priority})
            self.priority = priority
        self._start(ClockKind.FIRST_RESPONSE, at)
        self._start(ClockKind.OWNERSHIP, at)

    def writes(self, at: datetime, text: str, visibility: str) -> None:
        """Asks for an answer: opens what waited, and what was resolved."""
        at = self._reach(at)
        self._hears(at, text, visibility, judged=self.actionability)
        if self._running(ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE) is None:
            self._start(ClockKind.NEXT_RESPONSE, at)
        if self.state == "open":
            return
        was = self.state
        self._change("open", at, SYSTEM)
        if was not in UNSETTLED:
            if self.assignee is not None:
                self._tell(Kind.ASSIGNED, at, **{"from": self.assignee, "to": None})
                self.assignee = None
            self._leg(at)
            self._start(ClockKind.OWNERSHIP, at)

    def thanks(self, at: datetime, text: str, visibility: str) -> None:
        at = self._reach(at)
        self._hears(at, text, visibility, judged=None, quiet=True)
        if self.state == "waiting":
            self._change("open", at, SYSTEM)
        elif self.state == "resolved":
            self.case["thanked_at"] = at

    # What members do.

    def take(self, member: int, at: datetime) -> None:
        at = self._acts(at)
        self._put(self.team, member, at, Actor(member))
        if self.team in self.estate.first and self.owner != member:
            self._tell(Kind.OWNER_CHANGED, at, Actor(member), **{"from": self.owner, "to": member})
            self.owner = member

    def passes(self, member: int, team: int, at: datetime) -> None:
        self._put(team, None, self._acts(at), Actor(member))

    def touched(self, member: int, at: datetime, seconds: int) -> None:
        at = self._reach(at)
        line = self.estate.house.teams[self.team].line_number
        self._tell(Kind.TOUCHED, at, Actor(member), seconds=seconds, team=self.team, line=line)

    def reply(
        self,
        member: int,
        at: datetime,
        text: str,
        visibility: str,
        *,
        stays: bool = False,
        **said: Any,
    ) -> datetime:
        """When the network had it. `said`: what is out of the ordinary, as its event says it."""
        at = self._acts(at)
        number = self._message("out", at, text, visibility, member=member)
        self.messages[-1]["acknowledges"] = bool(said.get("acknowledges"))
        what = {"message": number, "visibility": visibility, **said, "was": self.state}
        self._tell(Kind.REPLY_QUEUED, at, Actor(member), **what)
        if not stays and self.state == "open":
            self._change("waiting", at, Actor(member))
        sent = self._reach(at + (UNDO if visibility == PUBLIC else timedelta(seconds=1)))
        self.messages[-1]["sent_at"] = sent
        self.outbox.append({"message_id": number, "at": at, "sent_at": sent})
        self._tell(Kind.REPLY_SENT, sent, Actor(member), message=number)
        if said.get("purpose") != "close":
            self._answered(sent)
        return sent

    def native(self, at: datetime, text: str, visibility: str) -> None:
        """Somebody of us answered on the network itself."""
        at = self._reach(at)
        number = self._message("out", at, text, visibility)
        self._tell(Kind.NATIVE_REPLY, at, message=number, visibility=visibility)
        self._answered(at)
        if self.state == "open":
            self._change("waiting", at, SYSTEM)

    def note(self, member: int, at: datetime, text: str, purpose: str) -> None:
        at = self._acts(at)
        number = len(self.notes) + 1
        self.notes.append(
            {"id": number, "member_id": member, "purpose": purpose, "text": text, "at": at}
        )
        self._tell(Kind.NOTE_ADDED, at, Actor(member), note=number, purpose=purpose)

    def tag(self, tag_id: int, at: datetime, actor: Actor) -> None:
        at = self._reach(at)
        for one in self.taggings:
            if one["tag_id"] == tag_id and one["undone_at"] is None:
                one["undone_at"], one["undone_by_id"] = at, actor.member_id
        number = len(self.taggings) + 1
        row = {"id": number, "tag_id": tag_id, "at": at, "undone_at": None, "undone_by_id": None}
        self.taggings.append(row | {"member_id": actor.member_id, "rule_id": actor.rule_id})
        self._tell(Kind.TAG_ON, at, actor, tag=tag_id, tagging=number)

    def hand_over(self, member: int, at: datetime, team: int, text: str) -> None:
        self.note(member, at, text, "hand_over")
        self.tag(self.estate.over, at, Actor(member))
        self._untag(self.estate.back, at)
        self._put(team, None, at, Actor(member), by_tag=self.estate.over)

    def give_back(self, member: int, at: datetime, text: str, reason: int | None = None) -> None:
        """To its owner."""
        self.note(member, at, text, "return")
        self.tag(self.estate.back, at, Actor(member))
        self._untag(self.estate.over, at)
        home = self.estate.house.front_team_id
        why = {"reason": reason} if reason else {}
        self._put(home, self.owner, at, Actor(member), by_tag=self.estate.back, **why)

    def resolve(self, member: int, at: datetime) -> None:
        self._change("resolved", self._acts(at), Actor(member))

    def dismiss(self, member: int, at: datetime, reason: str) -> None:
        self._change("dismissed", self._acts(at), Actor(member), reason=reason)

    def mark_friction(self, member: int, at: datetime) -> None:
        at = self._acts(at)
        self._tell(Kind.FRICTION_MARKED, at, Actor(member), on=True)
        self.case["friction_at"] = at

    # What follows.

    def story(self, case_id: int) -> Story:
        """In the order in which it was recorded: that a target was missed is told at once."""
        self.told.sort(key=lambda told: told.recorded_at)
        numbered = [
            Told(n, case_id, t.kind, t.at, t.recorded_at, t.member_id, t.rule_id, t.data)
            for n, t in enumerate(self.told, start=1)
        ]
        desk = self.desk
        head = Head(case_id, desk.brand_id, desk.channel_id, desk.network, 0)
        return Story.of(head, numbered)

    def _reach(self, at: datetime) -> datetime:
        if self.until is not None and at > self.until:
            raise Enough
        self.last_at = at
        return at

    def _acts(self, at: datetime) -> datetime:
        at = self._reach(at)
        self.case.setdefault("acted_at", at)
        self.case.setdefault("looked_at", at)
        return at

    def _tell(self, kind: Kind, at: datetime, actor: Actor = SYSTEM, /, **data: Any) -> None:
        who = (actor.member_id, actor.rule_id)
        self.told.append(Told(0, 0, str(kind), at, at, *who, data))

    def _message(
        self, way: str, at: datetime, text: str, visibility: str, *, member: int | None = None
    ) -> int:
        number = len(self.messages) + 1
        self.messages.append(
            {
                "id": number,
                "thread_id": 2 if visibility == PRIVATE else 1,
                "kind": "private" if visibility == PRIVATE else "post",
                "direction": way,
                "visibility": visibility,
                "member_id": member,
                "parent": self.newest_inbound.get(visibility) if way == "out" else None,
                "text": text,
                "sent_at": at,
                "received_at": at,
                "quiet": False,
                "acknowledges": False,
            }
        )
        if way == "in":
            self.newest_inbound[visibility] = number
            self.case["last_inbound_at"] = at
        self.case |= {"last_message_at": at, "snippet": text[:_SNIPPET]}
        self.case["last_visibility"] = visibility
        return number

    def _hears(
        self, at: datetime, text: str, visibility: str, *, judged: str | None, quiet: bool = False
    ) -> None:
        """`judged` none: it was only thanks."""
        number = self._message("in", at, text, visibility)
        self.messages[-1]["quiet"] = quiet
        stream = "private" if visibility == PRIVATE else "mentions"
        what = {"message": number, "visibility": visibility, "stream": stream}
        if judged is None:
            self._tell(Kind.THANKED, at, **what)
            return
        self._tell(Kind.MESSAGE_RECEIVED, at, **what, actionability=judged)
        if not quiet and self.case.get("unanswered_since") is None:
            self.case["unanswered_since"] = at

    def _answered(self, at: datetime) -> None:
        self.case["unanswered_since"] = None
        for kind in (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE):
            self._end(kind, at)

    def _untag(self, tag_id: int, at: datetime) -> None:
        for one in self.taggings:
            if one["tag_id"] == tag_id and one["undone_at"] is None:
                one["undone_at"] = at
                self._tell(Kind.TAG_OFF, at, tag=tag_id, tagging=one["id"])

    def _put(
        self, team: int, assignee: int | None, at: datetime, actor: Actor, **marks: Any
    ) -> None:
        teams, reason = self.estate.house.teams, marks.pop("reason", None)
        if team != self.team:
            move = {"from_team": self.team, "to_team": team}
            move |= {"from_line": teams[self.team].line_number}
            move |= {"to_line": teams[team].line_number, "line": teams[team].line_id}
            move |= {"reason": reason} if reason else {}
            self._tell(Kind.MOVED, at, actor, **move, **marks)
        if assignee != self.assignee:
            change = {"from": self.assignee, "to": assignee}
            self._tell(Kind.ASSIGNED, at, actor, **change, **marks)
        changes_line = teams[team].line_id != teams[self.team].line_id
        if changes_line:
            self._end(ClockKind.OWNERSHIP, at)
        self._end_leg(at, reason)
        self.team, self.assignee = team, assignee
        if self.state in UNSETTLED:
            self._leg(at)
            if changes_line:
                self._start(ClockKind.OWNERSHIP, at)

    def _change(self, to: str, at: datetime, actor: Actor, **why: str) -> None:
        self._tell(Kind.STATE_CHANGED, at, actor, **{"from": self.state, "to": to}, **why)
        self.state = to
        if to in UNSETTLED:
            self.case["resolved_at"] = self.case["thanked_at"] = None
            return
        self.case |= {"settled_at": at, "unanswered_since": None}
        self.case["resolved_at"] = at if to == "resolved" else None
        self._end_leg(at, None)
        self._end(ClockKind.OWNERSHIP, at)
        for kind in (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE):
            self._end(kind, at, void=True)

    def _leg(self, at: datetime) -> None:
        place = {"team_id": self.team, "line_id": self.estate.house.teams[self.team].line_id}
        leg = {"assignee_id": self.assignee, "started_at": at, "ended_at": None}
        self.legs.append(place | leg | {"reason_id": None})

    def _end_leg(self, at: datetime, reason: int | None) -> None:
        if self.legs and self.legs[-1]["ended_at"] is None:
            self.legs[-1] |= {"ended_at": at, "reason_id": reason}

    def _start(self, kind: ClockKind, at: datetime) -> None:
        goals, line = self.desk.goals, self.estate.house.teams[self.team].line_id
        owns = kind == ClockKind.OWNERSHIP
        seconds = goals.line_seconds.get(line) if owns else goals.seconds.get(str(kind))
        if seconds is None:
            return
        row = Row(
            *(0, 0, str(kind), line if owns else None, goals.policy_id, goals.calendar_id),
            target_seconds=seconds,
            started_at=at,
            hours=goals.hours,
            on_line=line,
        )
        row.due_at = row.due()
        self.clocks.append(row)

    def _running(self, *kinds: ClockKind) -> Row | None:
        wanted = [str(kind) for kind in kinds]
        return next((c for c in self.clocks if c.kind in wanted and c.ended_at is None), None)

    def _end(self, kind: ClockKind, at: datetime, *, void: bool = False) -> None:
        row = self._running(kind)
        if row is None:
            return
        row.on_line = self.estate.house.teams[self.team].line_id
        late = row.due_at is not None and at > row.due_at
        if void and late:
            row.breached_at = row.due_at
            self._say(row.breach_fact())
        for fact in row.end(at, void=void):
            self._say(fact)

    def _say(self, fact: Fact) -> None:
        self._tell(fact.kind, fact.at, fact.actor, **fact.data)
