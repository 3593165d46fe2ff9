"""The other side of a collision: a second connection, and things done in another thread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg2
from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

T = TypeVar("T")


@contextmanager
def second_connection() -> Iterator[Connection]:
    """As the superuser, who sees every row; in a transaction that is rolled back at the end. In a
    deadlock it is the other side that gives way."""
    with closing(psycopg2.connect(os.environ["CARE_ADMIN_DATABASE_URL"])) as other:
        with other.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '1min'")
        yield other
        other.rollback()


@contextmanager
def meanwhile(act: Callable[[], T]) -> Iterator[Future[T]]:
    """`act` in a thread with a connection of its own; it is over when the block is left."""

    def with_own_connection() -> T:
        try:
            with connection.cursor() as cursor:
                # A test that fails must end; it holds what the thread waits for.
                cursor.execute("SET lock_timeout = '20s'")
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(with_own_connection)


def wait_until_blocked(over: Future[Any] | None = None, *, seconds: float = 15) -> bool:
    """True once some session of this database waits for a lock that another holds; False when
    `over` ended without having to wait."""
    until = time.monotonic() + seconds
    with closing(psycopg2.connect(os.environ["CARE_ADMIN_DATABASE_URL"])) as watch:
        watch.autocommit = True
        with watch.cursor() as cursor:
            while time.monotonic() < until:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND cardinality(pg_blocking_pids(pid)) > 0"
                )
                (blocked,) = cursor.fetchone() or (0,)
                if blocked:
                    return True
                if over is not None and over.done():
                    return False
                time.sleep(0.02)
    raise AssertionError("nobody waited for anybody, and nobody ended")


@contextmanager
def analysed_meanwhile(*, every: float = 4) -> Iterator[None]:
    """What autovacuum does in a lasting database; servers of tests have none, and plans for empty
    tables are slow on full ones."""
    over = threading.Event()

    def analyse() -> None:
        with closing(psycopg2.connect(os.environ["CARE_ADMIN_DATABASE_URL"])) as admin:
            admin.autocommit = True
            with admin.cursor() as cursor:
                while not over.wait(every):
                    cursor.execute("ANALYZE inbox_message, inbox_case, inbox_clock, inbox_thread")

    with ThreadPoolExecutor(1) as pool:
        analysing = pool.submit(analyse)
        try:
            yield
        finally:
            over.set()
        analysing.result()


def commit_now() -> None:
    """Ends the open door's transaction inside its block, so that a waiting thread can go on."""
    connection.connection.commit()


@contextmanager
def _administration() -> Iterator[Any]:
    url = urlsplit(os.environ["CARE_ADMIN_DATABASE_URL"])._replace(path="/postgres").geturl()
    with closing(psycopg2.connect(url)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            yield cursor


def cut_connections() -> None:
    """Ends the sessions of care_app, as a restart of the database does."""
    with _administration() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = 'care_app'",
            [_database()],
        )


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody is connected, and nobody can be."""
    switch = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    database = sql.Identifier(_database())
    with _administration() as cursor:
        cursor.execute(switch.format(database, sql.Literal(False)))
    try:
        cut_connections()
        yield
    finally:
        with _administration() as cursor:
            cursor.execute(switch.format(database, sql.Literal(True)))


def _database() -> str:
    return str(connection.settings_dict["NAME"])
