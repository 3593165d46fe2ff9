"""What the columns of a saved view show beyond what every row does: one query a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id

_EXTRAS = """
SELECT
  (SELECT json_object_agg(x.of || '.' || x.slug, json_build_object('name', x.name, 'kind', x.kind))
   FROM routing_customfield x WHERE x.organisation_id = %(organisation)s),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT c.id, c.opened_at, c.language, b.name AS brand, c.fields::json AS case_fields,
       cu.fields::json AS customer_fields
     FROM inbox_case c
     JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
     JOIN routing_brand b ON b.organisation_id = c.organisation_id AND b.id = c.brand_id
     WHERE c.organisation_id = %(organisation)s AND c.id = ANY(%(cases)s)) found)
"""


@dataclass(frozen=True, slots=True)
class OwnName:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Extra:
    opened_at: datetime
    language: str
    brand: str
    own: Mapping[str, Any]
    """By `case.plan` and `customer.plan`."""


@dataclass(frozen=True, slots=True)
class Extras:
    names: Mapping[str, OwnName] = field(default_factory=dict)
    of_case: Mapping[int, Extra] = field(default_factory=dict)


def extras_of(case_ids: Iterable[int]) -> Extras:
    """Of cases that the member sees."""
    asked = {"organisation": current_organisation_id(), "cases": list(case_ids)}
    ((names, rows),) = fetch(_EXTRAS, asked)
    return Extras(
        {key: OwnName(**told) for key, told in (names or {}).items()},
        {row["id"]: _extra(row) for row in rows or ()},
    )


def _extra(row: Mapping[str, Any]) -> Extra:
    own = {
        f"{of}.{slug}": value
        for of in ("case", "customer")
        for slug, value in (row[f"{of}_fields"] or {}).items()
    }
    return Extra(datetime.fromisoformat(row["opened_at"]), row["language"], row["brand"], own)
