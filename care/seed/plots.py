"""What happens in a case: when it begins, who does what in it, and how long everybody takes."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

from care.seed import words
from care.seed.estate import Estate
from care.seed.tape import PRIVATE, PUBLIC, Enough, Tape
from inbox.events import Actor

# Of a day in UTC: few at night, a hill before noon, a higher one after work.
HOURS = (3, 2, 1, 1, 1, 2, 5, 11, 17, 21, 23, 22, 20, 19, 20, 21, 23, 26, 29, 28, 24, 18, 11, 6)
DAYS = (1.18, 1.1, 1.05, 1.0, 1.02, 0.78, 0.7)
"""From Monday on."""
_NIGHT_ENDS, _NIGHT_BEGINS = 7, 22
_MINUTE = 60.0


def some_moment(chance: Random, week_start: datetime) -> datetime:
    """Within the week from then on."""
    days = [DAYS[(week_start + timedelta(days=n)).weekday()] for n in range(7)]
    (day,) = chance.choices(range(7), days)
    (hour,) = chance.choices(range(24), HOURS)
    seconds = chance.randrange(3600)
    return week_start + timedelta(days=day, hours=hour, seconds=seconds)


def settled_tape(chance: Random, estate: Estate, at: datetime) -> Tape:
    """The whole of a case, whenever it is played."""
    tape = Tape(estate, chance.choice(estate.desks), at)
    _Course(chance, tape).run()
    return tape


def unsettled_tape(chance: Random, estate: Estate, now: datetime, *, state: str) -> Tape:
    """A case that stands so now: its customer wrote some minutes, hours or days ago."""
    middle = 40 if state == "open" else 400
    while True:
        age = timedelta(minutes=_long(chance, middle, 1.1))
        tape = Tape(estate, chance.choice(estate.desks), now - age, until=now)
        try:
            _Course(chance, tape).run()
        except Enough:
            if tape.state == state:
                return tape


def _long(chance: Random, middle: float, spread: float) -> float:
    return chance.lognormvariate(math.log(middle), spread)


def _someone(chance: Random, estate: Estate, team: int) -> int:
    """Some do much more than others."""
    agents = estate.agents[team]
    return agents[int(len(agents) * chance.random() ** 1.5)]


class _Course:
    def __init__(self, chance: Random, tape: Tape) -> None:
        self.chance, self.tape, self.estate = chance, tape, tape.estate
        self.at = tape.opened_at
        self.visibility = PRIVATE if chance.random() < 0.22 else PUBLIC

    def run(self) -> None:
        kind = self.chance.random()
        if kind < 0.12:
            self.tape.opens(self._pick(words.NOISE), PUBLIC, noise=True)
            return
        self._opens()
        if kind < 0.16:
            self._wait(middle=30)
            member = self._member()
            self.tape.dismiss(member, self.at, "duplicate")
        elif kind < 0.19:
            self._natively()
        elif kind < 0.35:
            self._with_second_line()
        elif kind < 0.44 and self.visibility == PUBLIC:
            self._into_private()
        else:
            self._plainly()
        if self.chance.random() < 0.06 and self.tape.state == "resolved":
            self._comes_back()

    def _opens(self) -> None:
        first = self.chance.choices(("normal", "high", "urgent", "low"), (70, 18, 4, 8))[0]
        self.tape.opens(self._question(), self.visibility, priority=first)
        for topic in self.chance.sample(self.estate.topics, self.chance.choice((0, 1, 1, 2))):
            self.tape.tag(topic, self.at, Actor())

    def _plainly(self) -> None:
        member = self._taken()
        if self.chance.random() < 0.2:
            self._says(member, words.LOOKING, acknowledges=True)
            self._wait(middle=50)
        self._says(member, words.ANSWERS)
        for _ in range(self.chance.choices((0, 1, 2), (70, 24, 6))[0]):
            self._more(member)
        self._done(member)

    def _with_second_line(self) -> None:
        member = self._taken()
        for round_ in range(2 if self.chance.random() < 0.18 else 1):
            goes_back = round_ == 0 and self.chance.random() < 0.22
            self._round(member, goes_back=goes_back, first=round_ == 0)
        self._wait(middle=14)
        self._touch(member, 150)
        self._says(member, words.ANSWERS)
        if self.chance.random() < 0.25:
            self._more(member)
        self._done(member)

    def _round(self, member: int, *, goes_back: bool, first: bool) -> None:
        if first:
            said = self._pick(words.LOOKING)
            self.tape.reply(member, self.at, said, self.visibility, stays=True, acknowledges=True)
            self._wait(middle=1.0)
        team = self.chance.choice(self.estate.second)
        self.tape.hand_over(member, self.at, team, self._pick(words.HANDED_OVER))
        self._wait(middle=75)
        expert = self._member()
        self.tape.take(expert, self.at)
        self._wait(middle=45)
        self._touch(expert, 420)
        if goes_back:
            reason = self.chance.choice(self.estate.reasons)
            self.tape.give_back(expert, self.at, self._pick(words.WHY_BACK), reason)
            self._wait(middle=20)
        else:
            self.tape.give_back(expert, self.at, self._pick(words.FOUND))

    def _into_private(self) -> None:
        member = self._taken()
        self.tape.reply(member, self.at, words.INVITATION, PUBLIC, purpose="invite")
        self._wait(middle=40)
        self.tape.writes(self.at, self._pick(words.MORE), PRIVATE)
        self.visibility = PRIVATE
        self._wait(middle=20)
        self._touch(member, 180)
        self._says(member, words.ANSWERS)
        if self.chance.random() < 0.6:
            self._wait(middle=3)
            self.tape.reply(member, self.at, words.CLOSE, PUBLIC, stays=True, purpose="close")
        self._done(member)

    def _natively(self) -> None:
        self._wait(middle=60)
        self.tape.native(self.at, self._pick(words.ANSWERS), self.visibility)
        self._wait(middle=200)
        self.tape.resolve(self._member(), self.at)

    def _comes_back(self) -> None:
        self.at += timedelta(minutes=_long(self.chance, 900, 0.8))
        self.tape.writes(self.at, self._pick(words.MORE), self.visibility)
        member = self._taken()
        self._says(member, words.ANSWERS)
        self._done(member)

    def _taken(self) -> int:
        """By somebody of the front line, now and then of another team than the first one."""
        self._wait(middle=16)
        member = self._member()
        others = self.estate.first[1:]
        if others and self.tape.team == self.estate.first[0] and self.chance.random() < 0.25:
            self.tape.passes(member, self.chance.choice(others), self.at)
            self._wait(middle=9)
            member = self._member()
        self.tape.take(member, self.at)
        self._wait(middle=4)
        self._touch(member, 200)
        if self.chance.random() < 0.03:
            self.tape.mark_friction(member, self.at)
        return member

    def _says(self, member: int, texts: tuple[str, ...], *, acknowledges: bool = False) -> None:
        if not acknowledges and self.chance.random() < 0.05:
            self.tape.reply(member, self.at, words.ELSEWHERE, self.visibility, elsewhere=True)
        elif acknowledges:
            said = self._pick(texts)
            self.tape.reply(member, self.at, said, self.visibility, acknowledges=True)
        else:
            self.tape.reply(member, self.at, self._pick(texts), self.visibility)
        self.at += timedelta(seconds=6)

    def _more(self, member: int) -> None:
        self.at += timedelta(minutes=_long(self.chance, 90, 1.2))
        self.tape.writes(self.at, self._pick(words.MORE), self.visibility)
        self._wait(middle=25)
        self._touch(member, 120)
        self._says(member, words.ANSWERS)

    def _done(self, member: int) -> None:
        if self.chance.random() < 0.3:
            self.at += timedelta(minutes=_long(self.chance, 60, 1.0))
            self.tape.thanks(self.at, self._pick(words.THANKS), self.visibility)
        self._wait(middle=120)
        self.tape.resolve(member, self.at)

    def _touch(self, member: int, middle: float) -> None:
        """The page tells of it right after, before what is done then."""
        seconds = max(5, round(_long(self.chance, middle, 0.6)))
        self.at += timedelta(seconds=seconds)
        self.tape.touched(member, self.at, seconds)

    def _wait(self, *, middle: float) -> None:
        """For one of us: at night hardly anybody is there."""
        self.at += timedelta(seconds=_MINUTE * _long(self.chance, middle, 1.0))
        night = not _NIGHT_ENDS <= self.at.hour < _NIGHT_BEGINS
        if night and self.chance.random() < 0.9:
            self.at += timedelta(days=self.at.hour >= _NIGHT_BEGINS)
            morning = _NIGHT_ENDS * 60 + _long(self.chance, 45, 0.7)
            self.at = self.at.replace(hour=0, minute=0, second=0) + timedelta(minutes=morning)
        self.at = self.at.replace(microsecond=0)

    def _member(self) -> int:
        return _someone(self.chance, self.estate, self.tape.team)

    def _pick(self, texts: tuple[str, ...]) -> str:
        return self.chance.choice(texts)

    def _question(self) -> str:
        thing, fault = self._pick(words.THINGS), self._pick(words.FAULTS)
        return f"{self._pick(words.OPENINGS)}{thing} {fault}. {self._pick(words.DETAILS)}"
