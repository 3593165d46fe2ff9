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
    "core_apitoken": "digests of tokens; finds the organisation that a token opens",
    "core_invitation": "digests of links; finds the place that waits for somebody",
    "core_signin": "where a person is signed in, for all of their organisations",
    "core_mail": "a new password is asked for before an organisation is known; words are sealed",
    "mfa_authenticator": "the sign-in library's; second factors of persons, sealed",
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

# On a whole table; anybody else may at most read single columns. TRUNCATE passes row security.
RIGHTS = {"care_app": {"SELECT", "INSERT", "UPDATE", "DELETE"}, "care_backup": {"SELECT"}}

# Facts: the product adds them and can never change one.
WRITE_ONCE = {"inbox_event", "core_auditentry", "inbox_problementry", "routing_ruleversion"} | {
    *("routing_calendarversion", "routing_calendarchoice"),
}


def faults(connection: Connection) -> list[str]:
    """A sentence for each fault; empty when every wall stands."""
    catalog = Catalog(connection)
    return sorted([*catalog.faults(), *_models(catalog)])


_NAMES = """ARRAY(
    SELECT coalesce(attname::text, '(expression)')
    FROM unnest({numbers}) WITH ORDINALITY AS k (number, place)
    LEFT JOIN pg_attribute ON attrelid = {relation} AND attnum = number
    ORDER BY place)"""


class Catalog:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tables = self._ask(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        with_organisation = self._ask(
            "SELECT attrelid::regclass::text FROM pg_attribute"
            " WHERE attname = 'organisation_id' AND NOT attisdropped"
        )
        self.tenant_tables = [
            table for table in self.tables if table in with_organisation and table not in FLOOR
        ]
        # table → (name, columns, target table, target's columns)
        self.foreign_keys: dict[str, list[tuple[str, list[str], str, list[str]]]] = {}
        for table, *key in self._of_tenant_tables(
            f"SELECT conrelid::regclass::text, conname,"
            f" {_NAMES.format(relation='conrelid', numbers='conkey')}, confrelid::regclass::text,"
            f" {_NAMES.format(relation='confrelid', numbers='confkey')}"
            " FROM pg_constraint WHERE contype = 'f' AND convalidated AND conrelid = {ours}"
        ):
            self.foreign_keys.setdefault(table, []).append(tuple(key))

    def faults(self) -> Iterator[str]:
        yield from self._relations()
        yield from self._functions()
        yield from self._security()
        yield from self._policies()
        yield from self._keys()
        yield from self._foreign_keys()
        yield from self._rights()

    def _ask(self, statement: str, *parameters: Any) -> list[Any]:
        """The rows; of a single column, its values."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def _of_tenant_tables(self, statement: str) -> list[Any]:
        """`{ours}` stands for the tables' oids, `{names}` for their names."""
        statement = statement.replace("{ours}", "ANY(%s::regclass[])").replace("{names}", "ANY(%s)")
        return self._ask(statement, self.tenant_tables)

    def _relations(self) -> Iterator[str]:
        for table in self.tables:
            if table not in self.tenant_tables and table not in FLOOR:
                yield f"{table} has no organisation_id and is not listed as a floor table"
        for table in FLOOR:
            if table not in self.tables:
                yield f"{table} is listed as a floor table but is none"
        for name, kind in self._ask(
            "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind NOT IN ('r', 'i', 'I', 'S', 'p', 't')"
        ):
            yield f"{name} (kind {kind}): views and their like look past row security"
        for name, owner in self._ask(
            "SELECT relname, relowner::regrole::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')"
            " AND relowner::regrole::text <> 'care_owner'"
        ):
            yield f"{name} is owned by {owner}, not care_owner"

    def _functions(self) -> Iterator[str]:
        for name, owner, definer, config, everybody in self._ask(
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

    def _security(self) -> Iterator[str]:
        for table, enabled, forced, not_null in self._of_tenant_tables(
            "SELECT relname, relrowsecurity, relforcerowsecurity, attnotnull"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE attname = 'organisation_id' AND pg_class.oid = {ours}"
        ):
            if not enabled:
                yield f"{table}: row security is off"
            if not forced:
                yield f"{table}: row security does not bind its owner"
            if not not_null:
                yield f"{table}: organisation_id may be null"

    def _policies(self) -> Iterator[str]:
        unguarded = set(self.tenant_tables)
        for table, *policy in self._of_tenant_tables(
            "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check"
            " FROM pg_policies WHERE schemaname = 'public' AND tablename = {names}"
        ):
            name, permissive, roles, command = policy[:4]
            if tuple(policy) == WITHIN:
                unguarded.remove(table)
            elif (permissive, roles, command) != ("PERMISSIVE", [LOOKERS.get(name)], "SELECT"):
                yield f"{table}: policy “{name}” for {', '.join(roles)} opens its rows"
        for table in unguarded:
            yield f"{table}: the policy “within” is missing or says something else"

    def _keys(self) -> Iterator[str]:
        keyless = set(self.tenant_tables)
        told = self._told_to_dispatch()
        for table, name, unique, primary, columns in self._of_tenant_tables(
            "SELECT indrelid::regclass::text, indexrelid::regclass::text, indisunique,"
            f" indisprimary, {_NAMES.format(relation='indrelid', numbers='indkey::int2[]')}"
            " FROM pg_index WHERE indrelid = {ours}"
        ):
            first = columns[0]
            if primary:
                keyless.remove(table)
            if primary and columns != ["organisation_id", "id"]:
                yield f"{table}: the primary key is ({', '.join(columns)})"
            elif unique and first != "organisation_id":
                yield f"{table}: {name} is unique across organisations"
            elif first != "organisation_id" and (first == "id" or (table, first) not in told):
                yield f"{table}: {name} begins with {first}, not organisation_id"
        for table in keyless:
            yield f"{table} has no primary key"

    def _told_to_dispatch(self) -> set[tuple[str, str]]:
        """Columns by which due work is found across organisations; an index may begin with them."""
        return set(
            self._of_tenant_tables(
                "SELECT attrelid::regclass::text, attname FROM pg_attribute, aclexplode(attacl)"
                " WHERE attrelid = {ours} AND grantee = 'care_dispatch'::regrole"
            )
        )

    def _foreign_keys(self) -> Iterator[str]:
        for table, keys in self.foreign_keys.items():
            for name, columns, target, targets in keys:
                within = columns[0] == "organisation_id" and targets == ["organisation_id", "id"]
                if target not in TO_THE_FLOOR and not within:
                    yield f"{table}: {name} lets a row point into another organisation"

    def _rights(self) -> Iterator[str]:
        granted: dict[tuple[str, str], set[str]] = {
            (table, "care_app"): set() for table in self.tenant_tables
        }
        for table, grantee, right in self._of_tenant_tables(
            "SELECT relname,"
            " CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END, privilege_type"
            " FROM pg_class, aclexplode(relacl) WHERE oid = {ours} AND grantee <> relowner"
        ):
            granted.setdefault((table, grantee), set()).add(right)
        for (table, grantee), rights in granted.items():
            due = RIGHTS.get(grantee, set())
            if table in WRITE_ONCE:
                due = due - {"UPDATE", "DELETE"}
            if rights != due:
                yield f"{table}: {grantee} may {', '.join(sorted(rights)) or 'nothing'}"


def _models(catalog: Catalog) -> Iterator[str]:
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if issubclass(model, TenantModel):
                yield from model_faults(model, catalog)
            elif model._meta.db_table not in FLOOR:
                yield f"{model.__name__} is neither a TenantModel nor listed as a floor table"


def model_faults(model: type[TenantModel], catalog: Catalog) -> Iterator[str]:
    name, meta = model.__name__, model._meta
    if meta.base_manager_name != "objects" or not isinstance(meta.base_manager, TenantManager):
        yield f"{name}: related rows are read without the organisation (base_manager_name)"
    for manager in meta.managers:
        if not isinstance(manager, TenantManager):
            yield f"{name}.{manager.name} reads rows without the organisation"
    if meta.local_many_to_many:
        yield f"{name} has a many-to-many field; write its table as a model"
    if meta.db_table in catalog.tenant_tables:
        yield from _foreign_key_fields(model, catalog)
    else:
        yield f"{name}: its table {meta.db_table} is not walled"


def _foreign_key_fields(model: type[TenantModel], catalog: Catalog) -> Iterator[str]:
    within = {
        (tuple(columns), target)
        for _, columns, target, targets in catalog.foreign_keys.get(model._meta.db_table, ())
        if targets == ["organisation_id", "id"]
    }
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        name, target = f"{model.__name__}.{field.name}", field.related_model._meta.db_table
        if isinstance(field, TenantForeignKey):
            if (("organisation_id", field.column), target) not in within:
                yield f"{name} has no foreign key with the organisation in it"
        elif target not in TO_THE_FLOOR:
            yield f"{name} should be a TenantForeignKey"
