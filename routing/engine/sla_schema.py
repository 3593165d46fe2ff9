"""Conditions of SLA policies as JSON, in the form that `schema` gives those of rules:
`[{"kind": "priority_is", "priorities": ["urgent"]}, {"kind": "customer_field_is", "slug":
"contract", "values": ["Gold"]}]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from .facts import Priority
from .field_values import MAX_TEXT, Value
from .policy import BrandIs, ChannelIs, HasTag, LacksTag
from .schema import (
    CONDITION,
    CONDITIONS,
    MAX_WORDS,
    Json,
    Part,
    Place,
    dump_part,
    gettext_noop,
    ids_in,
    one_of,
    parse_parts,
    shown,
)
from .sla_policy import CustomerFieldIs, NetworkIs, PriorityIs, SlaCondition, TeamIs

MAX_SLUG = 60


def _word(value: object, field: str, place: Place) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MAX_SLUG:
        raise place.error(
            gettext_noop("“%(field)s” must be a name of at most %(most)s characters."),
            field=field,
            most=MAX_SLUG,
        )
    return value


def _any_of(
    read: Callable[[object, str, Place], Value],
) -> Callable[[object, str, Place], frozenset[Value]]:
    def each(value: object, field: str, place: Place) -> frozenset[Value]:
        if not isinstance(value, list) or not 0 < len(value) <= MAX_WORDS:
            raise place.error(
                gettext_noop("“%(field)s” must be a list of one to %(most)s; choose one."),
                field=field,
                most=MAX_WORDS,
            )
        return frozenset(read(one, field, place) for one in value)

    return each


def _value(value: object, field: str, place: Place) -> Value:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        raise place.error(
            gettext_noop("“%(field)s” must hold texts, or true or false, not %(value)s."),
            field=field,
            value=shown(value),
        )
    return value


_PARTS = (
    Part("priority_is", PriorityIs, "priorities", _any_of(one_of(get_args(Priority)))),
    Part("network_is", NetworkIs, "networks", _any_of(_word)),
    Part("channel_is", ChannelIs, "channel_ids", ids_in),
    Part("has_tag", HasTag, "tag_ids", ids_in),
    Part("lacks_tag", LacksTag, "tag_ids", ids_in),
    Part("team_is", TeamIs, "team_ids", ids_in),
    Part("brand_is", BrandIs, "brand_ids", ids_in),
    Part("customer_field_is", CustomerFieldIs, "values", _any_of(_value), of=("slug", _word)),
)


def parse_sla_conditions(data: object) -> tuple[SlaCondition, ...]:
    return tuple(parse_parts(data, _PARTS, CONDITION, CONDITIONS))


def dump_sla_conditions(conditions: Iterable[SlaCondition]) -> list[Json]:
    return [dump_part(condition, _PARTS) for condition in conditions]
