"""The door in: messages a second through `receive`, beside the same rows by set-based SQL.

Each way gets a database of its own, made from one template; the ids in them are the same, so the
rows that one way wrote can be written again by the other, page by page.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.extras import Json, execute_values

from care.core.tenancy import organisation_door
from inbox.flow.ingest import receive
from inbox.networks.items import IncomingItem
from routing.engine import AddTag, Words, dump_actions, dump_conditions
from routing.models import Engagement, Rule, Tag
from tests import databases
from tests.bench.chatter import WORDS, conversations
from tests.bench.table import show
from tests.cast import Cast, hire

MESSAGES = 10_000
PAGE = 100
WARM_UP = 500
RULES = 200
# Messages a second, and the share of plain SQL's.
BUDGET, BUDGET_WITH_RULES, SHARE = 1_000, 600, 0.4

# What a message is, and all that is known and told of it.
CORE = ("inbox_customer", "inbox_identity", "inbox_thread", "inbox_case", "inbox_message")
REST = ("inbox_threadseat", "inbox_leg", "inbox_clock", "inbox_tagging", "inbox_event")


@dataclass(frozen=True, slots=True)
class Rows:
    columns: dict[str, list[str]]
    pages: dict[int, dict[str, list[tuple[Any, ...]]]]


def run() -> None:
    items = conversations(MESSAGES + WARM_UP)
    started = _fresh("bench_start")
    rate = _through_receive(started, items)
    rows = _rows_by_page(started, items)
    with_rules = _fresh("bench_rules")
    _add_rules(with_rules)
    ruled = _through_receive(with_rules, items)
    plain = _by_sql(_fresh("bench_plain"), rows, CORE)
    everything = _by_sql(_fresh("bench_whole"), rows, CORE + REST)
    show(
        f"ingest: {MESSAGES} messages in pages of {PAGE}",
        ("", "messages/s", "of SQL", "budget", ""),
        [
            _line("receive, starting rules", rate, plain, f">= {BUDGET}", rate >= BUDGET),
            _line(
                f"receive, {RULES} rules",
                ruled,
                plain,
                f">= {BUDGET_WITH_RULES}",
                ruled >= BUDGET_WITH_RULES,
            ),
            _line("SQL, the same messages and cases", plain, plain, "", None),
            _line("SQL, with legs, clocks and events", everything, plain, "", None),
            _line(
                "receive beside SQL",
                rate,
                plain,
                f">= {SHARE:.0%}",
                rate >= SHARE * plain,
            ),
        ],
    )
    connection.close()


def _line(name: str, rate: float, plain: float, budget: str, kept: bool | None) -> tuple[str, ...]:
    verdict = "" if kept is None else "ok" if kept else "MISSED"
    return (name, f"{rate:,.0f}", f"{rate / plain:.0%}", budget, verdict)


def _fresh(name: str) -> Cast:
    databases.make_copy(name)
    databases.point_to(name)
    return hire("bench")


def _add_rules(cast: Cast) -> None:
    with cast.door():
        there = Rule.objects.count()
        tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(20)]
        for n in range(there, RULES):
            words = (f"word{n}", f"{WORDS[n % len(WORDS)]} word{n}", f"phrase of {n}", f"wo{n}rd*")
            Rule.objects.create(
                name=f"Rule {n}",
                position=n + 1,
                conditions=dump_conditions((Words(words),)),
                actions=dump_actions((AddTag(tags[n % len(tags)].id),)),
            )
        Engagement.objects.update(version=2)


def _through_receive(cast: Cast, items: list[IncomingItem]) -> float:
    def take_in(some: list[IncomingItem]) -> None:
        for start in range(0, len(some), PAGE):
            receive(
                organisation_id=cast.id,
                channel_id=cast.channel_id,
                stream_id=None,
                items=some[start : start + PAGE],
                cursor_after=None,
            )

    take_in(items[:WARM_UP])
    begun = time.perf_counter()
    take_in(items[WARM_UP:])
    return (len(items) - WARM_UP) / (time.perf_counter() - begun)


def _rows_by_page(cast: Cast, items: list[IncomingItem]) -> Rows:
    """Every row that `receive` wrote, with the page of the first message it is there for."""
    page_of: dict[tuple[str, str], int] = {
        (item.kind, item.external_id): n // PAGE for n, item in enumerate(items)
    }
    columns: dict[str, list[str]] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    with organisation_door(cast.id), connection.cursor() as cursor:
        for table in CORE + REST:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            columns[table] = [column.name for column in cursor.description or ()]
            found[table] = [dict(zip(columns[table], r, strict=True)) for r in cursor.fetchall()]
    first: dict[tuple[str, int], int] = {}
    for row in found["inbox_message"]:
        page = page_of[row["kind"], row["external_id"]]
        for kind in ("case", "thread", "identity"):
            key = (kind, row[f"{kind}_id"])
            first[key] = min(page, first.get(key, page))
    for row in found["inbox_identity"]:
        first["customer", row["customer_id"]] = first["identity", row["id"]]
    pages: dict[int, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for table, rows in found.items():
        for row in rows:
            page = _page(table, row, first, page_of)
            values = (Json(v) if isinstance(v, dict) else v for v in row.values())
            pages[page][table].append(tuple(values))
    return Rows(columns, pages)


def _page(
    table: str,
    row: dict[str, Any],
    first: dict[tuple[str, int], int],
    page_of: dict[tuple[str, str], int],
) -> int:
    if table == "inbox_message":
        return page_of[row["kind"], row["external_id"]]
    if table in {"inbox_customer", "inbox_identity", "inbox_thread", "inbox_case"}:
        # A case that was merged away holds no message: it came with the one it went into.
        own = first.get((table.removeprefix("inbox_"), row["id"]))
        return own if own is not None else first["case", row["merged_into_id"]]
    case = first.get(("case", row["case_id"]), max(first.values()))
    return max(case, first["thread", row["thread_id"]]) if table == "inbox_threadseat" else case


def _by_sql(cast: Cast, rows: Rows, tables: tuple[str, ...]) -> float:
    seconds, messages = 0.0, 0
    for page, of_table in sorted(rows.pages.items()):
        begun = time.perf_counter()
        with cast.door(), connection.cursor() as cursor:
            for table in tables:
                if of_table[table]:
                    names = ", ".join(rows.columns[table])
                    statement = f"INSERT INTO {table} ({names}) VALUES %s"
                    execute_values(cursor.cursor, statement, of_table[table], page_size=1_000)
        if page >= WARM_UP // PAGE:
            seconds += time.perf_counter() - begun
            messages += len(of_table["inbox_message"])
    return messages / seconds
