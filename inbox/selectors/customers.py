"""Customers who may be one person with another: found by name or account, and what one has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import MAX_ID
from inbox.models import Case
from inbox.selectors.asked import Asked
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.embedded import embedded, fetch_named
from inbox.selectors.search import search

SHOWN = 8
# Of that many finds of the search the customers are looked at.
_LOOKED_AT = 100
CASES_SHOWN = 5
CASES_COUNTED = 100


@dataclass(frozen=True, slots=True)
class AccountFact:
    network: str
    handle: str


@dataclass(frozen=True, slots=True)
class OneCaseFact:
    id: int
    channel_id: int
    state: str
    snippet: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class SomebodyFact:
    id: int
    name: str
    accounts: tuple[AccountFact, ...]
    cases: int
    """In sight; none is counted beyond a hundred."""
    newest: tuple[OneCaseFact, ...]


_SOMEBODY = """
SELECT cu.id, cu.display_name AS name,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT network, handle FROM inbox_identity x
     WHERE x.organisation_id = cu.organisation_id AND x.customer_id = cu.id
     ORDER BY id LIMIT 20) found) AS accounts,
  (SELECT count(*) FROM (
     SELECT FROM inbox_case x WHERE x.organisation_id = cu.organisation_id
       AND x.customer_id = cu.id AND x.id IN ({visible}) LIMIT {counted}) found) AS cases,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT id, channel_id, state, snippet, opened_at FROM inbox_case x
     WHERE x.organisation_id = cu.organisation_id AND x.customer_id = cu.id
       AND x.id IN ({visible}) ORDER BY opened_at DESC, id DESC LIMIT {newest}) found) AS newest
FROM inbox_customer cu
WHERE cu.organisation_id = %(organisation)s AND cu.merged_into_id IS NULL
  AND cu.id = ANY(%(wanted)s) AND EXISTS (
    SELECT FROM inbox_case x WHERE x.organisation_id = cu.organisation_id
      AND x.customer_id = cu.id AND x.id IN ({visible}))
ORDER BY cu.display_name, cu.id LIMIT %(shown)s
"""


def customers_called(
    said: str,
    *,
    member: Member,
    catalogue: Catalogue,
    visible: QuerySet[Case],
    but: int,
) -> tuple[SomebodyFact, ...]:
    """Those of whom a case is in sight and whose name or account begins like that; not `but`."""
    asked = Asked(given=(("from", said),))
    finds = search(asked, member=member, catalogue=catalogue).finds[:_LOOKED_AT]
    cases = visible.filter(id__in=[find.case_id for find in finds])
    ids = set(cases.values_list("customer_id", flat=True)) - {but}
    return _somebody(ids, visible)


def customer_seen(customer_id: int, visible: QuerySet[Case]) -> SomebodyFact | None:
    if not 0 < customer_id <= MAX_ID:
        return None
    return next(iter(_somebody([customer_id], visible)), None)


def _somebody(ids: Iterable[int], visible: QuerySet[Case]) -> tuple[SomebodyFact, ...]:
    wanted = list(ids)
    if not wanted:
        return ()
    seen, values = embedded(visible.values("id"), "seen")
    statement = _SOMEBODY.format(visible=seen, counted=CASES_COUNTED, newest=CASES_SHOWN)
    values |= {"organisation": current_organisation_id(), "wanted": wanted, "shown": SHOWN}
    return tuple(_fact(row) for row in fetch_named(statement, values))


def _fact(row: dict[str, Any]) -> SomebodyFact:
    newest = (
        {**case, "opened_at": datetime.fromisoformat(case["opened_at"])} for case in row["newest"]
    )
    return SomebodyFact(
        id=row["id"],
        name=row["name"],
        accounts=tuple(AccountFact(**account) for account in row["accounts"] or ()),
        cases=row["cases"],
        newest=tuple(OneCaseFact(**case) for case in newest),
    )
