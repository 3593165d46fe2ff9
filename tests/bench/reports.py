"""Reports over twelve months, in the organisation that has half of all cases: each report's main
question, beside a bare count and bare percentiles of the same rows; how fast cases are folded; and
what a queue and a case cost here and in a house of a thousand cases.

`REPORTS_CASES=1000000` makes up as many as the budgets speak of; by itself it takes a tenth.
`BENCH_DATA=<folder>` keeps what was made up for the next run.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connection
from django.test import Client

from care.core.bulk import fetch
from care.core.models import Member, Organisation
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from care.seed.sow import Plan, sow
from inbox.events import Fact, Kind, record
from inbox.models import Case, Dirty
from reporting.ask.catalogue import METRICS
from reporting.ask.frame import (
    AGENT,
    CHANNEL,
    KIND,
    LINE,
    REASON,
    STREAM,
    TAG,
    TIME,
    TURNS,
    Frame,
    Key,
)
from reporting.ask.names import names_for
from reporting.ask.run import ask
from reporting.ask.spread import spread
from reporting.ask.standing import standing
from reporting.ask.together import together
from reporting.ask.trip import trip
from reporting.filters import Filters
from reporting.folder import fold_due
from reporting.period import period_of
from reporting.rebuild import rebuild
from reporting.replace import replace_facts
from reporting.sheets import SHEETS
from routing import policy
from routing.models import Team
from tests import databases
from tests.bench.streams import session_of
from tests.bench.table import show

CASES = int(os.environ.get("REPORTS_CASES", "100000"))
FEW = 1_000
OPEN = 800
ROUNDS = 5
TIMES = 40
TURNS_OF_HOUSES = 3
FOLDED = 3_000
COUNTS, EXACT, OF_A_TEAM, HIRING = 300.0, 1_000.0, 300.0, 300.0
CASES_A_SECOND = 1_500
RATIO = 1.3

# What a report asks first, by which key; `exact`: percentiles and what stands together.
QUESTIONS: tuple[tuple[str, tuple[str, ...], Key], ...] = (
    ("volume: opened by month", ("cases_opened", "public_share", "second_line_share"), TIME),
    ("volume: messages by month", ("messages_in", "private_in"), TIME),
    ("resolution: rates by month", ("resolved", "reopen_rate", "first_contact"), TIME),
    ("turns: mean and within two", ("turns_mean", "within_two", "in_channel"), TIME),
    ("turns: by number of turns", ("cases_resolved",), TURNS),
    ("SLA: met by month", ("targets", "met_share"), TIME),
    ("SLA: met by kind", ("targets", "met", "missed", "met_share"), KIND),
    ("lines: rounds by reason", ("rounds", "rounds_cases"), REASON),
    ("lines: ownership by line", ("owned",), LINE),
    ("workload: touch and held by agent", ("touch", "held", "queued"), AGENT),
    ("workload: replies by agent", ("replies_out", "turns_sent"), AGENT),
    ("tags: taggings", ("taggings", "tagged_by_rules"), TAG),
    ("tags: cases with the tag", ("with_tag", "tag_turns", "tag_touch", "tag_held"), TAG),
    ("noise: by stream", ("messages_in", "noise", "actionable_rate", "answered_rate"), STREAM),
    ("noise: by channel", ("messages_in", "noise", "actionable_rate"), CHANNEL),
)
# Each case once, however many rows it has: like percentiles, no sum of parts.
ONCE: tuple[tuple[str, tuple[str, ...], Key], ...] = (
    ("workload: cases handled by agent, each once", ("handled",), AGENT),
    ("tags: cases tagged, each once", ("tagged_cases",), TAG),
)
_SPANS = ("median", "p90", "mean")
PERCENTILES: tuple[tuple[str, str, Key], ...] = (
    ("first response by month", "first_response", TIME),
    ("first useful answer by month", "first_useful", TIME),
    ("next response by month", "next_response", TIME),
    ("next response by agent", "next_response", AGENT),
    ("resolution by month", "resolution", TIME),
    ("wait in the queue by line", "queue_wait", LINE),
    ("work by line", "work", LINE),
    ("first useful answer by tag", "tag_answer", TAG),
)


@dataclass(frozen=True, slots=True)
class House:
    """The organisation that has half of everything."""

    database: str
    organisation_id: int
    slug: str
    leader: Member
    team_id: int

    def frame(self, *, of_a_team: bool = False) -> Frame:
        now = datetime.now(UTC)
        first = now.date().replace(year=now.year - 1)
        said = {"from": first.isoformat(), "to": now.date().isoformat(), "by": "month"}
        period = period_of(said | {"compare": "none"}, zone=ZoneInfo("UTC"), now=now)
        return Frame(self.organisation_id, period, Filters(team=(self.team_id,) * of_a_team))

    @contextmanager
    def door(self) -> Iterator[None]:
        """As a page has it: who asks for names gets memory for figures."""
        with organisation_door(self.organisation_id):
            names_for(self.leader)
            yield


Lines = list[tuple[str, ...]]


def run() -> None:
    few = _filled("bench_reports_few", FEW)
    house = _filled(f"bench_reports_{CASES}", CASES)
    _questions(house)
    _sheets(house)
    _folding(house)
    _desk((few, house))
    connection.close()


def _filled(name: str, cases: int) -> House:
    if not _is_there(name):
        databases.make_copy(name)
        _point_to(name)
        started = time.perf_counter()
        sow(Plan(cases=cases, open=OPEN), now=datetime.now(UTC), tell=_tell)
        _tell(f"{cases:,} cases in {time.perf_counter() - started:.0f} s.")
    _point_to(name)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    ((size,),) = fetch("SELECT pg_size_pretty(pg_database_size(current_database()))", [])
    _tell(f"{cases:,} cases take {size}.")
    organisation = Organisation.objects.get(slug="seed-1")
    with organisation_door(organisation.id):
        return House(
            name,
            organisation.id,
            organisation.slug,
            Member.objects.select_related("membership__person").get(role=Role.TEAM_LEADER),
            Team.objects.filter(line__number=1).latest("id").id,
        )


def _point_to(name: str) -> None:
    """What was read of one house must not be taken for the other's: both count from 1."""
    databases.point_to(name)
    policy._read.cache_clear()


def _is_there(name: str) -> bool:
    """All of it: the last organisation has cases."""
    with closing(databases.admin_connection("postgres")) as server, server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            return False
    with closing(databases.admin_connection(name)) as there, there.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM inbox_case)")
        ((filled,),) = cursor.fetchall()
    return bool(filled)


def _tell(said: str) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def _median(house: House, question: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        with house.door():
            started = time.perf_counter()
            question()
            taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)


def _questions(house: House) -> None:
    lines: Lines = []
    count, percentiles = _bare(house)
    lines.append(("bare count of a year's cases", f"{count:.0f}", "", "", "", "", ""))
    lines.append(("bare percentiles of their first response", f"{percentiles:.0f}", *[""] * 5))
    for name, wanted, key in QUESTIONS:
        lines.append(_line(house, name, _figures(wanted, key), COUNTS))
    lines.append(_line(house, "volume: backlog", standing, COUNTS))
    for name, wanted, key in ONCE:
        lines.append(_line(house, name, _figures(wanted, key), EXACT))
    for name, stem, key in PERCENTILES:
        asked = _figures(tuple(f"{stem}_{which}" for which in _SPANS), key)
        lines.append(_line(house, name, asked, EXACT))
    first = METRICS["first_response_median"]
    lines.append(_line(house, "first response, spread", lambda f: spread(f, first), COUNTS))
    lines.append(_line(house, "round trip", trip, EXACT))
    lines.append(_line(house, "tags together", together, EXACT))
    title = f"reports: 12 months, {CASES // 2:,} cases of {CASES:,}, milliseconds"
    show(title, ("question", "all", "budget", "", "a team", "budget", ""), lines)


Question = Callable[[Frame], object]


def _figures(wanted: tuple[str, ...], key: Key) -> Question:
    metrics = [METRICS[name] for name in wanted]
    return lambda frame: ask(frame, metrics, by=key)


def _line(house: House, name: str, question: Question, budget: float) -> tuple[str, ...]:
    every, team = house.frame(), house.frame(of_a_team=True)
    return (
        name,
        *_held(_median(house, lambda: question(every)), budget),
        *_held(_median(house, lambda: question(team)), OF_A_TEAM),
    )


def _held(figure: float, budget: float) -> tuple[str, str, str]:
    return f"{figure:.0f}", f"<= {budget:.0f}", "ok" if figure <= budget else "MISSED"


def _bare(house: House) -> tuple[float, float]:
    period = house.frame().period
    values = [house.organisation_id, period.start, period.end]
    rows = " FROM reporting_casefact WHERE organisation_id = %s AND {0} >= %s AND {0} < %s"
    places = ", ".join(
        f"percentile_cont({place}) WITHIN GROUP (ORDER BY first_response_seconds)"
        for place in (0.5, 0.9)
    )
    counted = f"SELECT count(*){rows.format('opened_at')}"
    placed = f"SELECT {places}{rows.format('first_response_at')}"
    return (
        _median(house, lambda: fetch(counted, values)),
        _median(house, lambda: fetch(placed, values)),
    )


def _sheets(house: House) -> None:
    """Whole pages, with their frame and the period before; they have no budget of their own, but
    the page about hiring has."""
    client = _client(house)
    year = f"?from={house.frame().period.first.isoformat()}&by=month&compare=none"
    lines: Lines = []
    for name in SHEETS:
        lines.append((name, f"{_page(client, f'/{house.slug}/reports/{name}/{year}', 3):.0f}"))
    hiring = f"/{house.slug}/reports/hiring/"
    lines = [(*line, "", "") for line in lines]
    first = _page(client, hiring, 1)
    lines.append(("hiring, the first time in an hour", f"{first:.0f}", "", ""))
    lines.append(("hiring", *_held(_page(client, hiring, ROUNDS), HIRING)))
    show("whole pages of a year, milliseconds", ("report", "median", "budget", ""), lines)


def _client(house: House) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = session_of(house.leader)
    return client


def _page(client: Client, path: str, times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - started) * 1_000)
        assert answer.status_code == 200, path
    return statistics.median(taken)


def _folding(house: House) -> None:
    """What a fold costs depends on how much of a case it finds changed: an act changes a few rows,
    what is opened or was never folded has none yet, and a rebuild mostly finds all as it is."""
    worked_in, as_they_were = _folded(house, _work_in), _folded(house, _mark)
    stands = _rebuilt(house)
    _forget_facts(house)
    lines = [
        ("newest cases, a minute of work more in each", f"{worked_in:,.0f}", *_fast(worked_in)),
        ("newest cases, marked as dirty", f"{as_they_were:,.0f}", *_fast(as_they_were)),
        ("rebuild", f"{stands:,.0f}", *_fast(stands)),
        ("rebuild of cases that have no facts", f"{_rebuilt(house):,.0f}", "", ""),
    ]
    show("folding", ("", "cases a second", "budget", ""), lines)


def _folded(house: House, make_dirty: Callable[[list[int]], None]) -> float:
    """Cases a second."""
    with house.door():
        newest = Case.objects.order_by("-id").values_list("id", flat=True)
        make_dirty(list(newest[:FOLDED]))
    started = time.perf_counter()
    return fold_due(seconds=600) / (time.perf_counter() - started)


def _work_in(case_ids: list[int]) -> None:
    now, minute = datetime.now(UTC), {"seconds": 60}
    record(Fact(case_id, Kind.TOUCHED, now, data=minute) for case_id in case_ids)


def _mark(case_ids: list[int]) -> None:
    now = datetime.now(UTC)
    Dirty.objects.bulk_create(Dirty(case_id=case_id, at=now) for case_id in case_ids)


def _rebuilt(house: House) -> float:
    started, done = time.perf_counter(), 0
    for done in rebuild(house.organisation_id):
        if done >= FOLDED:
            break
    return done / (time.perf_counter() - started)


def _forget_facts(house: House) -> None:
    """Of the cases that a rebuild begins with."""
    with house.door():
        first = list(Case.objects.order_by("id").values_list("id", flat=True)[:FOLDED])
        replace_facts(house.organisation_id, first, [])


def _fast(rate: float) -> tuple[str, str]:
    return f">= {CASES_A_SECOND:,}", "ok" if rate >= CASES_A_SECOND else "MISSED"


def _desk(houses: Sequence[House]) -> None:
    """In turns: whatever else the machine does is there for both."""
    taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(TURNS_OF_HOUSES):
        for which, house in enumerate(houses):
            _point_to(house.database)
            client = _client(house)
            for name, path in _paths(house).items():
                _page(client, path, 10)
                taken[name][which].append(_page(client, path, TIMES))
    lines = []
    for name, of_house in taken.items():
        few, many = (statistics.median(of_house[which]) for which in (0, 1))
        verdict = "ok" if many / few <= RATIO else "MISSED"
        lines.append(
            (name, f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f}", f"<= {RATIO}", verdict)
        )
    head = ("page", f"{FEW:,} cases", f"{CASES:,} cases", "ratio", "budget", "")
    show(f"the desk, milliseconds, median of {TIMES}", head, lines)


def _paths(house: House) -> dict[str, str]:
    with house.door():
        newest = Case.objects.filter(state="open").latest("id").id
    desk = f"/{house.slug}/desk/"
    return {"queue, 50 rows": f"{desk}queues/first-line/", "case": f"{desk}cases/{newest}/"}
