"""Tells open pages which rows changed: their ids, once the transaction is committed.

Pages ask for what they may see, so nothing but ids leaves here, and a message that nobody hears
costs a page some seconds until it asks by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import connection, transaction

from care.core import valkey
from care.core.tenancy import current_organisation_id

# More than that and pages ask for all that they show.
MOST = 300


def channel() -> str:
    return f"{valkey.prefix()}:live"


def tell_cases(case_ids: Iterable[int]) -> None:
    """These cases of the open organisation changed. All that one transaction tells is published
    once, and nothing if it is rolled back."""
    if told := set(case_ids):
        _gathered().case_ids |= told


def tell_noticed(member_ids: Iterable[int]) -> None:
    """There is a new notice for these members; heard by nobody else, once committed."""
    if told := set(member_ids):
        _gathered().member_ids |= told


def tell_here(case_id: int, member_ids: Iterable[int]) -> None:
    """Somebody came to a case, left it, began to type or stopped. Heard by those who are there."""
    _publish({"o": current_organisation_id(), "here": case_id, "members": sorted(member_ids)})


def tell_bulk(member_id: int) -> None:
    """What the member asked to be done with many cases has come further. Heard by nobody else."""
    told = {"o": current_organisation_id(), "bulk": member_id}
    transaction.on_commit(partial(_publish, told), robust=True)


class _Gathered:
    """What waits for the end of a transaction."""

    def __init__(self, organisation_id: int) -> None:
        self.organisation_id = organisation_id
        self.case_ids: set[int] = set()
        self.member_ids: set[int] = set()

    def __call__(self) -> None:
        if self.case_ids:
            cases = sorted(self.case_ids) if len(self.case_ids) <= MOST else None
            _publish({"o": self.organisation_id, "cases": cases})
        if self.member_ids:
            _publish({"o": self.organisation_id, "noticed": sorted(self.member_ids)})


def _gathered() -> _Gathered:
    organisation_id = current_organisation_id()
    waiting = _waiting(organisation_id)
    if waiting is None:
        waiting = _Gathered(organisation_id)
        transaction.on_commit(waiting, robust=True)
    return waiting


def _waiting(organisation_id: int) -> _Gathered | None:
    """Found among the hooks themselves: a savepoint that is rolled back takes its own along."""
    for waiting in connection.run_on_commit:
        hook = waiting[1]
        if isinstance(hook, _Gathered) and hook.organisation_id == organisation_id:
            return hook
    return None


def _publish(message: dict[str, Any]) -> None:
    said = json.dumps(message, separators=(",", ":"))
    valkey.ask(lambda client: client.publish(channel(), said))
