"""Custom fields of customers and of cases."""

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
from routing.actions import fields as verbs
from routing.models import CustomField
from routing.models.fields import FieldKind, FieldOf
from routing.pages.asked import Said, found, typed_in


@dataclass(frozen=True, slots=True)
class FieldRow:
    field: CustomField
    seen: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Group:
    of: str
    label: str
    rows: tuple[FieldRow, ...]
    retired: tuple[CustomField, ...]


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, said: Said | None = None) -> HttpResponse:
    labels = {FieldOf.CUSTOMER: _("Of customers"), FieldOf.CASE: _("Of cases")}
    context: dict[str, Any] = {
        "groups": [_group(of, label) for of, label in labels.items()],
        "kinds": FieldKind.choices,
        "said": said or Said(),
    }
    return show(request, "settings/fields.html", context, status=422 if said else 200)


def _group(of: str, label: str) -> Group:
    fields = verbs.fields_of(of)
    rows = tuple(
        FieldRow(one, verbs.seen_of(one), at == 0, at == len(fields) - 1)
        for at, one in enumerate(fields)
    )
    retired = CustomField.objects.filter(of=of).exclude(retired_at=None).order_by("name")
    return Group(str(of), label, rows, tuple(retired))


def _saved(request: MemberRequest, sentence: str, name: str) -> HttpResponse:
    messages.success(request, sentence % {"field": name})
    return see_other(request, "policy:fields")


@require_POST
@admin_only
def add(request: MemberRequest, organisation: str) -> HttpResponse:
    typed = typed_in(request)
    of = typed.get("of", "")
    try:
        wanted = verbs.check_add_field(
            of=of,
            name=typed.get("name", ""),
            kind=typed.get("kind", ""),
            choices=typed.get("choices", "").splitlines(),
        )
    except Refused as refused:
        about = of if of in FieldOf.values else str(FieldOf.CUSTOMER)
        return _page(request, Said(f"new {about}", refused.sentence, typed))
    verbs.do_add_field(by=request.member, of=of, wanted=wanted)
    return _saved(request, _("“%(field)s” is asked for from now on."), wanted.name)


@require_POST
@admin_only
def change(request: MemberRequest, organisation: str, field_id: int) -> HttpResponse:
    row, typed = _field(field_id), typed_in(request)
    try:
        wanted = verbs.check_change_field(
            field=row,
            name=typed.get("name", ""),
            choices=typed.get("choices", "").splitlines(),
            seen=typed.get("seen", ""),
        )
    except Refused as refused:
        return _page(request, Said(f"field {row.id}", refused.sentence, typed))
    verbs.do_change_field(by=request.member, field=row, wanted=wanted)
    return _saved(request, _("Saved: “%(field)s”."), wanted.name)


@require_POST
@admin_only
def move(request: MemberRequest, organisation: str, field_id: int) -> HttpResponse:
    row, where = _field(field_id), request.POST.get("where")
    if where not in ("up", "down"):
        return _page(request, Said(f"field {row.id}", _("Say where it is to go: up or down.")))
    verbs.do_move_field(by=request.member, field=row, up=where == "up")
    return _saved(request, _("“%(field)s” has moved."), row.name)


@require_POST
@admin_only
def retire(request: MemberRequest, organisation: str, field_id: int) -> HttpResponse:
    row = _field(field_id)
    if request.POST.get("sure") != "yes":
        sentence = _("Tick that you are sure. Nothing was retired.")
        return _page(request, Said(f"field {row.id}", sentence))
    verbs.do_retire_field(by=request.member, field=row)
    return _saved(request, _("“%(field)s” is asked for no more. What was written stays."), row.name)


@require_POST
@admin_only
def revive(request: MemberRequest, organisation: str, field_id: int) -> HttpResponse:
    row = found(CustomField.objects.all(), field_id)
    verbs.do_revive_field(by=request.member, field=row)
    return _saved(request, _("“%(field)s” is asked for again."), row.name)


def _field(field_id: int) -> CustomField:
    return found(CustomField.objects.filter(retired_at=None), field_id)
