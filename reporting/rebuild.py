"""All facts of an organisation made anew from its events, beside whatever goes on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from care.core.bulk import fetch
from care.core.tenancy import organisation_door
from inbox.access import MAX_ID
from reporting.replace import forget_strays
from reporting.taking import take_in, wait_to_fold

STEP = 500


def rebuild(organisation_id: int, *, step: int = STEP) -> Iterator[int]:
    """Gives the number of cases done so far, after each step. A step is a transaction of its own
    and waits for its turn like any folder, so that new events are taken in between. May be broken
    off and begun again."""
    after, done = 0, 0
    while True:
        with organisation_door(organisation_id):
            wait_to_fold(organisation_id)
            cases = _next(organisation_id, after, step)
            until = cases[-1] if cases else MAX_ID
            forget_strays(organisation_id, after=after, until=until, cases=cases)
            if not cases:
                return
            take_in(organisation_id, cases)
        after, done = cases[-1], done + len(cases)
        yield done


def count(organisation_id: int) -> int:
    """Needs the organisation's door."""
    ((cases,),) = fetch(
        "SELECT count(*) FROM inbox_case WHERE organisation_id = %s", [organisation_id]
    )
    return int(cases)


def _next(organisation_id: int, after: int, at_most: int) -> list[int]:
    rows = fetch(
        "SELECT id FROM inbox_case WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s",
        [organisation_id, after, at_most],
    )
    return [case_id for (case_id,) in rows]
