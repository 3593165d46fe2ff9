"""Topics: what has to be known and checked of cases with a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import topics as verbs
from routing.models import CustomField, Tag, TopicItem
from routing.pages.asked import Said, found, number, typed_in


@dataclass(frozen=True, slots=True)
class TopicRow:
    tag: Tag
    fields: int
    steps: int

    @property
    def any(self) -> bool:
        return bool(self.fields or self.steps)


@dataclass(frozen=True, slots=True)
class ItemRow:
    item: TopicItem
    label: str
    gone: bool
    """Its field is retired: nothing is asked for."""
    seen: str
    first: bool
    last: bool


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    items = TopicItem.objects.filter(retired_at=None, topic__tag__retired_at=None)
    counted: dict[int, list[bool]] = {}
    for tag_id, field_id in items.values_list("topic__tag_id", "field_id"):
        counted.setdefault(tag_id, []).append(field_id is not None)
    rows = [
        TopicRow(tag, sum(counted.get(tag.id, ())), counted.get(tag.id, []).count(False))
        for tag in verbs.tags_for_topics()
    ]
    context = {
        "topics": [row for row in rows if row.any],
        "others": [row.tag for row in rows if not row.any],
    }
    return show(request, "settings/topics.html", context)


@require_safe
@admin_only
def topic(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    return _topic(request, _tag(tag_id))


def _tag(tag_id: int) -> Tag:
    return found(Tag.objects.filter(retired_at=None), tag_id)


def _topic(request: MemberRequest, tag: Tag, said: Said | None = None) -> HttpResponse:
    row = verbs.topic_of(tag)
    items = verbs.items_in_use(row)
    taken = {item.field_id for item in items}
    fields = CustomField.objects.filter(retired_at=None).order_by("of", "position", "id")
    context: dict[str, Any] = {
        "tag": tag,
        "question": row.question if row else "",
        "seen": verbs.seen_topic(row),
        "rows": [
            ItemRow(
                item=item,
                label=item.field.name if item.field else item.words,
                gone=item.field is not None and item.field.retired_at is not None,
                seen=verbs.seen_item(item),
                first=at == 0,
                last=at == len(items) - 1,
            )
            for at, item in enumerate(items)
        ],
        "fields": [one for one in fields if one.id not in taken],
        "said": said or Said(),
    }
    return show(request, "settings/topic.html", context, status=422 if said else 200)


def _saved(request: MemberRequest, tag: Tag, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return see_other(request, "policy:topic", tag.id)


@require_POST
@admin_only
def question(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    tag, typed = _tag(tag_id), typed_in(request)
    try:
        words = verbs.check_question(
            tag=tag, question=typed.get("question", ""), seen=typed.get("seen", "")
        )
    except Refused as refused:
        return _topic(request, tag, Said("question", refused.sentence, typed))
    verbs.do_question(by=request.member, tag=tag, question=words)
    return _saved(request, tag, _("Saved: this is how customers are asked."))


@require_POST
@admin_only
def add_item(request: MemberRequest, organisation: str, tag_id: int) -> HttpResponse:
    tag, typed = _tag(tag_id), typed_in(request)
    try:
        wanted = verbs.check_add_item(
            tag=tag,
            field_id=number(typed.get("field")),
            words=typed.get("words", ""),
            needed=typed.get("needed") == "yes",
        )
    except Refused as refused:
        return _topic(request, tag, Said("new", refused.sentence, typed))
    verbs.do_add_item(by=request.member, tag=tag, wanted=wanted)
    return _saved(request, tag, _("It is asked for from now on."))


@require_POST
@admin_only
def change_item(
    request: MemberRequest, organisation: str, tag_id: int, item_id: int
) -> HttpResponse:
    tag, typed = _tag(tag_id), typed_in(request)
    item = _item(tag, item_id)
    try:
        wanted = verbs.check_change_item(
            item=item,
            words=typed.get("words", ""),
            needed=typed.get("needed") == "yes",
            seen=typed.get("seen", ""),
        )
    except Refused as refused:
        return _topic(request, tag, Said(f"item {item.id}", refused.sentence, typed))
    verbs.do_change_item(by=request.member, item=item, wanted=wanted)
    return _saved(request, tag, _("Saved."))


@require_POST
@admin_only
def move_item(request: MemberRequest, organisation: str, tag_id: int, item_id: int) -> HttpResponse:
    tag, where = _tag(tag_id), request.POST.get("where")
    item = _item(tag, item_id)
    if where not in ("up", "down"):
        sentence = _("Say where it is to go: up or down.")
        return _topic(request, tag, Said(f"item {item.id}", sentence))
    verbs.do_move_item(by=request.member, item=item, up=where == "up")
    return _saved(request, tag, _("It has moved."))


@require_POST
@admin_only
def retire_item(
    request: MemberRequest, organisation: str, tag_id: int, item_id: int
) -> HttpResponse:
    tag = _tag(tag_id)
    item = _item(tag, item_id)
    if request.POST.get("sure") != "yes":
        sentence = _("Tick that you are sure. Nothing was retired.")
        return _topic(request, tag, Said(f"item {item.id}", sentence))
    verbs.do_retire_item(by=request.member, item=item)
    return _saved(request, tag, _("It is asked for no more. What was collected stays."))


def _item(tag: Tag, item_id: int) -> TopicItem:
    items = TopicItem.objects.filter(topic__tag=tag, retired_at=None)
    return found(items.select_related("field", "topic__tag"), item_id)
