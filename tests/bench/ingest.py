"""The door in: messages a second through `receive`, beside the same rows by set-based SQL.

Seconds on the clock say what a user gets, and depend on what else the machine does; seconds of
processor time, of this process and its database session together, say what the work costs. Plain
SQL gets the rows as they stand in the end, each written once.

Each way has a database of its own, made from one template; the ids in them are the same, so the
rows that one way wrote can be written again by the other, page by page.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
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
REST = (
    *("inbox_threadseat", "inbox_leg", "inbox_clock", "inbox_tagging", "inbox_event"),
    "inbox_dirty",
)


@dataclass(frozen=True, slots=True)
class Rows:
    columns: dict[str, list[str]]
    pages: dict[int, dict[str, list[tuple[Any, ...]]]]


class Taken:
    """The time of pages, without what is done between them."""

    def __init__(self) -> None:
        self.messages = 0
        self.seconds = self.processor_seconds = 0.0

    @contextmanager
    def page(self, messages: int) -> Iterator[None]:
        clock, processor = time.perf_counter(), _processor_seconds()
        yield
        self.seconds += time.perf_counter() - clock
        self.processor_seconds += _processor_seconds() - processor
        self.messages += messages

    @property
    def per_second(self) -> float:
        return self.messages / self.seconds

    @property
    def per_processor_second(self) -> float:
        return self.messages / self.processor_seconds


def _processor_seconds() -> float:
    """Of this process and of its session's process in the database server."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def run() -> None:
    items = conversations(MESSAGES + WARM_UP)
    started = _fresh("bench_start")
    receiving = _through_receive(started, items)
    rows = _rows_by_page(started, items)
    with_rules = _fresh("bench_rules")
    _add_rules(with_rules)
    ruled = _through_receive(with_rules, items)
    bare = _by_sql(_fresh("bench_bare"), rows, CORE)
    plain = _by_sql(_fresh("bench_plain"), rows, CORE + REST)
    show(
        f"ingest: {MESSAGES} messages in pages of {PAGE}",
        ("", "messages/s", "budget", "", "per processor second", "of SQL", "budget", ""),
        [
            _line("receive, starting rules", receiving, BUDGET, plain, SHARE),
            _line(f"receive, {RULES} rules", ruled, BUDGET_WITH_RULES, plain),
            _line("SQL, the same rows", plain, 0, plain),
            _line("SQL, only people, cases and messages", bare, 0, plain),
        ],
    )
    connection.close()


def _line(name: str, taken: Taken, budget: int, plain: Taken, share: float = 0) -> tuple[str, ...]:
    of_sql = taken.per_processor_second / plain.per_processor_second
    return (
        name,
        f"{taken.per_second:,.0f}",
        f">= {budget:,}" if budget else "",
        _verdict(taken.per_second, budget),
        f"{taken.per_processor_second:,.0f}",
        f"{of_sql:.0%}",
        f">= {share:.0%}" if share else "",
        _verdict(of_sql, share),
    )


def _verdict(figure: float, budget: float) -> str:
    return "" if not budget else "ok" if figure >= budget else "MISSED"


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


def _through_receive(cast: Cast, items: list[IncomingItem]) -> Taken:
    warming_up, taken = Taken(), Taken()
    for start in range(0, len(items), PAGE):
        page = items[start : start + PAGE]
        if start == WARM_UP:
            _know_the_tables()
        with (warming_up if start < WARM_UP else taken).page(len(page)):
            receive(
                organisation_id=cast.id,
                channel_id=cast.channel_id,
                stream_id=None,
                items=page,
                cursor_after=None,
            )
    return taken


def _know_the_tables() -> None:
    """What autovacuum does within seconds wherever rows come in, at the same moment of every run:
    of tables it knows nothing of, the planner reads all rows."""
    with closing(databases.admin_connection(connection.settings_dict["NAME"])) as admin:
        admin.cursor().execute("ANALYZE")


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


def _by_sql(cast: Cast, rows: Rows, tables: tuple[str, ...]) -> Taken:
    warming_up, taken = Taken(), Taken()
    for page, of_table in sorted(rows.pages.items()):
        watch = warming_up if page < WARM_UP // PAGE else taken
        if page == WARM_UP // PAGE:
            _know_the_tables()
        with watch.page(len(of_table["inbox_message"])), cast.door():
            for table in tables:
                _insert(table, rows.columns[table], of_table[table])
    return taken


def _insert(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s"
            execute_values(cursor.cursor, statement, rows, page_size=1_000)
