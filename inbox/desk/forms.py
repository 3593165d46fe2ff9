"""Parsing of the desk's forms. What a field says is judged by the verbs; here it only gets its
type, and a damaged form gets a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.core.errors import Refused
from inbox.access import MAX_ID
from inbox.actions.answer import After
from inbox.actions.reply import Purpose
from inbox.actions.touch_time import LONGEST, OLDEST
from inbox.desk.snoozes import until_of
from routing.engine.dress import dressed

_DAMAGED = gettext_lazy("The form was damaged on its way. Reload the page and try again.")


def _text(*, required: bool = False) -> forms.CharField:
    """Neither stripped nor limited: the door of text (care.core.text) does that."""
    field = forms.CharField(required=required, strip=False)
    field.validators = []  # Django's NUL check has no sentence for people; the door has
    return field


def _moment() -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("That is no time. Choose a day and an hour.")},
    )


def _row() -> forms.IntegerField:
    """The id of a row that need not be named."""
    return forms.IntegerField(required=False, min_value=0, max_value=MAX_ID)


class ReplyForm(forms.Form):
    text = _text()
    visibility = forms.CharField(required=False, max_length=20)
    idempotency_key = forms.CharField(required=False, max_length=64)
    then = forms.CharField(required=False, max_length=20)
    preset = forms.CharField(required=False, max_length=20)
    leaves_at = _moment()
    acknowledges = forms.BooleanField(required=False)
    purpose = forms.CharField(required=False, max_length=20)
    anyway = forms.CharField(required=False, max_length=64)
    instead = forms.CharField(required=False, max_length=20)
    seen = forms.IntegerField(required=False, min_value=0, max_value=MAX_ID)
    greeting = _text()
    signature = _text()

    @property
    def whole_text(self) -> str:
        """With the greeting and the signature that stood around it on the page."""
        data = self.cleaned_data
        text: str = data["text"]
        if not text.strip():
            return text
        return dressed(text, greeting=data["greeting"], signature=data["signature"])

    @property
    def visibility_asked(self) -> str:
        """Said in private instead, once the public was asked about."""
        asked: str = self.cleaned_data["instead"] or self.cleaned_data["visibility"]
        return asked

    @property
    def purpose_of_it(self) -> Purpose:
        match self.cleaned_data["purpose"]:
            case "invite":
                return "invite"
            case "close":
                return "close"
            case _:
                return "answer"

    @property
    def opens_next(self) -> bool:
        then: str = self.cleaned_data["then"]
        return then.endswith("-next")

    def after(self) -> After:
        """`then` is "wait", "resolve" or "snooze", with "-next" behind it to go on."""
        match self.cleaned_data["then"].removesuffix("-next"):
            case "later" if self.cleaned_data["leaves_at"] is None:
                raise Refused(_("Choose when the reply shall leave."))
            case "resolve":
                return After("resolve")
            case "snooze":
                return After("snooze", until_of(self.cleaned_data["preset"], timezone.now()))
            case _:
                return After()


class DraftForm(forms.Form):
    pen = forms.CharField(required=False, max_length=20)
    text = _text()
    visibility = forms.CharField(required=False, max_length=20)
    idempotency_key = forms.CharField(required=False, max_length=64)


class RescheduleForm(forms.Form):
    leaves_at = _moment()

    def when(self) -> datetime:
        leaves_at: datetime | None = self.cleaned_data["leaves_at"]
        if leaves_at is None:
            raise Refused(_("Choose when the reply shall leave."))
        return leaves_at


class AcknowledgeForm(forms.Form):
    acknowledges = forms.BooleanField(required=False)


class NoteForm(forms.Form):
    text = _text()
    idempotency_key = forms.CharField(required=False, max_length=64)


class TagForm(forms.Form):
    tag = forms.SlugField(error_messages={"required": gettext_lazy("Choose a tag first.")})
    why = _text()


class HandOverForm(forms.Form):
    acknowledgement = _text()
    note = _text()
    tag = forms.SlugField(
        error_messages={"required": gettext_lazy("Choose the tag that says where it goes.")}
    )
    visibility = forms.CharField(required=False, max_length=20)
    idempotency_key = forms.CharField(required=False, max_length=64)
    anyway = forms.CharField(required=False, max_length=64)
    draft = _text()
    back_for = _row()
    question = _text()
    known = _row()
    known_title = _text()


class ConfirmForm(forms.Form):
    proposal = forms.IntegerField(min_value=1, max_value=MAX_ID)
    text = _text()
    words = _text()


class CaseProblemForm(forms.Form):
    problem = _row()
    title = _text()


class TickForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=MAX_ID)
    on = forms.BooleanField(required=False)


class DropForm(forms.Form):
    proposal = forms.IntegerField(min_value=1, max_value=MAX_ID)


class AssignForm(forms.Form):
    member = forms.IntegerField(min_value=1, max_value=MAX_ID)


class PriorityForm(forms.Form):
    priority = forms.CharField(required=False, max_length=20)


class FieldForm(forms.Form):
    of = forms.CharField(required=False, max_length=20)
    slug = forms.CharField(required=False, max_length=60)
    value = _text()


class SamePersonForm(forms.Form):
    customer = forms.IntegerField(min_value=1, max_value=MAX_ID)


class PartForm(forms.Form):
    merge = forms.IntegerField(min_value=1, max_value=MAX_ID)


class FrictionForm(forms.Form):
    marked = forms.BooleanField(required=False)


class DismissForm(forms.Form):
    reason = forms.CharField(required=False, max_length=40)


class AvailabilityForm(forms.Form):
    available = forms.ChoiceField(choices=[("0", "0"), ("1", "1")])


class TouchForm(forms.Form):
    seconds = forms.IntegerField(min_value=1, max_value=LONGEST)
    # In milliseconds, by which what was told already is known again.
    ago = forms.IntegerField(min_value=0, max_value=OLDEST // timedelta(milliseconds=1))


class SnoozeForm(forms.Form):
    preset = forms.CharField(required=False, max_length=20)
    until = _moment()

    def when(self) -> datetime:
        chosen = until_of(self.cleaned_data["preset"], timezone.now())
        until: datetime | None = chosen or self.cleaned_data["until"]
        if until is None:
            raise Refused(_("Choose when the case shall come back."))
        return until


Form = TypeVar("Form", bound=forms.Form)


def parsed(form: type[Form], data: QueryDict) -> Form:
    """The form with its cleaned data; Refused with a sentence when it cannot be read."""
    made = form(data)
    if made.is_valid():
        return made
    for field, errors in made.errors.as_data().items():
        own: dict[str, Any] = {}
        if field in made.fields:
            own = made.fields[field].error_messages
        for error in errors:
            if str(error.code) in {"required", "invalid"} and _has_own(own, str(error.code)):
                raise Refused(str(error.message))
    raise Refused(str(_DAMAGED))


def _has_own(messages: dict[str, Any], code: str) -> bool:
    default = forms.Field.default_error_messages | forms.DateTimeField.default_error_messages
    return code in messages and str(messages[code]) != str(default.get(code, ""))
