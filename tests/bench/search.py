"""Full-text search of one organisation: rare, common, absent and short words, as the desk asks.

`SEARCH_MESSAGES=3000000` fills as much as the budget speaks of; by itself it takes a tenth of that.
Each query is asked as the desk asks it, with the rows of the first page.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from django.db import connection
from psycopg2.extensions import connection as Connection

from care.core.tenancy import organisation_door
from inbox.access import visible_to
from inbox.models import Channel
from inbox.selectors.asked import parse
from inbox.selectors.catalogue import catalogue_for
from inbox.selectors.search import found_page, search
from routing.models import Team
from tests import databases
from tests.bench.table import show
from tests.cast import Cast, hire

MESSAGES = int(os.environ.get("SEARCH_MESSAGES", "300000"))
PER_CASE = 3
ROUNDS = 40
BUDGET_MS = 200

# How often a word stands in a message.
OFTEN = {"internet": 0.3, "router": 0.08, "refund": 0.02, "luggage": 0.012, "fibre": 0.004}
OFTEN |= {"路由器坏了": 0.01, "อินเทอร์เน็ตช้า": 0.01, "الانترنت بطيء": 0.01, "réseau": 0.001}
RARE = "xylophone"
QUERIES = {
    "rare": RARE,
    "0.4 %": "fibre",
    "1.2 %": "luggage",
    "2 %": "refund",
    "8 %": "router",
    "30 %": "internet",
    "two common": "internet router",
    "phrase": '"router internet"',
    "beginning": "refun*",
    "absent": "quxquux",
    "accent": "reseau",
    "Chinese, 2": "坏了",
    "Thai, 2": "ช้",
    "Arabic, 2": "بط",
    "minus": "router -internet",
    "a customer": "from:customer77",
    "common, operators": "internet state:resolved after:2026-06-01",
    "operators alone": "state:resolved channel:simulated",
}


def run() -> None:
    databases.make_copy("bench_search")
    databases.point_to("bench_search")
    cast = hire("bench")
    started = time.perf_counter()
    fill(cast, MESSAGES)
    filled = time.perf_counter() - started
    show(
        f"search: {MESSAGES:,} messages in one organisation, filled in {filled:.0f} s",
        ("", "found", "first ms", "median ms", "p95 ms", "budget", ""),
        [ask(cast, name, typed) for name, typed in QUERIES.items()],
    )
    connection.close()


def ask(cast: Cast, name: str, typed: str) -> tuple[str, ...]:
    taken: list[float] = []
    said = ""
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with organisation_door(cast.id):
            catalogue = catalogue_for(cast.anna, person_id=cast.anna.membership.person_id)
            found = search(parse(typed), member=cast.anna, catalogue=catalogue)
            found_page(found, visible_to(cast.anna))
            said = f"{found.total}{'+' if found.more else ''}"
        taken.append((time.perf_counter() - started) * 1000)
    slow = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    verdict = "ok" if slow <= BUDGET_MS else "MISSED"
    middle = statistics.median(taken)
    times = (f"{figure:.0f}" for figure in (taken[0], middle, slow))
    return (name, said, *times, f"<= {BUDGET_MS}", verdict)


def fill(cast: Cast, messages: int) -> None:
    """By COPY, past row security, with the index of words made at the end."""
    with cast.door():
        channel = Channel.objects.get(id=cast.channel_id)
        team = Team.objects.get(takes_new_cases=True)
    cases = messages // PER_CASE
    name = connection.settings_dict["NAME"]
    with closing(databases.admin_connection(name)) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('inbox_message_words'::regclass)")
        ((definition,),) = cursor.fetchall()
        cursor.execute("DROP INDEX inbox_message_words")
        cursor.execute("SET session_replication_role = replica")
        _people(admin, cast.id, cases, channel.network)
        cursor.execute(
            "INSERT INTO inbox_case (organisation_id, id, brand_id, channel_id, customer_id,"
            " team_id, state, priority, actionability, opened_at, last_message_at, snippet,"
            " last_visibility, resolved_at)"
            " SELECT %(organisation)s, n, %(brand)s, %(channel)s, n, %(team)s,"
            " CASE WHEN n > %(cases)s - 800 THEN 'open' ELSE 'resolved' END, 'normal',"
            " 'must_answer', at, at, '', 'public', CASE WHEN n > %(cases)s - 800 THEN NULL"
            " ELSE at END FROM (SELECT n, timestamptz '2025-11-01' + n * %(step)s AS at"
            " FROM generate_series(1, %(cases)s) n) numbered",
            {
                "organisation": cast.id,
                "brand": channel.brand_id,
                "channel": channel.id,
                "team": team.id,
                "cases": cases,
                "step": timedelta(days=365) / cases,
            },
        )
        lines = _Lines(_messages(cast, channel.id, cases))
        cursor.copy_expert(
            "COPY inbox_message (organisation_id, id, case_id, channel_id, thread_id, kind,"
            " direction, visibility, text, sent_at, received_at, url, quiet) FROM STDIN",
            lines,
        )
        cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE inbox_message, inbox_case, inbox_customer, inbox_identity")


def _people(admin: Connection, organisation_id: int, cases: int, network: str) -> None:
    with admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_customer (organisation_id, id, display_name, first_seen_at)"
            " SELECT %s, n, 'Customer' || n, now() FROM generate_series(1, %s) n",
            [organisation_id, cases],
        )
        cursor.execute(
            "INSERT INTO inbox_identity (organisation_id, id, customer_id, network, external_id,"
            " handle, display_name)"
            " SELECT %s, n, n, %s, n, '@customer' || n, '' FROM generate_series(1, %s) n",
            [organisation_id, network, cases],
        )


def _messages(cast: Cast, channel_id: int, cases: int) -> Iterator[str]:
    chance = random.Random(1)
    plain = [f"word{n}" for n in range(20_000)]
    weights = [1 / (n + 5) for n in range(len(plain))]
    drawn = chance.choices(plain, weights, k=400_000)
    first, step = datetime(2025, 11, 1, tzinfo=UTC), timedelta(days=365) / cases
    for n in range(cases * PER_CASE):
        start = chance.randrange(len(drawn) - 30)
        said = drawn[start : start + chance.randint(6, 26)]
        said += [word for word, often in OFTEN.items() if chance.random() < often]
        if n % 200_000 == 77:
            said.append(RARE)
        chance.shuffle(said)
        case = n // PER_CASE
        at = first + step * case + timedelta(minutes=n % PER_CASE)
        way = "out" if n % PER_CASE == 1 else "in"
        yield (
            f"{cast.id}\t{n + 1}\t{case + 1}\t{channel_id}\t{case + 1}\tpost\t{way}\tpublic"
            f"\t{' '.join(said)}\t{at.isoformat()}\t{at.isoformat()}\t\tf\n"
        )


class _Lines:
    """A file that is written while it is read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._left = b""

    def read(self, size: int = 8192, /) -> bytes:
        parts, length = [self._left], len(self._left)
        for line in self._lines:
            parts.append(line.encode())
            length += len(parts[-1])
            if length >= size:
                break
        whole = b"".join(parts)
        self._left = whole[size:]
        return whole[:size]

    def readline(self, size: int = -1, /) -> bytes:
        return next(self._lines, "").encode()
