"""Reads Postgres' catalog and Django's models, and names every place where a wall is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from psycopg2.extensions import connection as Connection

from care.core.tenancy.models import TenantForeignKey, TenantManager, TenantModel

OUR_APPS = ("core", "routing", "inbox", "connectors", "reporting", "demo")

# Tables without an organisation's wall. Each says why it may stand in front of the doors.
FLOOR = {
    "core_person": "somebody who signs in; they may be of several organisations",
    "core_organisation": "its slug is looked up before its door can be opened",
    "core_membership": "says which doors a person may open, so it is read before one is",
    "core_throttle": "counts failed sign-ins, by hashed address and IP",
    "account_emailaddress": "the sign-in library's; addresses of persons",
    "account_emailconfirmation": "the sign-in library's; addresses of persons",
    "django_session": "found by its key before the person is known",
    "django_content_type": "names of our models; the same for everybody",
    "django_migrations": "which migrations ran; care_app may only read it",
    "auth_group": "the framework's; empty",
    "auth_group_permissions": "the framework's; empty",
    "auth_permission": "the framework's; names of our models",
}

# The only foreign keys of tenant rows that need no organisation in them: they point at the floor.
TO_THE_FLOOR = {"core_organisation", "core_membership"}

SIGHT = (
    "(organisation_id = "
    "(NULLIF(current_setting('care.organisation'::text, true), ''::text))::bigint)"
)
WITHIN = ("within", "PERMISSIVE", ["public"], "ALL", SIGHT, SIGHT)

# Roles that own functions which look across organisations; each has a read-only policy of its own.
LOOKERS = {"dispatch": "care_dispatch", "search": "care_search"}

APP_RIGHTS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def faults(connection: Connection) -> list[str]:
    """A sentence for each fault; empty when every wall stands."""
    catalog = Catalog(connection)
    found = [*catalog.relations(), *catalog.functions(), *_models(catalog)]
    for table in catalog.tenant_tables:
        found += catalog.table_faults(table)
    return sorted(found)


class Catalog:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tables: list[str] = [
            name
            for (name,) in self.ask(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                " AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
        ]
        with_organisation = {
            name
            for (name,) in self.ask(
                "SELECT table_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name = 'organisation_id'"
            )
        }
        self.tenant_tables = [
            table for table in self.tables if table in with_organisation and table not in FLOOR
        ]

    def ask(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

    def relations(self) -> Iterator[str]:
        for table in self.tables:
            if table not in self.tenant_tables and table not in FLOOR:
                yield f"{table} has no organisation_id and is not listed as a floor table"
        for table in FLOOR:
            if table not in self.tables:
                yield f"{table} is listed as a floor table but is none"
        for name, kind in self.ask(
            "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind NOT IN ('r', 'i', 'I', 'S', 'p', 't')"
        ):
            yield f"{name} (kind {kind}): views and their like look past row security"
        for name, owner in self.ask(
            "SELECT relname, relowner::regrole::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')"
            " AND relowner::regrole::text <> 'care_owner'"
        ):
            yield f"{name} is owned by {owner}, not care_owner"

    def functions(self) -> Iterator[str]:
        for name, owner, definer, config, everybody in self.ask(
            "SELECT proname, proowner::regrole::text, prosecdef, coalesce(proconfig, '{}'),"
            " EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner)))"
            "         WHERE grantee = 0)"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ):
            if definer and owner not in LOOKERS.values():
                yield f"{name}() runs as {owner}, who is not made for it"
            if definer and not any(setting.startswith("search_path=") for setting in config):
                yield f"{name}() runs as {owner} and trusts the caller's search_path"
            if everybody:
                yield f"{name}() may be run by everybody"

    def table_faults(self, table: str) -> Iterator[str]:
        yield from self._security(table)
        yield from self._policies(table)
        yield from self._keys(table)
        yield from self._foreign_keys(table)
        yield from self._rights(table)

    def _security(self, table: str) -> Iterator[str]:
        [(enabled, forced, nullable)] = self.ask(
            "SELECT relrowsecurity, relforcerowsecurity,"
            " NOT (SELECT attnotnull FROM pg_attribute WHERE attrelid = pg_class.oid"
            "      AND attname = 'organisation_id')"
            " FROM pg_class WHERE oid = %s::regclass",
            (table,),
        )
        if not enabled:
            yield f"{table}: row security is off"
        if not forced:
            yield f"{table}: row security does not bind its owner"
        if nullable:
            yield f"{table}: organisation_id may be null"

    def _policies(self, table: str) -> Iterator[str]:
        policies = self.ask(
            "SELECT policyname, permissive, roles::text[], cmd, qual, with_check"
            " FROM pg_policies WHERE schemaname = 'public' AND tablename = %s",
            (table,),
        )
        if WITHIN not in policies:
            yield f"{table}: the policy “within” is missing or says something else"
        for policy in policies:
            name, permissive, roles, command = policy[:4]
            looker = roles == [LOOKERS.get(name)] and command == "SELECT"
            if policy != WITHIN and not (looker and permissive == "PERMISSIVE"):
                yield f"{table}: policy “{name}” for {', '.join(roles)} opens its rows"

    def _keys(self, table: str) -> Iterator[str]:
        scanned_across = self._columns_of("care_dispatch", table)
        for name, unique, primary, columns in self.ask(
            "SELECT i.indexrelid::regclass::text, indisunique, indisprimary,"
            " ARRAY(SELECT coalesce(attname::text, '(expression)')"
            "       FROM unnest(indkey::int2[]) WITH ORDINALITY AS k (number, place)"
            "       LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = k.number"
            "       ORDER BY place)"
            " FROM pg_index i WHERE indrelid = %s::regclass",
            (table,),
        ):
            if primary and columns != ["organisation_id", "id"]:
                yield f"{table}: the primary key is ({', '.join(columns)})"
            elif unique and columns[0] != "organisation_id":
                yield f"{table}: {name} is unique across organisations"
            elif columns[0] not in {"organisation_id", *scanned_across} or columns[0] == "id":
                yield f"{table}: {name} begins with {columns[0]}, not organisation_id"
        if not self.ask(
            "SELECT FROM pg_index WHERE indrelid = %s::regclass AND indisprimary", (table,)
        ):
            yield f"{table} has no primary key"

    def _foreign_keys(self, table: str) -> Iterator[str]:
        for name, columns, target, targets in self.foreign_keys(table):
            if target in TO_THE_FLOOR:
                continue
            if columns[0] != "organisation_id" or targets != ["organisation_id", "id"]:
                yield f"{table}: {name} lets a row point into another organisation"

    def foreign_keys(self, table: str) -> list[tuple[str, list[str], str, list[str]]]:
        def names(relation: str, key: str) -> str:
            return (
                f"ARRAY(SELECT attname::text FROM unnest({key}) WITH ORDINALITY AS k (number, place)"
                f" JOIN pg_attribute ON attrelid = {relation} AND attnum = number ORDER BY place)"
            )

        return [
            (name, columns, target, targets)
            for name, columns, target, targets in self.ask(
                f"SELECT conname, {names('conrelid', 'conkey')}, confrelid::regclass::text,"
                f" {names('confrelid', 'confkey')} FROM pg_constraint"
                " WHERE contype = 'f' AND convalidated AND conrelid = %s::regclass",
                (table,),
            )
        ]

    def _rights(self, table: str) -> Iterator[str]:
        granted: dict[str, set[str]] = {}
        for grantee, right in self.ask(
            "SELECT CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END,"
            " privilege_type FROM pg_class, aclexplode(relacl)"
            " WHERE pg_class.oid = %s::regclass AND grantee <> relowner",
            (table,),
        ):
            granted.setdefault(grantee, set()).add(right)
        if (rights := granted.pop("care_app", set())) != APP_RIGHTS:
            yield f"{table}: care_app may {', '.join(sorted(rights)) or 'nothing'}"
        if granted.pop("care_backup", set()) - {"SELECT"}:
            yield f"{table}: care_backup may do more than read"
        for grantee, rights in granted.items():
            yield f"{table}: {grantee} may {', '.join(sorted(rights))} on the whole table"

    def _columns_of(self, role: str, table: str) -> set[str]:
        return {
            column
            for (column,) in self.ask(
                "SELECT column_name FROM information_schema.column_privileges"
                " WHERE grantee = %s AND table_name = %s AND privilege_type = 'SELECT'",
                (role, table),
            )
        }


def _models(catalog: Catalog) -> Iterator[str]:
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if issubclass(model, TenantModel):
                yield from _tenant_model(model, catalog)
            elif model._meta.db_table not in FLOOR:
                yield f"{model.__name__} is neither a TenantModel nor listed as a floor table"


def _tenant_model(model: type[TenantModel], catalog: Catalog) -> Iterator[str]:
    name, meta = model.__name__, model._meta
    if meta.base_manager_name != "objects" or not isinstance(meta.base_manager, TenantManager):
        yield f"{name}: related rows are read without the organisation (base_manager_name)"
    for manager in meta.managers:
        if not isinstance(manager, TenantManager):
            yield f"{name}.{manager.name} reads rows without the organisation"
    if meta.db_table not in catalog.tenant_tables:
        yield f"{name}: its table {meta.db_table} is not walled"
        return
    within = {
        (tuple(columns), target)
        for _, columns, target, targets in catalog.foreign_keys(meta.db_table)
        if targets == ["organisation_id", "id"]
    }
    for field in meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.related_model._meta.db_table
        if isinstance(field, TenantForeignKey):
            if (("organisation_id", field.column), target) not in within:
                yield f"{name}.{field.name} has no foreign key with the organisation in it"
        elif target not in TO_THE_FLOOR:
            yield f"{name}.{field.name} should be a TenantForeignKey"
    if meta.local_many_to_many:
        yield f"{name} has a many-to-many field; write its table as a model"
