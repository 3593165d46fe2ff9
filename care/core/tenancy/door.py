"""The one door to an organisation's rows.

A door is open inside one transaction: `set_config(…, true)` tells Postgres' row security which
organisation is looking, a context variable tells the ORM. Nothing survives the transaction, so
pooled connections cannot carry one organisation's sight into another's request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from care.core.errors import NoOrganisation

SETTING = "care.organisation"

_open: ContextVar[int | None] = ContextVar("care_organisation", default=None)


def current_organisation_id() -> int:
    """The organisation whose door is open. Raises NoOrganisation when none is."""
    organisation_id = _open.get()
    if organisation_id is None:
        raise NoOrganisation(
            "No organisation is open. Wrap the code in organisation_door(organisation_id)."
        )
    return organisation_id


def _tell_database(organisation_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true)",
            [SETTING, "" if organisation_id is None else str(organisation_id)],
        )


@contextmanager
def organisation_door(organisation_id: int) -> Iterator[None]:
    """One transaction in which only this organisation's rows exist.

    Doors nest, in doors and in longer transactions: what was before is restored (a released
    savepoint keeps `set_config`, so Postgres would not restore it by itself).
    """
    outer = _open.get()
    transaction_goes_on = connection.in_atomic_block
    with transaction.atomic():
        _tell_database(organisation_id)
        token = _open.set(organisation_id)
        try:
            yield
        finally:
            _open.reset(token)
        if transaction_goes_on:
            _tell_database(outer)


def open_for_request(organisation_id: int) -> None:
    """Open the door for the rest of the request's transaction; `close_for_request` closes it."""
    _tell_database(organisation_id)
    entered_for_request(organisation_id)


def entered_for_request(organisation_id: int) -> None:
    """The same, where the database was told already."""
    _open.set(organisation_id)


def close_for_request() -> None:
    _open.set(None)
