"""Indexes and foreign keys that wait until the rows are there: each is then made in one go, and
every row is checked against it. In the transaction of the rows: either all of it is done, or
nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper

# Keys that others point at stay, like all primary keys.
_CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid))
FROM pg_constraint c
WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('f', 'u')
  AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.contype = 'f' AND r.conindid = c.conindid
    AND c.contype = 'u')
ORDER BY c.contype DESC, c.conrelid, c.conname
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY i.indrelid, i.indexrelid
"""


@contextmanager
def put_off(
    cursor: CursorWrapper, tables: Sequence[str], tell: Callable[[str], None]
) -> Iterator[None]:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    constraints = _found(cursor, _CONSTRAINTS, tables)
    for drop, _ in reversed(constraints):
        cursor.execute(drop)
    indexes = _found(cursor, _INDEXES, tables)
    for drop, _ in indexes:
        cursor.execute(drop)
    yield
    tell(f"making {len(indexes)} indexes, checking {len(constraints)} constraints …")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    # Without them, rows are held against what they point to one by one.
    cursor.execute("SET LOCAL enable_hashjoin = on")
    cursor.execute("SET LOCAL enable_mergejoin = on")
    for _, make in indexes + constraints:
        cursor.execute(make)


def _found(cursor: CursorWrapper, statement: str, tables: Sequence[str]) -> list[tuple[str, str]]:
    cursor.execute(statement, [list(tables)])
    return list(cursor.fetchall())
