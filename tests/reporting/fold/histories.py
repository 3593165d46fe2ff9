"""Random lives of a case, as the events that the product would record of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from inbox.events import Kind
from reporting.fold import Head, Told

BEGIN = datetime(2025, 3, 28, 20, 0, tzinfo=UTC)  # summer time begins on the 30th in Europe
CASE, OTHER = 7, 8
HEAD = Head(CASE, 3, 4, "simulated", 5)
FRONT, BACK, SIDE = 1, 2, 3
PLACES = {FRONT: (11, 1), BACK: (22, 2), SIDE: (11, 1)}
TO_BACK, TO_FRONT, PRAISE = 91, 92, 93
ANNA, TESS = 50, 60
ACTIVE = {"open", "waiting", "snoozed"}


class Desk:
    """Does what the verbs do, and records what they record."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.told: list[Told] = []
        self.state = ""
        self.team = FRONT
        self.assignee: int | None = None
        self.acted = False
        self.messages = 100
        self.asked: list[int] = []
        self.said: list[int] = []
        self.newest = BEGIN
        self.live: dict[int, int] = {}
        self.handed: tuple[int, datetime, int, int | None] | None = None
        self.settled_by: datetime | None = None
        self.merged = False

    def record(
        self, kind: Kind, at: datetime | None = None, *, by: int | None = None, **data: Any
    ) -> None:
        case_id = data.pop("case_id", CASE)
        clean = {key.rstrip("_"): value for key, value in data.items()}
        moment = at or self.now
        number = len(self.told) + 1
        self.told.append(Told(number, case_id, kind, moment, self.now, by, None, clean))

    def message(self) -> int:
        self.messages += 1
        return self.messages

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    def change(self, to: str, *, at: datetime | None = None, **data: Any) -> None:
        self.record(Kind.STATE_CHANGED, at, from_=self.state, to=to, **data)
        self.state = to

    def move(self, team: int, *, assignee: int | None, by: int, **data: Any) -> None:
        if team != self.team:
            line, number = PLACES[team]
            self.record(Kind.MOVED, by=by, to_team=team, to_line=number, line=line, **data)
        if assignee != self.assignee:
            marks = {key: value for key, value in data.items() if key.startswith("undoes")}
            self.record(Kind.ASSIGNED, by=by, from_=self.assignee, to=assignee, **marks)
        self.team, self.assignee = team, assignee

    def effects_at(self, at: datetime) -> datetime:
        self.newest = max(self.newest, at)
        return self.now if self.acted else self.newest

    def open_case(self, at: datetime, *, history: bool = False) -> None:
        line, number = PLACES[FRONT]
        more = {"history": True} if history else {}
        self.record(Kind.CASE_OPENED, at, team=FRONT, line=line, number=number, **more)
        self.state, self.newest = ("resolved" if history else "open"), at

    # What customers do.

    def asks(self, delay: int, private: bool) -> None:
        at = self.now - timedelta(minutes=delay)
        if not self.state:
            self.open_case(at)
        number = self.message()
        self.asked.append(number)
        self.record(Kind.MESSAGE_RECEIVED, at, **self.came(number, private, "must_answer"))
        when = self.effects_at(at)
        if self.state != "open":
            was_settled = not self.active
            self.change("open", at=when)
            if was_settled and self.assignee is not None:
                self.record(Kind.ASSIGNED, when, from_=self.assignee, to=None)
                self.assignee = None

    def is_noisy(self, delay: int) -> None:
        at = self.now - timedelta(minutes=delay)
        new = not self.state
        if new:
            self.open_case(at)
        self.record(Kind.MESSAGE_RECEIVED, at, **self.came(self.message(), False, "noise"))
        self.effects_at(at)
        if new:
            self.record(Kind.ACTIONABILITY_CHANGED, at, from_="must_answer", to="noise")
            self.change("dismissed", at=at, reason="noise")

    def came(self, number: int, private: bool, judged: str) -> dict[str, Any]:
        visibility = "private" if private else "public"
        stream = "private" if private else "mentions"
        told = {"message": number, "visibility": visibility, "stream": stream}
        return {**told, "actionability": judged}

    def thanks(self) -> None:
        self.record(Kind.THANKED, message=self.message(), visibility="public", stream="mentions")

    def deletes(self) -> None:
        if self.asked:
            self.record(Kind.MESSAGE_DELETED, message=self.asked.pop())

    def was_here_before(self) -> None:
        self.open_case(self.now, history=True)
        self.record(Kind.MESSAGE_RECEIVED, message=self.message(), history=True)
        self.record(Kind.STATE_CHANGED, from_="open", to="resolved", history=True)

    def wrote_in_another_case(self) -> None:
        """That was taken for a case of its own at first, with a tag of a rule."""
        if self.merged:
            return
        self.merged = True
        line, number = PLACES[FRONT]
        self.record(Kind.CASE_OPENED, case_id=OTHER, team=FRONT, line=line, number=number)
        number = self.message()
        self.asked.append(number)
        self.record(Kind.MESSAGE_RECEIVED, case_id=OTHER, **self.came(number, False, "must_answer"))
        self.record(Kind.TAG_ON, case_id=OTHER, tag=PRAISE)
        if self.state != "open":
            self.change("open", at=self.effects_at(self.now))
        self.live.setdefault(PRAISE, 0)
        self.record(Kind.MERGED, case_id=OTHER, into=CASE)
        self.record(Kind.ABSORBED, case=OTHER)

    # What people of ours do.

    def on_the_network(self, delay: int) -> None:
        at = self.now - timedelta(minutes=delay)
        self.record(Kind.NATIVE_REPLY, at, message=self.message(), visibility="public")
        when = self.effects_at(at)
        if self.state == "open":
            self.change("waiting", at=when)

    def replies(self, *, private: bool = False, then: str = "waiting", **what: Any) -> None:
        self.acted = True
        number = self.message()
        visibility = "private" if private else "public"
        self.record(Kind.REPLY_QUEUED, by=ANNA, message=number, visibility=visibility, **what)
        if self.state != then:
            self.change(then)
            self.settled_by = self.now if then == "resolved" else self.settled_by
        self.record(Kind.REPLY_SENT, self.now + timedelta(seconds=5), by=ANNA, message=number)
        self.said.append(number)

    def replies_in_vain(self) -> None:
        self.acted = True
        number = self.message()
        self.record(Kind.REPLY_QUEUED, by=ANNA, message=number, visibility="public")
        self.change("resolved")
        self.now += timedelta(minutes=1)
        self.record(Kind.REPLY_FAILED, by=ANNA, message=number)
        self.change("open", reason="not_sent")

    def settles(self, to: str) -> None:
        self.acted = True
        self.record(Kind.STATE_CHANGED, by=ANNA, from_=self.state, to=to)
        self.state, self.settled_by = to, self.now

    def takes_it_back(self) -> None:
        if self.settled_by is not None and self.state == "resolved":
            self.change("open", reason="taken_back")

    def tags(self, tag: int, number: int) -> None:
        self.record(Kind.TAG_ON, by=ANNA, tag=tag, tagging=number)
        self.live[tag] = number

    def untags(self, tag: int, **marks: Any) -> None:
        number = self.live.pop(tag)
        told: dict[str, Any] = {"tagging": number} if number else {}
        self.record(Kind.TAG_OFF, by=ANNA, tag=tag, **told, **marks)

    def hands_over(self) -> None:
        self.acted = True
        number = len(self.told) + 1000
        self.handed = (number, self.now, self.team, self.assignee)
        self.tags(TO_BACK, number)
        self.off_with(TO_FRONT)
        self.move(BACK, assignee=None, by=ANNA, by_tag=TO_BACK)

    def off_with(self, tag: int) -> None:
        if tag in self.live:
            self.untags(tag)

    def gives_back(self, reason: int) -> None:
        self.tags(TO_FRONT, len(self.told) + 1000)
        self.off_with(TO_BACK)
        told = {"by_tag": TO_FRONT} | ({"reason": reason} if reason else {})
        self.move(FRONT, assignee=ANNA, by=TESS, **told)

    def undoes(self) -> None:
        if self.handed is None or self.team != BACK or self.assignee is not None:
            return
        number, _, team, assignee = self.handed
        if self.live.get(TO_BACK) == number:
            self.untags(TO_BACK, undoes_tagging=number)
            self.move(team, assignee=assignee, by=ANNA, undoes_tagging=number)

    def acts(self, do: Callable[[Desk], None]) -> None:
        do(self)


def _if_open(do: Callable[[Desk], None]) -> Callable[[Desk], None]:
    return lambda desk: do(desk) if desk.active else None


def _if_there(do: Callable[[Desk], None]) -> Callable[[Desk], None]:
    return lambda desk: do(desk) if desk.state else None


_delays = st.sampled_from([0, 0, 0, 3, 40])
ACTS = st.one_of(
    st.builds(lambda d, p: lambda desk: desk.asks(d, p), _delays, st.booleans()),
    st.builds(lambda d, p: lambda desk: desk.asks(d, p), _delays, st.booleans()),
    st.builds(lambda d: lambda desk: desk.is_noisy(d), _delays),
    st.just(_if_there(Desk.thanks)),
    st.just(_if_there(Desk.deletes)),
    st.just(_if_there(Desk.wrote_in_another_case)),
    st.builds(lambda d: _if_there(lambda desk: desk.on_the_network(d)), _delays),
    st.builds(
        lambda what, private, then: _if_open(
            lambda desk: desk.replies(private=private, then=then, **what)
        ),
        st.sampled_from(
            [{}, {}, {"acknowledges": True}, {"purpose": "close"}, {"elsewhere": True}]
        ),
        st.booleans(),
        st.sampled_from(["waiting", "waiting", "resolved"]),
    ),
    st.just(_if_open(Desk.replies_in_vain)),
    st.sampled_from(["resolved", "dismissed"]).map(
        lambda to: _if_open(lambda desk: desk.settles(to))
    ),
    st.just(Desk.takes_it_back),
    st.just(_if_open(lambda desk: desk.change("snoozed"))),
    st.just(lambda desk: desk.change("open") if desk.state in ("resolved", "snoozed") else None),
    st.just(_if_open(lambda desk: desk.hands_over() if desk.team != BACK else None)),
    st.just(_if_open(Desk.undoes)),
    st.just(_if_open(lambda desk: desk.move(desk.team, assignee=TESS, by=TESS))),
    st.just(_if_open(lambda desk: desk.move(SIDE, assignee=None, by=ANNA))),
    st.sampled_from([0, 5]).map(
        lambda reason: _if_open(lambda desk: desk.gives_back(reason) if desk.team == BACK else None)
    ),
    st.just(
        _if_there(
            lambda desk: (
                desk.record(Kind.ACKNOWLEDGEMENT_SET, message=desk.said[-1], acknowledges=True)
                if desk.said
                else None
            )
        )
    ),
)
GAPS = st.sampled_from([0, 1, 7, 12, 90, 800, 3000])


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    desk = Desk()
    if draw(st.booleans()) and draw(st.booleans()):
        desk.was_here_before()
        desk.now += timedelta(days=1)
    for gap, act in draw(st.lists(st.tuples(GAPS, ACTS), max_size=16)):
        desk.now += timedelta(minutes=gap)
        act(desk)
    return desk.told
