"""Databases of the tests: one template, migrated once a run, and quick copies of it.

Tests sign in as care_app, as the product does. Only this module acts as the superuser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql
from psycopg2.errors import DeadlockDetected
from psycopg2.extensions import connection as Connection

from care.services.roles import apply_roles, create_database

TEMPLATE = "care_template"
# Each costs the second after which Postgres looks for deadlocks.
TRIES = 10
# Any number, the same in every worker: only one of them migrates the template.
TEMPLATE_LOCK = 20_260_101
# Every so many times the tables are made anew.
SWEPT_EVERY = 50
# Ids begin anew in every emptied database: the sequences of the tables that were written to.
_RESTART = sql.SQL(
    "SELECT setval(s.seqrelid::regclass, s.seqstart, false) FROM pg_sequence s"
    " JOIN pg_depend d ON d.objid = s.seqrelid AND d.deptype IN ('a', 'i')"
    " JOIN pg_class t ON t.oid = d.refobjid"
    " WHERE t.relname = ANY({}) AND pg_sequence_last_value(s.seqrelid) IS NOT NULL"
)
URLS = ("DATABASE_URL", "CARE_OWNER_DATABASE_URL", "CARE_ADMIN_DATABASE_URL")


def admin_connection(database: str) -> Connection:
    connection = psycopg2.connect(url_of(os.environ["CARE_ADMIN_DATABASE_URL"], database))
    connection.autocommit = True
    return connection


def url_of(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def migrate_template_once() -> None:
    with closing(admin_connection("postgres")) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone() is None:
            _migrate(server, half_made=f"{TEMPLATE}_half_made")


def make_copy(name: str) -> None:
    with closing(admin_connection("postgres")) as server:
        _drop(server, name)
        create_database(server, name, template=TEMPLATE)
    # The rights inside come along with the copy, those of the database itself do not.
    with closing(admin_connection(name)) as copy:
        apply_roles(copy)


def drop_copy(name: str) -> None:
    with closing(admin_connection("postgres")) as server:
        _drop(server, name)


def point_to(name: str) -> None:
    """Both aliases, and every process that a test starts."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    for variable in URLS:
        os.environ[variable] = url_of(os.environ[variable], name)


@contextmanager
def pointed_to(name: str) -> Iterator[None]:
    before = connections["default"].settings_dict["NAME"]
    point_to(name)
    try:
        yield
    finally:
        point_to(before)


class Emptier:
    """Empties what a test committed. care_app may not TRUNCATE, and sees no row without a tenant.

    Tables that a new database starts with rows in (content types, migrations) stay as they are.
    """

    def __init__(self, database: str) -> None:
        self._connection = admin_connection(database)
        with self._connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        self._emptied = 0
        self._tables = sorted(set(self._all_tables()) - set(self._with_rows(self._all_tables())))

    def empty(self) -> None:
        filled = self._with_rows(self._tables)
        self._emptied += 1
        for attempt in range(1, TRIES + 1):
            try:
                if self._emptied % SWEPT_EVERY:
                    self._delete(filled)
                else:
                    self._truncate()
                return
            except DeadlockDetected:
                # A page's last word ("I am leaving") is still being written: it has its own locks.
                if attempt == TRIES:
                    raise

    def _delete(self, filled: list[str]) -> None:
        """A few rows are gone sooner than a hundred tables are made anew."""
        names = list(map(sql.Identifier, filled))
        statements: list[sql.Composable] = [sql.SQL("SET LOCAL session_replication_role = replica")]
        if names:
            locked = sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE")
            statements.append(locked.format(sql.SQL(", ").join(names)))
        statements += [sql.SQL("DELETE FROM {}").format(name) for name in names]
        statements.append(_RESTART.format(sql.Literal(self._tables)))
        with self._connection.cursor() as cursor:
            cursor.execute(sql.SQL("BEGIN"))
            try:
                cursor.execute(sql.SQL("; ").join(statements))
            except BaseException:
                cursor.execute(sql.SQL("ROLLBACK"))
                raise
            cursor.execute(sql.SQL("COMMIT"))

    def _truncate(self) -> None:
        """What was deleted takes room in every table until then."""
        names = sql.SQL(", ").join(map(sql.Identifier, self._tables))
        with self._connection.cursor() as cursor:
            cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))

    def close(self) -> None:
        self._connection.close()

    def _all_tables(self) -> list[str]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            )
            return [name for (name,) in cursor.fetchall()]

    def _with_rows(self, tables: list[str]) -> list[str]:
        asked = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in tables
        ]
        if not asked:
            return []
        with self._connection.cursor() as cursor:
            cursor.execute(sql.SQL(" UNION ALL ").join(asked))
            return [name for (name,) in cursor.fetchall()]


def _migrate(server: Connection, *, half_made: str) -> None:
    _drop(server, half_made)
    create_database(server, half_made)
    with closing(admin_connection(half_made)) as admin:
        apply_roles(admin)
    with pointed_to(half_made):
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    with server.cursor() as cursor:
        # Under its name only once it is whole: a failed migration fails in every worker.
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(half_made), sql.Identifier(TEMPLATE)
            )
        )


def _drop(server: Connection, name: str) -> None:
    with server.cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
