from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg2
import psycopg2.errors
import pytest
from psycopg2.extensions import connection as Connection

from care.services.roles import apply_roles, create_database
from tests.databases import admin_connection, drop_copy

DATABASE = "care_test_of_roles"


@pytest.fixture(scope="module")
def admin(database_name: str) -> Iterator[Connection]:
    name = f"{DATABASE}_{database_name}"
    with closing(admin_connection("postgres")) as server:
        create_database(server, name)
    with closing(admin_connection(name)) as connection:
        apply_roles(connection)
        yield connection
    drop_copy(name)


def rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def run_as(connection: Connection, role: str, *statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
        try:
            for statement in statements:
                cursor.execute(statement)
        finally:
            cursor.execute("RESET SESSION AUTHORIZATION")


def test_each_role_is_what_it_says(admin: Connection) -> None:
    assert rows(
        admin,
        "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper OR rolcreatedb OR rolcreaterole"
        " OR rolreplication FROM pg_roles WHERE rolname LIKE 'care\\_%'"
        " AND rolname <> 'care_admin' ORDER BY rolname",
    ) == [
        ("care_app", True, False, False),
        ("care_backup", True, True, False),
        ("care_dispatch", False, False, False),
        ("care_owner", True, False, False),
        ("care_search", False, False, False),
    ]


def test_the_file_may_be_run_again(admin: Connection) -> None:
    before = rights(admin)
    apply_roles(admin)
    assert rights(admin) == before


def test_the_file_may_be_run_for_several_databases_at_the_same_time(
    admin: Connection,
) -> None:
    another = f"{admin.info.dbname}_too"
    with closing(admin_connection("postgres")) as server:
        create_database(server, another)

    def often(name: str) -> None:
        with closing(admin_connection(name)) as connection:
            for _ in range(10):
                apply_roles(connection)

    with ThreadPoolExecutor() as threads:
        list(threads.map(often, [admin.info.dbname, another] * 2))
    drop_copy(another)


def rights(connection: Connection) -> list[tuple[Any, ...]]:
    return rows(
        connection,
        "SELECT datname, datdba::regrole::text, datacl::text FROM pg_database"
        " WHERE datname = current_database()"
        " UNION ALL SELECT nspname, nspowner::regrole::text, nspacl::text FROM pg_namespace"
        " WHERE nspname = 'public'",
    )


def test_only_the_owner_creates_in_the_schema(admin: Connection) -> None:
    run_as(admin, "care_owner", "CREATE TABLE of_owner (id int)", "DROP TABLE of_owner")
    for role in ("care_app", "care_backup"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(admin, role, "CREATE TABLE public.of_somebody (id int)")


def test_the_app_may_stage_rows_in_a_temporary_table(admin: Connection) -> None:
    run_as(admin, "care_app", "CREATE TEMPORARY TABLE staged (id int)", "DROP TABLE staged")


def test_the_app_gets_nothing_that_was_not_granted(admin: Connection) -> None:
    run_as(
        admin,
        "care_owner",
        "CREATE TABLE walled (id int)",
        "CREATE FUNCTION answer() RETURNS int LANGUAGE sql RETURN 42",
    )
    for statement in ("SELECT FROM walled", "TRUNCATE walled", "SELECT answer()"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(admin, "care_app", statement)
    run_as(admin, "care_owner", "DROP TABLE walled", "DROP FUNCTION answer()")


def test_a_function_can_be_given_to_the_search_role_and_changed_as_that_role(
    admin: Connection,
) -> None:
    create = "CREATE OR REPLACE FUNCTION found() RETURNS int LANGUAGE sql SECURITY DEFINER "
    run_as(
        admin,
        "care_owner",
        create + "RETURN 1",
        "ALTER FUNCTION found() OWNER TO care_search",
        "SET ROLE care_search",
        create + "RETURN 2",
        "RESET ROLE",
        "DROP FUNCTION found()",
    )


def test_a_policy_for_the_search_role_opens_no_row_to_the_owner(admin: Connection) -> None:
    run_as(
        admin,
        "care_owner",
        "CREATE TABLE walled (id int)",
        "INSERT INTO walled VALUES (1)",
        "ALTER TABLE walled ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE walled FORCE ROW LEVEL SECURITY",
        "CREATE POLICY everything ON walled FOR SELECT TO care_search USING (true)",
        "GRANT SELECT ON walled TO care_search",
        "DO $$ BEGIN ASSERT (SELECT count(*) = 0 FROM walled); END $$",
        "SET ROLE care_search",
        "DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM walled); END $$",
        "RESET ROLE",
    )
    run_as(
        admin,
        "care_backup",
        "DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM walled); END $$",
    )
    run_as(admin, "care_owner", "DROP TABLE walled")


def test_nobody_acts_as_the_dispatch_role_but_the_owner(admin: Connection) -> None:
    for role in ("care_app", "care_backup", "care_search"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_as(admin, role, "SET ROLE care_dispatch")


def test_the_backup_role_writes_nothing(admin: Connection) -> None:
    run_as(admin, "care_owner", "CREATE TABLE kept (id int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_as(admin, "care_backup", "INSERT INTO kept VALUES (1)")
    run_as(admin, "care_owner", "DROP TABLE kept")
