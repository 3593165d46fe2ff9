"""One page of a list of cases, by keyset: page 400 costs what page 1 does."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, QuerySet, Value, When
from django.utils.dateparse import parse_datetime

from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.access import SEEN
from inbox.models import Case
from inbox.models.cases import Priority
from inbox.selectors.places import Place, View

PAGE = 50


class CaseRow(NamedTuple):
    id: int
    customer: str
    handle: str
    channel_id: int
    team_id: int
    owner_id: int | None
    assignee_id: int | None
    state: str
    priority: str
    private: bool
    snippet: str
    looked: bool
    thanked: bool
    last_message_at: datetime
    due_at: datetime | None
    target_seconds: int | None
    snoozed_until: datetime | None
    tag_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowsPage:
    rows: tuple[CaseRow, ...]
    after: str | None
    """Key of the last row, when more follow it."""
    order: tuple[int, ...]
    """The ids of the whole page, of which `rows` may be only those that were asked for."""


class BadKey(ValueError):
    """The key of a page is damaged."""


_RANK = Choose(
    *(When(priority=value, then=Value(rank)) for rank, value in enumerate(Priority.values)),
    default=Value(2),
    output_field=IntegerField(),
)

# (expression, descending, may be null). Nulls stand last, as in the indexes.
Key = tuple[str, bool, bool]
_URGENCY: tuple[Key, ...] = (
    ("due_at", False, True),
    ("rank", False, False),
    ("opened_at", False, False),
    ("id", False, False),
)
_WAKING: tuple[Key, ...] = (("snoozed_until", False, True), ("id", False, False))
_NEWEST: tuple[Key, ...] = (("resolved_at", True, False), ("id", True, False))


_LATEST: tuple[Key, ...] = (("last_message_at", True, False), ("id", True, False))


_SAVED: dict[str, tuple[Key, ...]] = {
    "waiting": (("unanswered_since", False, True), ("id", False, False)),
    "priority": (("rank", False, False), *(key for key in _URGENCY if key[0] != "rank")),
    "oldest": (("opened_at", False, False), ("id", False, False)),
    "newest": (("opened_at", True, False), ("id", True, False)),
}


def _order_of(place: Place) -> tuple[Key, ...]:
    if place.saved is not None:
        return _SAVED.get(place.saved.sort, _URGENCY)
    if place.view == View.SNOOZED:
        return _WAKING
    if place.view in {View.MENTIONS, View.DRAFTS}:
        return _LATEST
    return _NEWEST if place.view == View.RESOLVED else _URGENCY


# The page's ids come in their order from the ORM, with sight and filters; what a row prints is
# fetched here, because naming it through the ORM costs more than reading it. First the fields of
# `CaseRow`, in their order; then what only keys of pages hold.
_ROWS = """
SELECT c.id, cu.display_name,
  coalesce((SELECT i.handle FROM inbox_identity i
     WHERE i.organisation_id = c.organisation_id AND i.customer_id = c.customer_id
       AND i.network = ch.network ORDER BY i.id LIMIT 1), ''),
  c.channel_id, c.team_id, c.owner_id, c.assignee_id, c.state, c.priority,
  c.last_visibility = 'private', c.snippet, c.looked_at IS NOT NULL, c.thanked_at IS NOT NULL,
  c.last_message_at, c.due_at,
  (SELECT k.target_seconds FROM inbox_clock k
     WHERE k.organisation_id = c.organisation_id AND k.case_id = c.id
       AND k.ended_at IS NULL AND k.due_at = c.due_at ORDER BY k.id LIMIT 1),
  c.snoozed_until,
  ARRAY(SELECT t.tag_id FROM inbox_tagging t
     WHERE t.organisation_id = c.organisation_id AND t.case_id = c.id AND t.undone_at IS NULL
     ORDER BY t.at, t.id),
  c.opened_at, c.resolved_at, c.unanswered_since
FROM unnest(%(page)s) WITH ORDINALITY AS page(id, place)
JOIN inbox_case c ON c.organisation_id = %(organisation)s AND c.id = page.id
JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
JOIN inbox_channel ch ON ch.organisation_id = c.organisation_id AND ch.id = c.channel_id
ORDER BY page.place
"""
_FETCHED = Prepared(_ROWS, page="bigint[]", organisation="bigint")
_NAMES = (*CaseRow._fields, "opened_at", "resolved_at", "unanswered_since")
_AT = {name: at for at, name in enumerate(_NAMES)}
_TAGS = _AT["tag_ids"]

# Everybody's first page, as `places.cases_in`, `access.visible_to` and `_URGENCY` say, by the index
# of the queue; a test holds that both name the same cases.
_QUEUE = Prepared(
    f"""
SELECT c.id FROM inbox_case c WHERE c.team_id = %(team)s AND c.state = 'open' AND {SEEN}
ORDER BY c.due_at, coalesce(array_position(ARRAY{Priority.values!r}, c.priority::text), 3),
  c.opened_at, c.id
LIMIT {PAGE + 1}
""",
    team="bigint",
    organisation="bigint",
    member="bigint",
)


def page_of(
    cases: QuerySet[Case],
    place: Place,
    *,
    after: str | None = None,
    named: frozenset[int] = frozenset(),
) -> RowsPage:
    """With `named`, only the rows of those cases, and as many at the end of a full page: what left
    it let others in there."""
    keys = _order_of(place)
    if after:
        cases = cases.annotate(rank=_RANK).filter(_behind(keys, _read(after, keys)))
    by = (f"-{name}" if down else name for name, down, _ in keys)
    ordered = cases.order_by(*(_RANK if name == "rank" else name for name in by))
    return _page(list(ordered.values_list("id", flat=True)[: PAGE + 1]), keys, named)


def page_of_queue(team_id: int, *, member_id: int, named: frozenset[int] = frozenset()) -> RowsPage:
    """`page_of` the open cases of a team, from the first one on."""
    values = {
        "team": team_id,
        "organisation": current_organisation_id(),
        "member": member_id,
    }
    return _page([case_id for (case_id,) in _QUEUE.fetch(values)], _URGENCY, named)


def _page(ids: Sequence[int], keys: Sequence[Key], named: frozenset[int]) -> RowsPage:
    order = tuple(ids[:PAGE])
    asked = asked_of(ids, named) if named else order
    found = _fetched(asked) if asked else []
    last = found[-1] if len(ids) > PAGE and found and found[-1][0] == order[-1] else None
    return RowsPage(
        rows=tuple(_row(row) for row in found),
        after=_write([_key_part(last, name) for name, _, _ in keys]) if last else None,
        order=order,
    )


def asked_of(order: Sequence[int], named: frozenset[int]) -> list[int]:
    """The cases whose rows a page needs that names `named`, in their order. `order` is one longer
    than a page when more cases follow it."""
    came = set(order[PAGE - len(named) : PAGE]) if len(order) > PAGE else set()
    return [case_id for case_id in order[:PAGE] if case_id in named or case_id in came]


def rows_of(case_ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Of cases that the member sees."""
    return tuple(_row(row) for row in _fetched(case_ids))


def _fetched(case_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    return _FETCHED.fetch({"page": list(case_ids), "organisation": current_organisation_id()})


def _row(values: tuple[Any, ...]) -> CaseRow:
    """The tags are the last of its fields."""
    return CaseRow._make((*values[:_TAGS], tuple(values[_TAGS])))


def _key_part(values: tuple[Any, ...], name: str) -> Any:
    at = _AT["priority" if name == "rank" else name]
    return Priority.values.index(values[at]) if name == "rank" else values[at]


def _behind(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    """Rows that stand behind the given key in the order, nulls last."""
    (name, down, nullable), value = keys[0], values[0]
    rest = _behind(keys[1:], values[1:]) if len(keys) > 1 else None
    if value is None:
        same = Q(**{f"{name}__isnull": True})
        return same & rest if rest is not None else Q(pk__in=[])
    further = Q(**{f"{name}__{'lt' if down else 'gt'}": value})
    if nullable:
        further |= Q(**{f"{name}__isnull": True})
    return further | (Q(**{name: value}) & rest) if rest is not None else further


def _write(values: list[Any]) -> str:
    raw = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(raw).encode()).decode().rstrip("=")


def _read(key: str, keys: Sequence[Key]) -> list[Any]:
    try:
        raw = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadKey(key) from error
    if not isinstance(raw, list) or len(raw) != len(keys):
        raise BadKey(key)
    return [_value(part, spec) for part, spec in zip(raw, keys, strict=True)]


def _value(part: Any, spec: Key) -> Any:
    name, _, nullable = spec
    if part is None and nullable:
        return None
    if name in {"id", "rank"}:
        if type(part) is int and abs(part) < 2**63:
            return part
    elif isinstance(part, str):
        moment = parse_datetime(part)
        if moment is not None and moment.tzinfo is not None:
            return moment
    raise BadKey(repr(part))
