"""Fields of bodies. A value of another type than asked for is refused, never made to fit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from care.core.moments import moment_of

MAX_ID: Final = 2**63 - 1


class Text(serializers.CharField):
    """Neither stripped nor cut: the door of text (care.core.text) does that."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return super().to_internal_value(data)


class Id(serializers.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_ID, **options})

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """ISO 8601; without a zone it is UTC."""

    def to_internal_value(self, data: Any) -> datetime:
        found = moment_of(data) if isinstance(data, str) else None
        if found is None:
            self.fail("invalid", format="ISO 8601")
        return found


class Body(serializers.Serializer[Any]):
    """A body with these fields and no others."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise ValidationError(
                {name: [_("There is no such field here.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)

    @classmethod
    def of(cls, request: Request) -> dict[str, Any]:
        made = cls(data=request.data)
        made.is_valid(raise_exception=True)
        found: dict[str, Any] = made.validated_data
        return found


class Nothing(Body):
    """The body of a verb that needs none."""


class Problem(serializers.Serializer[Any]):
    """Problem details, RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; for programs.")
    detail = serializers.CharField(help_text="For people.")
    errors = serializers.ListField(  # type: ignore[assignment]  # a field, taken out by the class
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="`field` and `message` of everything in the request that cannot be used.",
    )
