"""All of it: organisations, their cases in one transaction, then what the product does by itself
(clocks of what is open, and its facts), and the housekeeping of so many new rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from care.seed.estate import Estate, settle
from care.seed.playing import SHEETS, Player
from care.seed.plots import settled_tape, some_moment, unsettled_tape
from care.seed.structure import put_off
from care.seed.tables import PEOPLE
from care.seed.tape import Tape
from care.seed.weeks import WEEK, Playing, playings
from inbox.flow.recount import recount_due
from reporting.folder import fold_due

# A tape is played so often where there are many cases.
PLAYED = 25
LEAST_TAPES = 400
# From so many cases on it is quicker to make indexes and check keys at the end.
MANY = 30_000
# Of so many open cases, so many more wait for their customer.
_WAITING = 0.4
_LONG_TIME = 3600.0
TABLES = (*PEOPLE, *(sheet.table for sheet in SHEETS))


@dataclass(frozen=True, slots=True)
class Plan:
    cases: int
    organisations: int = 50
    open: int = 800
    seed: int = 1
    prefix: str = "seed"
    tapes: int | None = None
    """Of each organisation at most; none: as many as it deserves."""

    def shares(self, whole: int) -> list[int]:
        """The first organisation has half of everything."""
        if self.organisations == 1:
            return [whole]
        rest, left = divmod(whole - whole // 2, self.organisations - 1)
        return [whole // 2, *(rest + (n < left) for n in range(self.organisations - 1))]


def sow(plan: Plan, *, now: datetime, tell: Callable[[str], None]) -> None:
    estates: list[tuple[Estate, int, int]] = []
    shares = zip(plan.shares(plan.cases), plan.shares(plan.open), strict=True)
    for number, (cases, open_) in enumerate(shares, start=1):
        slug = f"{plan.prefix}-{number}"
        estate = settle(slug=slug, name=f"{plan.prefix.title()} {number}", cases=cases)
        estates.append((estate, cases, min(open_, cases)))
    tell(f"{len(estates)} organisations with their people; now the cases.")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        _speed_up(cursor)
        if plan.cases >= MANY:
            with put_off(cursor, TABLES, tell):
                _play(plan, estates, cursor, now, tell)
        else:
            _play(plan, estates, cursor, now, tell)
    connections["owner"].close()
    tell("beginning the clocks of what is open …")
    while recount_due():
        pass
    fold_due(seconds=_LONG_TIME)
    tell("vacuum and statistics …")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
    connection.close()


def _speed_up(cursor: CursorWrapper) -> None:
    for name, value in (
        ("synchronous_commit", "off"),
        ("work_mem", "64MB"),
        # Cases in the order in which they opened, each with all its rows, as time writes them.
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
    ):
        cursor.execute(f"SET LOCAL {name} = '{value}'")


def _play(
    plan: Plan,
    estates: Sequence[tuple[Estate, int, int]],
    cursor: CursorWrapper,
    now: datetime,
    tell: Callable[[str], None],
) -> None:
    done = 0
    for estate, cases, open_ in estates:
        tapes, played = tapes_of(plan, estate, cases, open_, now=now)
        rows = Player(cursor, estate).play(tapes, played)
        done += cases
        tell(
            f"{estate.slug}: {cases} cases of {len(tapes)} tapes, {rows} rows"
            f" ({done / plan.cases:.0%})"
        )


def tapes_of(
    plan: Plan, estate: Estate, cases: int, open_: int, *, now: datetime
) -> tuple[list[Tape], list[Playing]]:
    chance = Random(f"{plan.seed} {estate.slug}")
    now = now.replace(microsecond=0)
    unsettled = list(_unsettled(chance, estate, min(cases, open_), now))[:cases]
    left = cases - len(unsettled)
    most = plan.tapes or max(LEAST_TAPES, left // PLAYED)
    week = now.replace(hour=0, minute=0, second=0) - WEEK
    tapes = [
        settled_tape(chance, estate, some_moment(chance, week)) for _ in range(min(left, most))
    ]
    stretches = [(tape.opened_at, tape.last_at) for tape in tapes]
    found = playings(chance, stretches, left, now=now)
    found += [Playing(tape.opened_at, len(tapes) + n, 0) for n, tape in enumerate(unsettled)]
    found.sort(key=lambda one: (one.at, one.tape))
    return [*tapes, *unsettled], found


def _unsettled(chance: Random, estate: Estate, open_: int, now: datetime) -> Iterator[Tape]:
    for _ in range(open_):
        yield unsettled_tape(chance, estate, now, state="open")
    for _ in range(round(open_ * _WAITING)):
        yield unsettled_tape(chance, estate, now, state="waiting")
