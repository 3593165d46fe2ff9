"""One case with all that stands around it, in one query: clocks, tags, notes, who had it, and the
customer's other cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from inbox.events import Kind
from inbox.models import Case, Clock, Event, Identity, Leg, Note, Tagging

EARLIER_SHOWN = 12
NOTES_SHOWN = 200
TAGGINGS_SHOWN = 200
EVENTS_SHOWN = 300

# Messages and notes stand in the timeline themselves; clocks that were met are no news.
_SILENT = (
    Kind.MESSAGE_RECEIVED,
    Kind.NATIVE_REPLY,
    Kind.REPLY_SENT,
    Kind.REPLY_FAILED,
    Kind.REPLY_UNKNOWN,
    Kind.NOTE_ADDED,
    Kind.CLOCK_ENDED,
    Kind.CASE_OPENED,
)


@dataclass(frozen=True, slots=True)
class ClockFact:
    kind: str
    target_seconds: int
    due_at: datetime | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaggingFact:
    id: int
    tag_id: int
    member_id: int | None
    rule_name: str | None
    why: str
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoteFact:
    id: int
    member_id: int
    purpose: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegFact:
    team_id: int
    assignee_id: int | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventFact:
    id: int
    kind: str
    at: datetime
    member_id: int | None
    rule_name: str | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IdentityFact:
    network: str
    handle: str


@dataclass(frozen=True, slots=True)
class EarlierFact:
    id: int
    channel_id: int
    state: str
    snippet: str
    owner_id: int | None
    assignee_id: int | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFact:
    id: int
    customer_id: int
    customer: str
    customer_since: datetime
    brand_id: int
    signature_style: str
    channel_id: int
    team_id: int
    owner_id: int | None
    assignee_id: int | None
    state: str
    priority: str
    actionability: str
    opened_at: datetime
    looked_at: datetime | None
    last_message_at: datetime
    last_visibility: str
    due_at: datetime | None
    snoozed_until: datetime | None
    kept_until: datetime | None
    resolved_at: datetime | None
    thanked_at: datetime | None
    clocks: tuple[ClockFact, ...]
    taggings: tuple[TaggingFact, ...]
    notes: tuple[NoteFact, ...]
    events: tuple[EventFact, ...]
    """Newest first."""
    legs: tuple[LegFact, ...]
    identities: tuple[IdentityFact, ...]
    earlier: tuple[EarlierFact, ...]
    version: str

    def handle_on(self, network: str) -> str:
        for identity in self.identities:
            if identity.network == network:
                return identity.handle
        return ""

    @property
    def tags_on(self) -> tuple[TaggingFact, ...]:
        return tuple(tagging for tagging in self.taggings if tagging.undone_at is None)


_PLAIN = (
    "id",
    "customer_id",
    "brand_id",
    "channel_id",
    "team_id",
    "owner_id",
    "assignee_id",
    "state",
    "priority",
    "actionability",
    "opened_at",
    "looked_at",
    "last_message_at",
    "last_visibility",
    "due_at",
    "snoozed_until",
    "kept_until",
    "resolved_at",
    "thanked_at",
)
_AROUND = {
    "clocks": ClockFact,
    "taggings": TaggingFact,
    "notes": NoteFact,
    "events": EventFact,
    "legs": LegFact,
    "identities": IdentityFact,
    "earlier": EarlierFact,
}


def case_fact(visible: QuerySet[Case], case_id: int) -> CaseFact | None:
    # "its_": an annotation may not have the name of a relation.
    around = {
        "its_clocks": _clocks(),
        "its_taggings": _taggings(),
        "its_notes": _notes(),
        "its_events": _events(),
        "its_legs": _legs(),
        "its_identities": _identities(),
        "its_earlier": _earlier(visible),
    }
    row: Any = (
        visible.filter(id=case_id)
        .values(
            *_PLAIN,
            customer_name=F("customer__display_name"),
            customer_since=F("customer__first_seen_at"),
            signature_style=F("brand__signature_style"),
            **around,
            **_version(),
        )
        .first()
    )
    if row is None:
        return None
    newest, count = row.pop("newest_event"), row.pop("event_count")
    made: dict[str, Any] = {
        name: tuple(fact(**_timed(values)) for values in row.pop(f"its_{name}"))
        for name, fact in _AROUND.items()
    }
    return CaseFact(customer=row.pop("customer_name"), version=_say(newest, count), **row, **made)


def _say(newest: int | None, count: int | None) -> str:
    return f"{newest or 0}.{count or 0}"


def _version() -> dict[str, Subquery]:
    """Everything that changes a case's page is an event. The count stands beside the newest id,
    because a smaller id may become visible after a greater one."""
    of_case = Event.objects.filter(case=OuterRef("pk")).order_by().values("case")
    return {
        "newest_event": Subquery(of_case.annotate(found=Max("id")).values("found")),
        "event_count": Subquery(of_case.annotate(found=Count("id")).values("found")),
    }


def case_version(visible: QuerySet[Case], case_id: int) -> str | None:
    """The `version` alone, cheap enough to be asked for every few seconds."""
    row: Any = visible.filter(id=case_id).values(**_version()).first()
    return _say(row["newest_event"], row["event_count"]) if row else None


def _timed(values: dict[str, Any]) -> dict[str, Any]:
    """JSON carries times as text; Postgres writes them in ISO form with a zone."""
    return {
        name: datetime.fromisoformat(value) if value and name.endswith("at") else value
        for name, value in values.items()
    }


def _array(rows: QuerySet[Any], **fields: str) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**fields)))


def _clocks() -> ArraySubquery:
    return _array(
        Clock.objects.filter(case=OuterRef("pk"), ended_at__isnull=True).order_by("due_at", "id"),
        kind="kind",
        target_seconds="target_seconds",
        due_at="due_at",
        paused_at="paused_at",
    )


def _taggings() -> ArraySubquery:
    newest = Tagging.objects.filter(case=OuterRef("pk")).order_by("-at", "-id")
    return _array(
        newest[:TAGGINGS_SHOWN],
        id="id",
        tag_id="tag_id",
        member_id="member_id",
        rule_name="rule__name",
        why="why",
        at="at",
        undone_at="undone_at",
    )


def _notes() -> ArraySubquery:
    newest = Note.objects.filter(case=OuterRef("pk")).order_by("-at", "-id")
    return _array(
        newest[:NOTES_SHOWN],
        id="id",
        member_id="member_id",
        purpose="purpose",
        text="text",
        at="at",
    )


def _events() -> ArraySubquery:
    newest = Event.objects.filter(case=OuterRef("pk")).exclude(kind__in=_SILENT)
    return _array(
        newest.order_by("-at", "-id")[:EVENTS_SHOWN],
        id="id",
        kind="kind",
        at="at",
        member_id="member_id",
        rule_name="rule__name",
        data="data",
    )


def _legs() -> ArraySubquery:
    return _array(
        Leg.objects.filter(case=OuterRef("pk")).order_by("-started_at", "-id")[:50],
        team_id="team_id",
        assignee_id="assignee_id",
        started_at="started_at",
        ended_at="ended_at",
    )


def _identities() -> ArraySubquery:
    rows = Identity.objects.filter(customer=OuterRef("customer_id")).order_by("id")
    return _array(rows[:20], network="network", handle="handle")


def _earlier(visible: QuerySet[Case]) -> ArraySubquery:
    others = visible.filter(customer=OuterRef("customer_id"))
    return _array(
        others.exclude(id=OuterRef("pk")).order_by("-opened_at", "-id")[:EARLIER_SHOWN],
        id="id",
        channel_id="channel_id",
        state="state",
        snippet="snippet",
        owner_id="owner_id",
        assignee_id="assignee_id",
        opened_at="opened_at",
    )
