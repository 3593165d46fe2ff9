"""Cases that a statement of somebody else names, among those that a member may see: one page, the
newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from care.core.models import Member
from care.core.moments import moment_of
from inbox.access import MAX_ID, SEEN
from inbox.selectors.queues import PAGE, BadKey


@dataclass(frozen=True, slots=True)
class Among:
    case_ids: tuple[int, ...]
    after: str
    """Key of the last one, when more follow it."""


def among(member: Member, statement: str, values: Mapping[str, Any], *, after: str) -> Among:
    """`statement` gives ids of cases; it is ours, and its values travel as named parameters.
    Raises BadKey."""
    asked = {**values, "organisation": member.organisation_id, "member": member.id}
    behind = ""
    if after:
        asked["opened"], asked["last"] = _read(after)
        behind = "AND (c.opened_at, c.id) < (%(opened)s, %(last)s)"
    found = fetch(
        f"SELECT c.id, c.opened_at FROM inbox_case c WHERE {SEEN} AND c.id IN ({statement})"
        f" {behind} ORDER BY c.opened_at DESC, c.id DESC LIMIT {PAGE + 1}",
        asked,
    )
    shown = found[:PAGE]
    more = f"{shown[-1][1].isoformat()}_{shown[-1][0]}" if len(found) > PAGE else ""
    return Among(tuple(case_id for case_id, _opened in shown), more)


def _read(key: str) -> tuple[datetime, int]:
    opened, _, last = key.rpartition("_")
    moment = moment_of(opened)
    if moment is None or not (last.isascii() and last.isdecimal() and len(last) < 20):
        raise BadKey(key)
    return moment, min(int(last), MAX_ID)
