from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import encrypt_password, make_dsn

ROLES_SQL = Path(__file__).with_name("roles.sql")
ADMIN = "care_admin"
OWNER = "care_owner"
APP = "care_app"
BACKUP = "care_backup"
DATABASE = "care"


def prepare_database(
    connect: Callable[[str], Connection], *, password_of: Callable[[str], str]
) -> None:
    """Creates what is missing of the roles and of the database; leaves the rest alone."""
    with closing(connect("postgres")) as maintenance:
        maintenance.autocommit = True
        create_database(maintenance, DATABASE)
    with closing(connect(DATABASE)) as admin:
        admin.autocommit = True
        apply_roles(admin)
        for role in (OWNER, APP, BACKUP):
            _give_password(admin, role, password_of(role))


def create_database(connection: Connection, name: str, *, template: str = "template0") -> None:
    if _value(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
        return
    locale = sql.SQL(
        "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        if template == "template0"
        else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                sql.Identifier(name), sql.Identifier(template), locale
            )
        )


def apply_roles(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ROLES_SQL.read_text(encoding="utf-8"))


def _give_password(connection: Connection, role: str, password: str) -> None:
    if _signs_in(connection, role, password):
        return
    # Hashed on this side: the statement carries no password that could be seen or logged.
    hashed = encrypt_password(password, role, scope=connection, algorithm="scram-sha-256")
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(hashed))
        )


def _signs_in(connection: Connection, role: str, password: str) -> bool:
    if not _value(
        connection, "SELECT 1 FROM pg_authid WHERE rolname = %s AND rolpassword IS NOT NULL", role
    ):
        return False
    address = make_dsn(connection.dsn, user=role, password=password)
    try:
        psycopg2.connect(address).close()
    except psycopg2.OperationalError:
        return False
    return True


def _value(connection: Connection, query: str, *parameters: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
