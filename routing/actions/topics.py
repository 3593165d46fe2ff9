"""Topics: what has to be known and checked of cases with a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    check_seen,
    differences,
    fingerprint,
    number,
    one_at_a_time,
    one_step,
    told,
)
from routing.models import CustomField, Tag, TagRoute, Topic, TopicItem

MAX_WORDS: Final = 200
MAX_QUESTION: Final = 1_000
MAX_ITEMS: Final = 30


@dataclass(frozen=True, slots=True)
class WantedItem:
    field: CustomField | None
    words: str
    needed: bool


def tags_for_topics() -> list[Tag]:
    """Tags that say what a case is about. Those that move cases say where it goes."""
    moving = TagRoute.objects.values("tag_id")
    return list(Tag.objects.filter(retired_at=None).exclude(id__in=moving).order_by("name", "id"))


def items_in_use(topic: Topic | None) -> list[TopicItem]:
    if topic is None:
        return []
    items = TopicItem.objects.filter(topic=topic, retired_at=None).select_related("field")
    return list(items.order_by("position", "id"))


def topic_of(tag: Tag) -> Topic | None:
    return Topic.objects.filter(tag=tag).first()


def _made(tag: Tag) -> Topic:
    """Its row, with the first thing that is said of it."""
    topic, _new = Topic.objects.get_or_create(tag=tag)
    return topic


def seen_topic(topic: Topic | None) -> str:
    return fingerprint(topic.question if topic else "")


def check_question(*, tag: Tag, question: str, seen: str) -> str:
    one_at_a_time()
    question = typed(question, limit=MAX_QUESTION) if question.strip() else ""
    check_seen(seen=seen, now=seen_topic(topic_of(tag)), subject=f"topic {tag.id}")
    return question


def do_question(*, by: Member, tag: Tag, question: str) -> None:
    topic = _made(tag)
    data = differences({"question": topic.question}, {"question": question})
    topic.question = question
    topic.save(update_fields=["question"])
    _told(by, "topic.change", tag, data)


def check_add_item(*, tag: Tag, field_id: int, words: str, needed: bool) -> WantedItem:
    """With a field something to collect, else a step to check."""
    one_at_a_time()
    items = items_in_use(topic_of(tag))
    if len(items) >= MAX_ITEMS:
        raise Refused(_("%(count)s things are all that fit. Retire some.") % {"count": MAX_ITEMS})
    if not field_id:
        return WantedItem(None, _step(words), needed)
    field = CustomField.objects.filter(id=field_id, retired_at=None).first()
    if field is None:
        raise Refused(_("This field is gone. Choose another one."))
    if any(item.field_id == field.id for item in items):
        raise Refused(_("“%(field)s” is collected already.") % {"field": field.name})
    return WantedItem(field, _asked(words), needed)


def _step(words: str) -> str:
    if not words.strip():
        raise Refused(_("Choose a field to collect, or write what is to be checked."))
    return " ".join(typed(words, limit=MAX_WORDS).split())


def _asked(words: str) -> str:
    return " ".join(typed(words, limit=MAX_WORDS).split()) if words.strip() else ""


def do_add_item(*, by: Member, tag: Tag, wanted: WantedItem) -> TopicItem:
    """A field that was collected before is collected again."""
    topic = _made(tag)
    last = TopicItem.objects.filter(topic=topic).count() + 1
    item = None
    if wanted.field is not None:
        item = TopicItem.objects.filter(topic=topic, field=wanted.field).first()
    item = item or TopicItem(topic=topic, field=wanted.field)
    item.words, item.needed = wanted.words, wanted.needed
    item.position, item.retired_at = last, None
    item.save()
    _told(by, "topic.add", tag, {"item": item.id, **_says(wanted)})
    return item


def _says(item: WantedItem | TopicItem) -> dict[str, object]:
    field = item.field.slug if item.field is not None else None
    return {"field": field, "words": item.words, "needed": item.needed}


def seen_item(item: TopicItem) -> str:
    return fingerprint(item.words, item.needed, item.retired_at)


def check_change_item(*, item: TopicItem, words: str, needed: bool, seen: str) -> WantedItem:
    one_at_a_time()
    item.refresh_from_db(fields=["words", "needed", "retired_at"])
    words = _asked(words) if item.field_id else _step(words)
    check_seen(seen=seen, now=seen_item(item), subject=f"topic {item.topic.tag_id}")
    return WantedItem(item.field, words, needed)


def do_change_item(*, by: Member, item: TopicItem, wanted: WantedItem) -> None:
    data = differences(_says(item), _says(wanted))
    item.words, item.needed = wanted.words, wanted.needed
    item.save(update_fields=["words", "needed"])
    _told(by, "topic.change", item.topic.tag, {"item": item.id, **data})


def do_move_item(*, by: Member, item: TopicItem, up: bool) -> None:
    one_at_a_time()
    step = one_step([one.id for one in items_in_use(item.topic)], item.id, up=up)
    if step is None:
        return
    number(TopicItem.objects.all(), step.ids)
    _told(by, "topic.move", item.topic.tag, {"item": item.id, "position": list(step.places)})


def do_retire_item(*, by: Member, item: TopicItem) -> None:
    """What was collected and ticked stays."""
    one_at_a_time()
    TopicItem.objects.filter(id=item.id).update(retired_at=timezone.now())
    _told(by, "topic.retire", item.topic.tag, {"item": item.id, **_says(item)})


def _told(by: Member, verb: str, tag: Tag, data: dict[str, object]) -> None:
    """No rule judges by topics: workers need not read the policy anew."""
    told(by=by, verb=verb, subject=f"topic {tag.id}", data=data, policy=False)
