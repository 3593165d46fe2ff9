from __future__ import annotations

import psycopg2.errors
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, connections


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
