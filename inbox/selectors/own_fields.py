"""Conditions on the organisation's own fields, of a case or of its customer. Pure.

The name of such a condition is `case.plan` or `customer.plan`: one of the given values, where "yes"
and "no" also mean what is stored as true and false, and EMPTY that nothing is. With a sign at its
end it asks for less than that: `~` a text that holds the words, `>` and `<` a number or a day that
is at least, or at most, the given one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import DecimalField, Exists, Func, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import GreaterThanOrEqual, IContains, LessThanOrEqual

from inbox.models import Customer
from routing.engine.field_values import Field, read_value
from routing.models.fields import FieldKind

EMPTY = "none"
OF = ("case", "customer")
SIGNS = ("~", ">", "<")
_NAME = re.compile(r"(case|customer)\.([a-z0-9_-]{1,60})([~<>]?)")
_SPOKEN: dict[str, bool] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class OwnField:
    of: str
    slug: str
    sign: str


def read_name(name: str) -> OwnField | None:
    found = _NAME.fullmatch(name)
    return OwnField(*found.groups()) if found else None


def names_of(of: str, slug: str, kind: str) -> tuple[str, ...]:
    """The conditions that can be put to a field."""
    name = f"{of}.{slug}"
    if kind == FieldKind.TEXT:
        return (f"{name}~",)
    if kind in {FieldKind.NUMBER, FieldKind.DAY}:
        return (f"{name}>", f"{name}<")
    return (name,)


def own_field(name: str, values: tuple[str, ...]) -> Q | None:
    """None: this can be read as no condition, or its value as none."""
    field = read_name(name)
    held = _held(field, values) if field is not None else None
    if field is None or held is None or field.of == "case":
        return held
    return Q(Exists(Customer.objects.filter(held, id=OuterRef("customer_id"))))


def _held(field: OwnField, values: tuple[str, ...]) -> Q | None:
    if not field.sign:
        return _one_of(field.slug, values)
    if len(values) != 1:
        return None
    text = KeyTextTransform(field.slug, "fields")
    if field.sign == "~":
        return Q(IContains(text, values[0]))
    ways = {">": GreaterThanOrEqual, "<": LessThanOrEqual}
    day = read_value(Field("", "day"), values[0])
    if isinstance(day, str):
        return Q(ways[field.sign](text, day))
    number = read_value(Field("", "number"), values[0])
    return Q(ways[field.sign](_number(text), number)) if isinstance(number, str) else None


def _one_of(slug: str, values: tuple[str, ...]) -> Q | None:
    found: Q | None = None
    for value in values:
        one = ~Q(fields__has_key=slug) | Q(fields=None) if value == EMPTY else _says(slug, value)
        found = one if found is None else found | one
    return found


def _says(slug: str, value: str) -> Q:
    said = Q(fields__contains={slug: value})
    if value in _SPOKEN:
        said |= Q(fields__contains={slug: _SPOKEN[value]})
    return said


def _number(text: Any) -> Func:
    """What is no number there is none, and no error."""
    return Func(
        text,
        template=(
            "substring(%(expressions)s from '^([+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+))$')::numeric"
        ),
        output_field=DecimalField(max_digits=40, decimal_places=20),
    )
