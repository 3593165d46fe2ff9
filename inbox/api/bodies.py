"""What may be sent. What a field says is judged by the verbs; here it only gets its type."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from care.core.api.fields import MAX_ID, Body, Choice, Id, Moment, Text
from inbox.actions.state import DISMISS_REASONS
from inbox.models.bulk import BulkVerb
from inbox.models.cases import Priority
from inbox.models.messages import Visibility
from routing.models.fields import FieldOf


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": MAX_ID},
            {"type": "string", "minLength": 1, "maxLength": 300},
        ]
    }
)
class IdOrName(serializers.Field):  # type: ignore[type-arg]  # the stubs make it generic, the class is not
    """The number of a message here, or its id on the network."""

    def to_internal_value(self, data: object) -> int | str:
        if type(data) is int and 0 < data <= MAX_ID:
            return data
        if isinstance(data, str) and 0 < len(data) <= 300 and data.isprintable():
            return data
        raise serializers.ValidationError(
            "Give a message's number, or as text its id on the network."
        )

    def to_representation(self, value: object) -> object:
        return value


class TagBody(Body):
    name = Text(max_length=80, help_text="The tag's name or slug.")
    why = Text(required=False, allow_blank=True, default="", max_length=1_000)


class NoteBody(Body):
    text = Text()


class ReplyBody(Body):
    text = Text()
    visibility = Choice(choices=Visibility.choices)
    in_reply_to = IdOrName(
        required=False,
        allow_null=True,
        default=None,
        help_text="A message of the case: its number, or as text its id on the network. Without"
        " it, the newest message of the customer that this visibility can answer.",
    )
    signature = serializers.BooleanField(
        default=False,
        help_text="The brand's signature of who the token acts as is put under the text, and"
        " counts. Without it the text is sent as it is.",
    )
    acknowledges = serializers.BooleanField(
        default=False, help_text="It says that you look into it; it is not the answer yet."
    )
    scheduled_for = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="It leaves then, unless the customer writes first. Null: at once.",
    )
    then = Choice(
        choices=["wait", "stay", "resolve", "snooze"],
        required=False,
        default="wait",
        help_text="What becomes of the case: it waits for the customer, stays as it is, is"
        " resolved, or is snoozed until `until`.",
    )
    until = Moment(required=False, allow_null=True, default=None, help_text="With `snooze`.")
    private_data = serializers.BooleanField(
        default=False,
        help_text="A public reply with what looks like a card, an account, a device, a phone"
        " number or a mail address is refused with the code `private_data`, unless this is true.",
    )


class AssignBody(Body):
    member = Id(help_text="Who works on it from now on.")


class SnoozeBody(Body):
    until = Moment()


class DismissBody(Body):
    reason = Choice(choices=[(reason, reason) for reason in DISMISS_REASONS])


class PriorityBody(Body):
    priority = Choice(choices=Priority.choices)


class HandOverBody(Body):
    note = Text()
    tag = Text(max_length=80, help_text="Name or slug of the tag that says where it goes.")
    acknowledgement = Text(required=False, allow_blank=True, default="")
    visibility = Choice(choices=Visibility.choices, required=False, default="public")
    private_data = serializers.BooleanField(default=False, help_text="As for replies.")


@extend_schema_field({"oneOf": [{"type": "string", "maxLength": 500}, {"type": "boolean"}]})
class FieldValue(serializers.Field):  # type: ignore[type-arg]  # as above
    """A text, or true or false; an empty text takes the value away."""

    def to_internal_value(self, data: object) -> str | bool:
        if isinstance(data, str | bool):
            return data
        raise serializers.ValidationError("Give a text, or true or false.")

    def to_representation(self, value: object) -> object:
        return value


class FieldBody(Body):
    # Fields are taken out by the class: this hides no method of it.
    of = Choice(choices=FieldOf.choices, help_text="Whose field it is.")  # type: ignore[assignment]
    slug = Text(max_length=60, help_text="As fields/ lists it.")
    value = FieldValue(
        help_text="Numbers and days are texts (12.50, 2026-03-31); an empty text takes it away."
    )


class FrictionBody(Body):
    marked = serializers.BooleanField(help_text="False takes the mark off.")


class MergeBody(Body):
    customer = Id(help_text="Who goes into this customer.")


class PartBody(Body):
    merge = Id(help_text="A number of this customer's `merges`.")


_FILTER = {
    "oneOf": [
        {"type": "string", "maxLength": 200},
        {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": 20},
    ]
}


@extend_schema_field(_FILTER)
class FilterValue(serializers.Field):  # type: ignore[type-arg]  # as IdOrName
    def to_internal_value(self, data: object) -> list[str]:
        values = data if isinstance(data, list) else [data]
        said = [one for one in values if isinstance(one, str) and len(one) <= 200]
        if len(said) != len(values) or len(said) > 20:
            raise serializers.ValidationError("Give a text, or a list of at most 20 texts.")
        return said

    def to_representation(self, value: object) -> object:
        return value


class BulkBody(Body):
    verb = Choice(choices=[one for one in BulkVerb.choices if one[0] != BulkVerb.UNDO])
    cases = serializers.ListField(
        child=Id(), required=False, allow_null=True, default=None, max_length=10_000
    )
    filters = serializers.DictField(
        child=FilterValue(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Instead of `cases`: the filters of the list of cases, by their names.",
    )
    tag = Text(
        required=False, default="", allow_blank=True, max_length=80, help_text="Of `tag`, `untag`."
    )
    member = Id(required=False, allow_null=True, default=None, help_text="Of `assign`.")
    team = Id(required=False, allow_null=True, default=None, help_text="Of `move`.")
    priority = Choice(choices=Priority.choices, required=False, allow_null=True, default=None)
    until = Moment(required=False, allow_null=True, default=None, help_text="Of `snooze`.")
    reason = Choice(
        choices=[(reason, reason) for reason in DISMISS_REASONS],
        required=False,
        allow_null=True,
        default=None,
        help_text="Of `dismiss`.",
    )


class DeliveredBody(Body):
    external_id = Text(max_length=300, help_text="What the reply is called where it arrived.")
