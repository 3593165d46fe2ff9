"""Pages that talk to a network: the one way out of a page's transaction.

A network may take half a minute to answer, and no transaction may wait for it. A view that calls
one is marked with `talks_to_network` and gets no transaction and no open door: it asks the network
first, and then writes in `short_transaction`. It knows its organisation and member all the same,
because those are checked before any view is called; and rows that it asks for outside of
`short_transaction` are refused (NoOrganisation), as everywhere without a door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.urls import Resolver404, resolve

from care.core.requests import MemberRequest
from care.core.tenancy import organisation_door

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "talks_to_network"


def talks_to_network(view: View) -> View:
    setattr(view, _MARK, True)
    return view


def talks(view: Callable[..., Any]) -> bool:
    return getattr(view, _MARK, False) is True


def leads_to_a_network(path: str) -> bool:
    try:
        return talks(resolve(path).func)
    except Resolver404:
        return False


@contextmanager
def short_transaction(request: MemberRequest) -> Iterator[None]:
    """The organisation's door with the limits of a page, for a marked view."""
    with organisation_door(request.organisation.id):
        limit_statements()
        yield


def limit_statements() -> None:
    """For the rest of the transaction: neither a slow statement nor a held row holds a thread."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true),"
            " set_config('statement_timeout', %s, true)",
            [str(settings.PAGE_LOCK_TIMEOUT), str(settings.PAGE_STATEMENT_TIMEOUT)],
        )
