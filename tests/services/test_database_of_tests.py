from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from care.core.models import Person


@pytest.mark.django_db
def test_tests_sign_in_as_the_product_does_and_never_as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("care_app", False, False)


@pytest.mark.django_db(databases=["default", "owner"])
def test_both_aliases_stand_in_one_database() -> None:
    def database_of(alias: str) -> str:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            return str(cursor.fetchone()[0])

    assert database_of("default") == database_of("owner") != "care"


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next(transactional_db: None, time: str) -> None:
    assert not Person.objects.exists(), time
    person = Person.objects.create_user(email="ada@example.org", name="Ada")
    # The first may come after tests that took numbers and were rolled back.
    assert time == "first" or person.pk == 1, "numbers begin anew"


@pytest.mark.django_db
def test_a_process_that_a_test_starts_finds_the_same_database(database_name: str) -> None:
    assert urlsplit(os.environ["DATABASE_URL"]).path == f"/{database_name}"
