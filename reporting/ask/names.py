"""Everything that a report can be narrowed to, or that a row of it is called: one query a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from care.core.models import Member
from reporting.filters import Allowed


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    name: str
    slug: str = ""
    hue: int = 8
    retired: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    slug: str
    name: str
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    rows: Mapping[str, Mapping[int, Named]]
    """By the name of a key: brand, line, team, agent, channel, tag, policy, reason."""
    networks: tuple[str, ...]
    fields: tuple[Field, ...]
    brands: tuple[int, ...] | None
    """Those the member may see; none: all."""
    behind_since: datetime | None
    """When the oldest thing happened that is not in the figures yet."""

    def of(self, key: str, row_id: Any) -> Named | None:
        return self.rows.get(key, {}).get(row_id)

    def allowed(self) -> Allowed:
        rows = ("brand", "line", "team", "agent", "channel")
        return Allowed(
            rows={name: {str(row_id): row_id for row_id in self.rows[name]} for name in rows},
            networks=frozenset(self.networks),
            tags={tag.slug: tag.id for tag in self.rows["tag"].values()},
            fields={field.slug: frozenset(_values(field)) for field in self.fields},
        )


def _values(field: Field) -> tuple[str, ...]:
    return ("yes", "no") if field.kind == "yes_no" else field.choices


_SEEN = """
(NOT EXISTS (SELECT FROM limits) OR {brand} IN (SELECT brand_id FROM limits))
"""
# What each key's rows are made of: id, name, slug, hue, retired, number.
_ROWS = {
    "brand": f"""SELECT b.id, b.name, b.slug, 8 AS hue, false AS retired, 0 AS number
        FROM routing_brand b WHERE b.organisation_id = %(organisation)s
          AND {_SEEN.format(brand="b.id")} ORDER BY b.name""",
    "line": """SELECT l.id, l.name, '' AS slug, 8 AS hue, l.retired_at IS NOT NULL AS retired,
          l.number
        FROM routing_line l WHERE l.organisation_id = %(organisation)s ORDER BY l.number""",
    "team": """SELECT t.id, t.name, t.slug, 8 AS hue, t.retired_at IS NOT NULL AS retired,
          l.number
        FROM routing_team t
        JOIN routing_line l ON l.organisation_id = t.organisation_id AND l.id = t.line_id
        WHERE t.organisation_id = %(organisation)s ORDER BY l.number, t.name""",
    "agent": """SELECT m.id, m.display_name AS name, '' AS slug, 8 AS hue, NOT p.active AS retired,
          0 AS number
        FROM core_member m JOIN core_membership p ON p.id = m.membership_id
        WHERE m.organisation_id = %(organisation)s ORDER BY m.display_name""",
    "channel": f"""SELECT c.id, c.name, c.network AS slug, 8 AS hue, false AS retired, 0 AS number
        FROM inbox_channel c WHERE c.organisation_id = %(organisation)s
          AND {_SEEN.format(brand="c.brand_id")} ORDER BY c.name""",
    "tag": """SELECT t.id, t.name, t.slug, t.colour AS hue, t.retired_at IS NOT NULL AS retired,
          0 AS number
        FROM routing_tag t WHERE t.organisation_id = %(organisation)s ORDER BY t.name""",
    "policy": """SELECT s.id, s.name, '' AS slug, 8 AS hue, false AS retired, 0 AS number
        FROM routing_slapolicy s WHERE s.organisation_id = %(organisation)s ORDER BY s.id""",
    "reason": """SELECT r.id, r.name, '' AS slug, 8 AS hue, r.retired_at IS NOT NULL AS retired,
          0 AS number
        FROM routing_returnreason r WHERE r.organisation_id = %(organisation)s
        ORDER BY r.position, r.id""",
}
_FIELDS = """SELECT x.slug, x.name, x.kind, x.choices FROM routing_customfield x
    WHERE x.organisation_id = %(organisation)s AND x.of = 'customer' ORDER BY x.position, x.id"""


def _list(rows: str) -> str:
    return f"(SELECT json_agg(row_to_json(found)) FROM ({rows}) found)"


_ALL = f"""
WITH limits AS (SELECT s.brand_id FROM routing_brandsight s
  WHERE s.organisation_id = %(organisation)s AND s.member_id = %(member)s)
SELECT {", ".join(map(_list, (*_ROWS.values(), _FIELDS)))},
  (SELECT array_agg(brand_id) FROM limits),
  (SELECT min(d.at) FROM inbox_dirty d WHERE d.organisation_id = %(organisation)s),
  set_config('work_mem', '128MB', true)
"""
# Memory for the rest of the transaction: whoever asks for the names asks for figures next, and with
# less of it Postgres sorts a year of cases on disk before it counts them.


def names_for(member: Member) -> Names:
    values = {"organisation": member.organisation_id, "member": member.id}
    ((*found, fields, brands, behind_since, _memory),) = fetch(_ALL, values)
    rows = {
        key: {row["id"]: Named(**row) for row in part or ()}
        for key, part in zip(_ROWS, found, strict=True)
    }
    networks = sorted({channel.slug for channel in rows["channel"].values()})
    return Names(
        rows=rows,
        networks=tuple(networks),
        fields=tuple(
            Field(x["slug"], x["name"], x["kind"], tuple(x["choices"])) for x in fields or ()
        ),
        brands=tuple(brands) if brands else None,
        behind_since=behind_since,
    )
