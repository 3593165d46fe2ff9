"""The organisation's own fields of a customer and of a case, as the pane shows and edits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.desk.pen import Refusal
from inbox.selectors.cards import CaseFact, FieldFact
from routing.models.fields import FieldKind, FieldOf


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class KnownField:
    id: str
    of: str
    slug: str
    name: str
    kind: str
    value: str
    """As its form sends it."""
    says: str
    choices: tuple[Choice, ...]
    error: str


@dataclass(frozen=True, slots=True)
class KnownGroup:
    title: str
    fields: tuple[KnownField, ...]


def groups_of(case: CaseFact, refusal: Refusal | None) -> tuple[KnownGroup, ...]:
    refused = refusal if refusal is not None and refusal.form == "field" else None
    places = (
        (FieldOf.CUSTOMER, _("Details"), case.customer_fields),
        (FieldOf.CASE, _("This case"), case.case_fields),
    )
    groups = (
        KnownGroup(title, tuple(_fields(case, str(of), values or {}, refused)))
        for of, title, values in places
    )
    return tuple(group for group in groups if group.fields)


def _fields(
    case: CaseFact, of: str, values: Mapping[str, Any], refused: Refusal | None
) -> Iterator[KnownField]:
    for field in case.custom_fields:
        if field.of != of:
            continue
        stored = values.get(field.slug)
        value, error = _sent(stored), ""
        if refused and (refused.values.get("of"), refused.values.get("slug")) == (of, field.slug):
            value, error = refused.values.get("value", ""), refused.error
        yield KnownField(
            id=f"field-{of}-{field.slug}",
            of=of,
            slug=field.slug,
            name=field.name,
            kind=field.kind,
            value=value,
            says=value_says(field.kind, stored),
            choices=_choices(field, value),
            error=error,
        )


def _sent(stored: object) -> str:
    if isinstance(stored, bool):
        return "yes" if stored else "no"
    return "" if stored is None else str(stored)


def value_says(kind: str, stored: object) -> str:
    if isinstance(stored, bool):
        return _("Yes") if stored else _("No")
    text = _sent(stored)
    if kind == FieldKind.DAY and text:
        try:
            return date_format(date.fromisoformat(text), "j M Y")
        except ValueError:
            return text
    return text


def _choices(field: FieldFact, value: str) -> tuple[Choice, ...]:
    if field.kind == FieldKind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    elif field.kind == FieldKind.CHOICE:
        # What was chosen once stays to be seen, though it is no choice any more.
        words = [*field.choices, *([value] if value and value not in field.choices else [])]
        options = [(word, word) for word in words]
    else:
        return ()
    return tuple(Choice(each, label, each == value) for each, label in options)
