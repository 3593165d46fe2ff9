"""What the conditions of an SLA policy name, held against what is there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from care.core.errors import Refused
from routing.engine import PolicyError
from routing.engine.field_values import Field, Refusal, Value, read_value
from routing.engine.sla_schema import parse_sla_conditions
from routing.models import Brand, CustomField, Tag, Team
from routing.models.fields import FieldOf
from routing.questions import keeper

Json = dict[str, Any]


def check_conditions(conditions: list[Json]) -> list[Json]:
    """As they are stored: values of customer fields as the field keeps them."""
    wanted = [_read_values(part) for part in conditions]
    try:
        parse_sla_conditions(wanted)
    except PolicyError as error:
        raise Refused(error.said_in(_)) from error
    channels = keeper().channels()
    _all_there(
        _named(wanted, "tag_ids"),
        set(Tag.objects.filter(retired_at=None).values_list("id", flat=True)),
        _("A tag that this policy names is gone. Choose another one."),
    )
    _all_there(
        _named(wanted, "team_ids"),
        set(Team.objects.filter(retired_at=None).values_list("id", flat=True)),
        _("A team that this policy names is gone. Choose another one."),
    )
    _all_there(
        _named(wanted, "channel_ids"),
        {channel.id for channel in channels},
        _("A channel that this policy names is gone. Choose another one."),
    )
    _all_there(
        _named(wanted, "networks"),
        {channel.network for channel in channels},
        _("You have no channel on a network that this policy names. Choose another one."),
    )
    _all_there(
        _named(wanted, "brand_ids"),
        set(Brand.objects.values_list("id", flat=True)),
        _("A brand that this policy names is gone. Choose another one."),
    )
    return wanted


def _named(parts: list[Json], key: str) -> set[Any]:
    return {one for part in parts for one in part.get(key, ())}


def _all_there(named: set[Any], known: set[Any], sentence: str) -> None:
    if not named <= known:
        raise Refused(sentence)


def _read_values(part: Json) -> Json:
    if part.get("kind") != "customer_field_is" or not part.get("slug"):
        return part
    fields = CustomField.objects.filter(of=FieldOf.CUSTOMER, retired_at=None)
    field = fields.filter(slug=part["slug"]).first()
    if field is None:
        raise Refused(_("A customer field that this policy names is gone. Choose another one."))
    of = Field(field.name, field.kind, field.choices)  # type: ignore[arg-type]
    return part | {"values": [_value(of, value) for value in part.get("values", ())]}


def _value(of: Field, raw: str | bool) -> Value:
    value = read_value(of, raw)
    if isinstance(value, Refusal):
        raise Refused(value.said_in(_))
    return value
