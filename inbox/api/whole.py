"""Cases with what the API shows beside them: a fixed number of queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request

from care.core.api import paging
from care.core.api.caller import Caller
from inbox.access import MAX_ID
from inbox.api import shapes
from inbox.api.sight import cases_of
from inbox.events import Kind
from inbox.models import Case, Event, Leg, Message, Note, Tagging
from routing.models import Tag

EMBEDDED = 100

_ALONG = ("brand", "channel", "customer", "team", "owner", "assignee")


@dataclass(frozen=True, slots=True)
class Part:
    """A list that belongs to a case."""

    rows: Callable[[int], QuerySet[Any]]
    shape: type[shapes.Shape]
    by: tuple[str, str]


def _messages(case_id: int) -> QuerySet[Message]:
    found = Message.objects.filter(case=case_id).select_related("identity", "member", "thread")
    return found.prefetch_related("outbox_rows", "attachments")


PARTS = {
    "messages": Part(_messages, shapes.MessageShape, ("sent_at", "id")),
    "notes": Part(
        lambda case_id: (
            Note.objects.filter(case=case_id)
            .select_related("member")
            .prefetch_related("attachments")
        ),
        shapes.NoteShape,
        ("at", "id"),
    ),
    "tags": Part(
        lambda case_id: Tagging.objects.filter(case=case_id).select_related("tag", "member"),
        shapes.TaggingShape,
        ("at", "id"),
    ),
    "legs": Part(
        lambda case_id: Leg.objects.filter(case=case_id).select_related("team", "line", "assignee"),
        shapes.LegShape,
        ("started_at", "id"),
    ),
    # How long somebody worked is no fact about the case: it is theirs, and their leader's.
    "events": Part(
        lambda case_id: Event.objects.filter(case=case_id).exclude(kind=Kind.TOUCHED),
        shapes.EventShape,
        ("at", "id"),
    ),
}


def case_seen(caller: Caller, case_id: int) -> Case:
    """Http404 when it is absent, foreign or out of sight."""
    found = None
    if 0 < case_id <= MAX_ID:
        found = cases_of(caller).select_related(*_ALONG).filter(id=case_id).first()
    if found is None:
        raise Http404
    return found


def many_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related(*_ALONG)


def with_tags(cases: Iterable[Case]) -> list[Case]:
    """Each case with `tags_on`."""
    found = list(cases)
    on: dict[int, list[Tag]] = defaultdict(list)
    live = Tagging.objects.filter(case__in=[case.id for case in found], undone_at__isnull=True)
    for tagging in live.select_related("tag").order_by("at", "id"):
        on[tagging.case_id].append(tagging.tag)
    for case in found:
        case.tags_on = on[case.id]  # type: ignore[attr-defined]
    return found


def shown(caller: Caller, case_id: int) -> dict[str, Any]:
    """The case alone."""
    [case] = with_tags([case_seen(caller, case_id)])
    said: dict[str, Any] = shapes.CaseShape(case).data
    return said


def whole(request: Request, caller: Caller, case_id: int) -> dict[str, Any]:
    """The case with the first of everything that belongs to it."""
    said = shown(caller, case_id)
    further = {}
    for name, part in PARTS.items():
        found = paging.first(part.rows(case_id), by=part.by, limit=EMBEDDED)
        said["taggings" if name == "tags" else name] = part.shape(found.rows, many=True).data
        path = f"{request.path.partition('/cases/')[0]}/cases/{case_id}/{name}/"
        further[name] = paging.next_link(request, found.next, path=path)
    return said | {"next": further}
