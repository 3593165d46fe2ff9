"""Tapes into tables: the tapes of an organisation as temporary tables, and one statement a table
that plays them. By the owner of the tables, through the organisation's door like everybody."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from care.core.tenancy.door import SETTING
from care.seed.estate import NETWORKS, Estate
from care.seed.rows import FACTS, Cells, rows_of
from care.seed.tables import MADE, PEOPLE, STATE, Sheet
from care.seed.tape import Tape
from care.seed.weeks import WEEK, Playing
from care.seed.words import FAMILIES, NAMES

SHEETS = (*STATE, *FACTS)
# What a case may have of each on its tape, and more: its ids begin so far after the last one's.
_STRIDES = {
    "message": ("inbox_message", 32),
    "event": ("inbox_event", 96),
    "thread": ("inbox_thread", 2),
    "tagging": ("inbox_tagging", 16),
    "note": ("inbox_note", 8),
}
_PER_CUSTOMER = 0.62
_WEEK_SECONDS = int(WEEK.total_seconds())


class Player:
    def __init__(self, cursor: CursorWrapper, estate: Estate) -> None:
        self.cursor, self.estate = cursor, estate
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(estate.organisation_id)])

    def play(self, tapes: Sequence[Tape], playings: Sequence[Playing]) -> int:
        """The number of rows."""
        self._load(tapes)
        self._place(tapes, playings)
        rows = 0
        for sheet in SHEETS:
            rows += self._fill(sheet)
        for sheet in SHEETS:
            self.cursor.execute(f"DROP TABLE seed_{sheet.table}")
        self.cursor.execute("DROP TABLE seed_playing")
        return rows

    def _load(self, tapes: Iterable[Tape]) -> None:
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for number, tape in enumerate(tapes):
            for sheet, cells in rows_of(tape):
                found[sheet.table].append((number, *cells))
        for sheet in SHEETS:
            own = ", text AS data" if sheet.more else ""
            columns = [name for name in sheet.columns if not (own and name == "data")]
            table = f"seed_{sheet.table}"
            self.cursor.execute(
                f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS SELECT 0 AS tape,"
                f" {', '.join(columns)} FROM {sheet.table} LIMIT 0"
            )
            if sheet.more:
                more = sheet.more.split(", ")
                adds = ", ".join(f"ADD {one}" for one in ("data text", *more))
                self.cursor.execute(f"ALTER TABLE {table} {adds}")
            self._copy(table, found[sheet.table])
            self.cursor.execute(f"CREATE INDEX ON {table} (tape)")
            self.cursor.execute(f"ANALYZE {table}")

    def _place(self, tapes: Sequence[Tape], playings: Sequence[Playing]) -> None:
        number = len(playings)
        first = self._take("inbox_case", number)
        starts = {
            name: self._take(table, number * stride) for name, (table, stride) in _STRIDES.items()
        }
        customers = max(len(NETWORKS), round(number * _PER_CUSTOMER))
        person = self._people(customers, since=playings[0].at)
        self.cursor.execute(
            "CREATE TEMPORARY TABLE seed_playing (tape int, case_id bigint, shift interval,"
            " seconds bigint, customer bigint, message bigint, event bigint, thread bigint,"
            " tagging bigint, note bigint, ref text) ON COMMIT DROP"
        )
        rows = []
        for n, one in enumerate(playings):
            network = NETWORKS.index(tapes[one.tape].desk.network)
            known = (n * 2_654_435_761 % (2**32)) % (customers // len(NETWORKS))
            begins = [starts[name] + n * _STRIDES[name][1] - 1 for name in _STRIDES]
            message, event, thread, tagging, note = begins
            rows.append(
                (
                    *(one.tape, first + n, f"-{one.back} weeks", -one.back * _WEEK_SECONDS),
                    *(person + known * len(NETWORKS) + network, message, event, thread, tagging),
                    *(note, 100_000 + n * 7_919 % 900_000),
                )
            )
        self._copy("seed_playing", rows)
        self.cursor.execute("ANALYZE seed_playing")

    def _people(self, number: int, *, since: datetime) -> int:
        """The first one's number, which is also that of their account."""
        first = max(self._take(table, number) for table in PEOPLE)
        for table in PEOPLE:
            self._take(table, first + number - self._take(table, 1))
        values: dict[str, Any] = {
            "organisation": self.estate.organisation_id,
            "first": first,
            "last": first + number - 1,
            "since": since,
            "names": list(NAMES),
            "families": list(FAMILIES),
            "networks": list(NETWORKS),
        }
        named = (
            "(%(names)s::text[])[1 + n %% array_length(%(names)s::text[], 1)] || ' '"
            " || (%(families)s::text[])[1 + n * 7 %% array_length(%(families)s::text[], 1)]"
        )
        self.cursor.execute(
            "INSERT INTO inbox_customer (organisation_id, id, display_name, first_seen_at)"
            f" SELECT %(organisation)s, n, {named}, %(since)s"
            " FROM generate_series(%(first)s, %(last)s) n",
            values,
        )
        self.cursor.execute(
            "INSERT INTO inbox_identity (organisation_id, id, customer_id, network, external_id,"
            " handle, display_name)"
            " SELECT %(organisation)s, n, n, (%(networks)s::text[])[1 + (n - %(first)s)"
            " %% array_length(%(networks)s::text[], 1)], 'seed' || n, '@customer' || n,"
            f" {named} FROM generate_series(%(first)s, %(last)s) n",
            values,
        )
        return first

    def _take(self, table: str, number: int) -> int:
        """The first of so many new ids in a row."""
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        self.cursor.execute(f"SELECT nextval({sequence})")
        ((first,),) = self.cursor.fetchall()
        if number > 1:
            self.cursor.execute(f"SELECT setval({sequence}, %s)", [first + number - 1])
        return int(first)

    def _fill(self, sheet: Sheet) -> int:
        moments = self._moments(sheet.table)
        made = [self._made(sheet, name, moments) for name in sheet.columns]
        self.cursor.execute(
            f"INSERT INTO {sheet.table} (organisation_id, {', '.join(sheet.columns)})"
            f" SELECT %s, {', '.join(made)} FROM seed_playing p"
            f" JOIN seed_{sheet.table} t ON t.tape = p.tape",
            [self.estate.organisation_id],
        )
        return int(self.cursor.rowcount)

    def _made(self, sheet: Sheet, name: str, moments: set[str]) -> str:
        if name in sheet.made:
            return MADE[sheet.made[name]].format(name)
        return f"t.{name} + p.shift" if name in moments else f"t.{name}"

    def _moments(self, table: str) -> set[str]:
        self.cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND atttypid = 'timestamptz'::regtype",
            [table],
        )
        return {name for (name,) in self.cursor.fetchall()}

    def _copy(self, table: str, rows: Iterable[Cells]) -> None:
        lines = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows))
        self.cursor.copy_expert(f"COPY {table} FROM STDIN", lines)


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return str(value)
