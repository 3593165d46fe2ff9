"""What is to be collected and checked in a case because of its tags, as its pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.desk.offered import missing_fields
from inbox.models.cases import UNSETTLED
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.lines import ItemFact


@dataclass(frozen=True, slots=True)
class TopicLine:
    id: int
    label: str
    done: bool
    needed: bool
    is_step: bool
    href: str
    """Where a field is filled in."""
    title: str


@dataclass(frozen=True, slots=True)
class TopicBox:
    name: str
    hue: int
    says: str
    complete: bool
    lines: tuple[TopicLine, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    boxes: tuple[TopicBox, ...]
    says: str
    complete: bool
    ask: str
    """Address that puts a question for what is missing into the composer."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Said before a case goes to another line."""

    says: str
    labels: tuple[str, ...]
    needed: tuple[str, ...]


def topics_of(case: CaseFact, catalogue: Catalogue, to: CaseLinks) -> Topics:
    boxes = tuple(
        _box(tag_id, tuple(items), catalogue)
        for tag_id, items in groupby(case.topic_items, key=lambda item: item.tag_id)
    )
    asks = case.state in UNSETTLED and missing_fields(case)
    return Topics(
        boxes=boxes,
        says=collected(case.topic_items),
        complete=all(box.complete for box in boxes),
        ask=to.put("missing") if asks else "",
    )


def missing_of(case: CaseFact) -> Missing | None:
    lacking = [item for item in case.topic_items if not item.done]
    if not lacking:
        return None
    return Missing(
        says=collected(case.topic_items),
        labels=tuple(dict.fromkeys(item.label for item in lacking)),
        needed=tuple(dict.fromkeys(item.label for item in lacking if item.needed)),
    )


def collected(items: tuple[ItemFact, ...]) -> str:
    told = {"done": sum(item.done for item in items), "all": len(items)}
    return _("Collected %(done)s of %(all)s") % told


def _box(tag_id: int, items: tuple[ItemFact, ...], catalogue: Catalogue) -> TopicBox:
    mark = words.tag_mark(catalogue.tags.get(tag_id))
    return TopicBox(
        name=mark.name,
        hue=mark.hue,
        says=collected(items),
        complete=all(item.done for item in items),
        lines=tuple(_line(item, catalogue) for item in items),
    )


def _line(item: ItemFact, catalogue: Catalogue) -> TopicLine:
    title = ""
    if item.ticked_by is not None and item.ticked_at is not None:
        who = words.face(catalogue.members.get(item.ticked_by)).name
        title = _("Checked by %(name)s, %(when)s") % {
            "name": who,
            "when": full_time(item.ticked_at),
        }
    return TopicLine(
        id=item.id,
        label=item.label,
        done=item.done,
        needed=item.needed,
        is_step=item.is_step,
        href="" if item.is_step else f"#known-{item.of}-{item.slug}",
        title=title or (item.value or ""),
    )
