from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.test import Client
from psycopg2.extensions import connection as Connection
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.cast import hire
from tests.walls.asking import person_of, signed_in
from tests.walls.life import Town, live_through
from tests.walls.routes import kinds


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


@pytest.fixture
def own(acme: Town, globex: Town) -> dict[str, str]:
    return {name: kind.own for name, kind in kinds(acme, globex).items()}


@pytest.fixture
def agent(acme: Town) -> Client:
    return signed_in(person_of(acme, "anna"))


@pytest.fixture
def outsider(globex: Town) -> Client:
    """The admin of the other organisation."""
    return signed_in(person_of(globex, "admin"))


@pytest.fixture
def disabled(acme: Town) -> Client:
    """Signed in, then disabled."""
    person = person_of(acme, "amir")
    person.is_active = True
    person.save(update_fields=["is_active"])
    client = signed_in(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return client
