"""One page of a list of cases, by keyset: page 400 costs what page 1 does."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as Choose
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.dateparse import parse_datetime

from inbox.models import Case, Clock, Identity, Tagging
from inbox.models.cases import Priority
from inbox.selectors.places import Place, View

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
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


def _order_of(place: Place) -> tuple[Key, ...]:
    if place.view == View.SNOOZED:
        return _WAKING
    return _NEWEST if place.view == View.RESOLVED else _URGENCY


def page_of(cases: QuerySet[Case], place: Place, *, after: str | None = None) -> RowsPage:
    keys = _order_of(place)
    cases = cases.annotate(rank=_RANK)
    if after:
        cases = cases.filter(_behind(keys, _read(after, keys)))
    ordered = cases.order_by(*(f"-{name}" if down else name for name, down, _ in keys))
    found = list(ordered.values(*_FIELDS, "rank", **_computed())[: PAGE + 1])
    more = len(found) > PAGE
    shown = found[:PAGE]
    return RowsPage(
        rows=tuple(_row(values) for values in shown),
        after=_write([shown[-1][name] for name, _, _ in keys]) if more else None,
    )


_FIELDS = (
    "id",
    "customer__display_name",
    "channel_id",
    "team_id",
    "owner_id",
    "assignee_id",
    "state",
    "priority",
    "last_visibility",
    "snippet",
    "looked_at",
    "thanked_at",
    "opened_at",
    "resolved_at",
    "last_message_at",
    "due_at",
    "snoozed_until",
)


def _computed() -> dict[str, Any]:
    tags = Tagging.objects.filter(case=OuterRef("pk"), undone_at__isnull=True).order_by("at", "id")
    handle = Identity.objects.filter(
        customer=OuterRef("customer_id"), network=OuterRef("channel__network")
    ).order_by("id")
    target = Clock.objects.filter(
        case=OuterRef("pk"), ended_at__isnull=True, due_at=OuterRef("due_at")
    ).order_by("id")
    return {
        "tag_ids": ArraySubquery(tags.values("tag_id")),
        "handle": Subquery(handle.values("handle")[:1]),
        "target": Subquery(target.values("target_seconds")[:1]),
    }


def _row(values: dict[str, Any]) -> CaseRow:
    return CaseRow(
        id=values["id"],
        customer=values["customer__display_name"],
        handle=values["handle"] or "",
        channel_id=values["channel_id"],
        team_id=values["team_id"],
        owner_id=values["owner_id"],
        assignee_id=values["assignee_id"],
        state=values["state"],
        priority=values["priority"],
        private=values["last_visibility"] == "private",
        snippet=values["snippet"],
        looked=values["looked_at"] is not None,
        thanked=values["thanked_at"] is not None,
        last_message_at=values["last_message_at"],
        due_at=values["due_at"],
        target_seconds=values["target"],
        snoozed_until=values["snoozed_until"],
        tag_ids=tuple(values["tag_ids"]),
    )


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
