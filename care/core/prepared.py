"""Statements that every page asks, planned once a connection: planning them takes Postgres several
times as long as answering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2s
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

from care.core.columns import literal

_NAMED = re.compile(r"%\((\w+)\)s")

# By the driver's own connection: one that was opened anew knows no statement.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with named parameters, written as for the driver, and their types in Postgres. A
    list travels as an array.

    No `*` in it: a plan outlives a migration, and may not come to give other columns.
    """

    def __init__(self, statement: str, **types: str) -> None:
        self._unprepared = _NAMED.sub(lambda at: f"{at[0]}::{types[at[1]]}", statement)
        self._name = f"care_{blake2s(statement.encode(), digest_size=8).hexdigest()}"
        place = {name: f"${number}" for number, name in enumerate(types, start=1)}
        body = _NAMED.sub(lambda found: place[found[1]], statement).replace("%%", "%")
        self._prepare = f"PREPARE {self._name} ({', '.join(types.values())}) AS {body}"
        self._execute = f"EXECUTE {self._name} ({', '.join(f'%({name})s' for name in types)})"

    def fetch(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with self._asked(values) as cursor:
            return list(cursor.fetchall())

    def fetch_named(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self._asked(values) as cursor:
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _asked(self, values: Mapping[str, Any]) -> Iterator[Any]:
        with connection.cursor() as cursor:
            # The driver would adapt a list value by value.
            sent = {name: literal(v) if isinstance(v, list) else v for name, v in values.items()}
            if settings.PREPARES_STATEMENTS:
                self._make_known(cursor.connection)
                cursor.execute(self._execute, sent)
            else:
                cursor.execute(self._unprepared, sent)
            yield cursor

    def _make_known(self, raw: Any) -> None:
        """Outlasts the transaction, also one that is rolled back."""
        known = _known.setdefault(raw, set())
        if self._name not in known:
            # Whoever tries again knows Django's errors, not the driver's.
            with connection.wrap_database_errors, raw.cursor() as cursor:
                cursor.execute(self._prepare)
            known.add(self._name)
