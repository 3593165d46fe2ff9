from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.cast import hire
from tests.walls.life import Town, live_through


@pytest.fixture(scope="module")
def towns(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_name: str
) -> Iterator[tuple[Town, Town]]:
    """Two organisations with a history, committed once for all tests of a module: what a test
    writes stays for the next one. Such a module uses no `db` mark."""
    emptier = databases.Emptier(database_name)
    with django_db_blocker.unblock():
        yield live_through(hire("acme")), live_through(hire("globex"))
    emptier.empty()
    emptier.close()


@pytest.fixture
def acme(towns: tuple[Town, Town]) -> Town:
    return towns[0]


@pytest.fixture
def globex(towns: tuple[Town, Town]) -> Town:
    return towns[1]


@pytest.fixture
def app(towns: tuple[Town, Town]) -> Iterator[Connection]:
    """Straight into the database as the running product signs in, past all of our code."""
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def superuser(towns: tuple[Town, Town], database_name: str) -> Iterator[Connection]:
    """Bound by no row security, only by keys. Nothing it does is kept."""
    with closing(databases.admin_connection(database_name)) as connection:
        connection.autocommit = False
        yield connection
        connection.rollback()
