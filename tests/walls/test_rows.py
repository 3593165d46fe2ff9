"""What Postgres itself refuses, asked in SQL: the last wall, when all of our code is wrong."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest
from django.apps import apps
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection

from care.core.tenancy.models import TenantModel
from tests.walls.catalog import WRITE_ONCE, Catalog
from tests.walls.life import Town

TABLES = sorted(
    model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)
)

# What care_dispatch may read; the ids and times by which due work is found, and nothing else.
TOLD_TO_DISPATCH = {
    "inbox_channel": {"organisation_id", "id", "check_at"},
    "inbox_stream": {"organisation_id", "id", "next_poll_at", "leased_until"},
    "inbox_outbox": {"organisation_id", "id", "next_attempt_at", "leased_until", "look_at"},
    "inbox_clock": {"organisation_id", "id", "due_at", "breached_at", "ended_at", "warned_at"},
    "inbox_timer": {"organisation_id", "id", "due_at"},
    "inbox_attachment": {"organisation_id", "id", "fetch_at"},
    "inbox_bulkjob": {"organisation_id", "id", "due_at"},
    "inbox_problemlink": {"organisation_id", "id", "due_at"},
    "inbox_dirty": {"organisation_id", "id"},
    "reporting_export": {"organisation_id", "id", "due_at"},
    "reporting_schedule": {"organisation_id", "id", "due_at"},
    "core_member": {"organisation_id", "id", "mail_notices", "mail_after"},
    "inbox_notice": {"organisation_id", "id", "member_id", "at", "read_at", "mailed_at"},
    "routing_engagement": {"organisation_id", "id", "soon_late_minutes", "version"},
    "inbox_recount": {"organisation_id", "id", "version", "again_at"},
}
# And by what an organisation and a member decided about how early, and whether at all.
WISHES = {
    "core_member.mail_notices",
    *(
        "routing_engagement.soon_late_minutes",
        "routing_engagement.version",
        "inbox_recount.version",
    ),
}
DUE = (
    *("care_dirty_organisations", "care_due_bulk", "care_due_checks", "care_due_clocks"),
    *("care_due_exports", "care_due_files", "care_due_looks", "care_due_notices"),
    *("care_due_problems", "care_due_recounts", "care_due_reports", "care_due_sends"),
    *("care_due_streams", "care_due_timers", "care_soon_late"),
)


def ask(connection: Connection, statement: str, *parameters: Any, table: str = "") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(table=sql.Identifier(table)), parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def open_door(connection: Connection, organisation_id: object) -> None:
    ask(connection, "SELECT set_config('care.organisation', %s, true)", str(organisation_id))


def refused(
    connection: Connection,
    error: type[psycopg2.Error],
    statement: str,
    *parameters: Any,
    table: str = "",
) -> bool:
    ask(connection, "SAVEPOINT tried")
    try:
        ask(connection, statement, *parameters, table=table)
    except error:
        return True
    finally:
        ask(connection, "ROLLBACK TO tried")
    return False


def test_life_has_left_rows_of_both_organisations_in_every_table(
    superuser: Connection, acme: Town, globex: Town
) -> None:
    """Else the tests below would find nothing because there is nothing. A new table: live through
    it in tests/walls/life.py."""
    for table in TABLES:
        found = ask(superuser, "SELECT DISTINCT organisation_id FROM {table}", table=table)
        assert set(found) == {(acme.id,), (globex.id,)}, table


@pytest.mark.parametrize("setting", [None, ""])
def test_without_an_organisation_no_row_is_there(app: Connection, setting: str | None) -> None:
    if setting is not None:
        open_door(app, setting)
    for table in TABLES:
        assert ask(app, "SELECT count(*) FROM {table}", table=table) == [(0,)], table


def test_with_an_organisation_open_all_of_its_rows_and_no_others_are_there(
    app: Connection, superuser: Connection, acme: Town
) -> None:
    open_door(app, acme.id)
    for table in TABLES:
        seen = ask(app, "SELECT organisation_id, id FROM {table} ORDER BY 1, 2", table=table)
        there = ask(
            superuser,
            "SELECT organisation_id, id FROM {table} WHERE organisation_id = %s ORDER BY 1, 2",
            acme.id,
            table=table,
        )
        assert seen == there, table


def test_rows_of_another_organisation_are_neither_changed_nor_deleted(
    app: Connection, acme: Town, globex: Town
) -> None:
    open_door(app, acme.id)
    for table in sorted(set(TABLES) - WRITE_ONCE):
        theirs = "WHERE organisation_id = %s"
        change = f"UPDATE {{table}} SET id = id {theirs}"
        assert ask(app, change, globex.id, table=table) == 0, table
        assert ask(app, f"DELETE FROM {{table}} {theirs}", globex.id, table=table) == 0, table
        assert (
            ask(app, f"SELECT id FROM {{table}} {theirs} FOR UPDATE", globex.id, table=table) == []
        )


@pytest.mark.parametrize("table", sorted(WRITE_ONCE))
def test_a_fact_is_never_changed_or_deleted(app: Connection, acme: Town, table: str) -> None:
    open_door(app, acme.id)
    change, delete = "UPDATE {table} SET id = id", "DELETE FROM {table}"
    assert refused(app, errors.InsufficientPrivilege, change, table=table)
    assert refused(app, errors.InsufficientPrivilege, delete, table=table)


def test_a_row_is_not_given_to_another_organisation(
    app: Connection, acme: Town, globex: Town
) -> None:
    open_door(app, acme.id)
    for table in TABLES:
        give = "UPDATE {table} SET organisation_id = %s"
        assert refused(app, errors.InsufficientPrivilege, give, globex.id, table=table), table


def test_a_row_is_not_written_into_another_organisation(
    app: Connection, acme: Town, globex: Town
) -> None:
    open_door(app, acme.id)
    for table in TABLES:
        copy = (
            "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(t)"
            " || jsonb_build_object('organisation_id', %s::bigint))).* FROM {table} t LIMIT 1"
        )
        assert refused(app, errors.InsufficientPrivilege, copy, globex.id, table=table), table


def test_no_row_points_into_another_organisation_even_past_row_security(
    superuser: Connection, acme: Town, globex: Town
) -> None:
    tried = 0
    for table, keys in Catalog(superuser).foreign_keys.items():
        for name, columns, target, _ in keys:
            if len(columns) == 1:
                continue  # to a floor table
            there = "SELECT id FROM {table} WHERE organisation_id = %s LIMIT 1"
            [(foreign_id,)] = ask(superuser, there, globex.id, table=target)
            column = sql.Identifier(columns[1]).as_string(superuser)
            point = (
                f"UPDATE {{table}} SET {column} = %s WHERE (organisation_id, id) ="
                " (SELECT organisation_id, id FROM {table} WHERE organisation_id = %s"
                f" ORDER BY {column} NULLS LAST LIMIT 1)"
            )
            assert refused(
                superuser, errors.ForeignKeyViolation, point, foreign_id, acme.id, table=table
            ), f"{name} let a row of {table} point into another organisation"
            tried += 1
    assert tried > len(TABLES)


def test_the_product_signs_in_as_a_role_that_passes_no_wall(app: Connection) -> None:
    assert ask(
        app,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid),"
        " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
        " FROM pg_roles WHERE rolname = current_user",
    ) == [("care_app", False, False, False, False, 0, 0)]


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE inbox_note",
        "ALTER TABLE inbox_note DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE inbox_note NO FORCE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON inbox_note USING (true)",
        "CREATE TABLE mine (id bigint)",
        "CREATE VIEW mine AS SELECT * FROM inbox_note",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE care_owner",
        "SET ROLE care_dispatch",
        "SET ROLE care_search",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_the_product_may_not_take_a_wall_down(app: Connection, statement: str) -> None:
    assert refused(app, errors.InsufficientPrivilege, statement)


def test_row_security_cannot_be_switched_off_for_a_session(app: Connection, acme: Town) -> None:
    """`row_security = off` makes Postgres fail rather than hide rows; it never shows them."""
    open_door(app, acme.id)
    ask(app, "SET LOCAL row_security = off")
    assert refused(app, errors.InsufficientPrivilege, "SELECT * FROM inbox_case")


def test_due_work_of_all_organisations_is_told_by_ids_only(
    app: Connection, superuser: Connection, acme: Town, globex: Town
) -> None:
    functions = ask(
        superuser,
        "SELECT proname, proargnames[pronargs + 1:], provolatile FROM pg_proc"
        " WHERE proowner = 'care_dispatch'::regrole ORDER BY 1",
    )
    assert functions == [(name, ["organisation_id", "id"], "s") for name in DUE]
    for name in DUE:
        told = ask(app, f"SELECT organisation_id FROM {name}(100)")
        assert {row[0] for row in told} == {acme.id, globex.id}, name


def test_who_finds_due_work_may_read_ids_and_times_only(superuser: Connection) -> None:
    granted: dict[str, set[str]] = {}
    for table, column, kind in ask(
        superuser,
        "SELECT attrelid::regclass::text, attname, atttypid::regtype::text"
        " FROM pg_attribute, aclexplode(attacl) WHERE grantee = 'care_dispatch'::regrole",
    ):
        name = f"{table}.{column}"
        assert kind in {"bigint", "timestamp with time zone"} or name in WISHES, name
        granted.setdefault(table, set()).add(column)
    assert granted == TOLD_TO_DISPATCH


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT cursor FROM inbox_stream",
        "SELECT idempotency_key FROM inbox_outbox",
        "SELECT * FROM inbox_timer",
        "SELECT text FROM inbox_message",
        "SELECT id FROM inbox_case",
        "UPDATE inbox_stream SET leased_until = now()",
        "DELETE FROM inbox_timer",
    ],
)
def test_who_finds_due_work_is_refused_all_else(superuser: Connection, statement: str) -> None:
    ask(superuser, "SET LOCAL ROLE care_dispatch")
    assert refused(superuser, errors.InsufficientPrivilege, statement)
