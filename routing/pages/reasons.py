"""Reasons for which a case is given back without an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import reasons as verbs
from routing.models import ReturnReason
from routing.models.reasons import ReturnDoes
from routing.pages.asked import Said, found, typed_in


@dataclass(frozen=True, slots=True)
class ReasonRow:
    reason: ReturnReason
    seen: str
    first: bool
    last: bool


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, said: Said | None = None) -> HttpResponse:
    reasons = verbs.reasons_in_use()
    context: dict[str, Any] = {
        "rows": [
            ReasonRow(one, verbs.seen_reason(one), at == 0, at == len(reasons) - 1)
            for at, one in enumerate(reasons)
        ],
        "retired": list(ReturnReason.objects.exclude(retired_at=None).order_by("name")),
        "does": ReturnDoes.choices,
        "said": said or Said(),
    }
    return show(request, "settings/reasons.html", context, status=422 if said else 200)


def _saved(request: MemberRequest, sentence: str, name: str) -> HttpResponse:
    messages.success(request, sentence % {"reason": name})
    return see_other(request, "policy:reasons")


def _wanted(reason: ReturnReason | None, typed: Mapping[str, str]) -> verbs.WantedReason:
    return verbs.check_reason(
        reason=reason,
        name=typed.get("name", ""),
        does=typed.get("does", ""),
        question=typed.get("question", ""),
        needs_words=typed.get("needs_words") == "yes",
        seen=typed.get("seen", ""),
    )


@require_POST
@admin_only
def add(request: MemberRequest, organisation: str) -> HttpResponse:
    typed = typed_in(request)
    try:
        wanted = _wanted(None, typed)
    except Refused as refused:
        return _page(request, Said("new", refused.sentence, typed))
    verbs.do_add_reason(by=request.member, wanted=wanted)
    return _saved(request, _("“%(reason)s” can be chosen from now on."), wanted.name)


@require_POST
@admin_only
def change(request: MemberRequest, organisation: str, reason_id: int) -> HttpResponse:
    row, typed = _reason(reason_id), typed_in(request)
    try:
        wanted = _wanted(row, typed)
    except Refused as refused:
        return _page(request, Said(f"reason {row.id}", refused.sentence, typed))
    verbs.do_change_reason(by=request.member, reason=row, wanted=wanted)
    return _saved(request, _("Saved: “%(reason)s”."), wanted.name)


@require_POST
@admin_only
def move(request: MemberRequest, organisation: str, reason_id: int) -> HttpResponse:
    row, where = _reason(reason_id), request.POST.get("where")
    if where not in ("up", "down"):
        return _page(request, Said(f"reason {row.id}", _("Say where it is to go: up or down.")))
    verbs.do_move_reason(by=request.member, reason=row, up=where == "up")
    return _saved(request, _("“%(reason)s” has moved."), row.name)


@require_POST
@admin_only
def retire(request: MemberRequest, organisation: str, reason_id: int) -> HttpResponse:
    row = _reason(reason_id)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was retired."))
        verbs.check_retire_reason(reason=row)
    except Refused as refused:
        return _page(request, Said(f"reason {row.id}", refused.sentence))
    verbs.do_retire_reason(by=request.member, reason=row)
    return _saved(
        request, _("“%(reason)s” can be chosen no more. Returns for it still count."), row.name
    )


@require_POST
@admin_only
def revive(request: MemberRequest, organisation: str, reason_id: int) -> HttpResponse:
    row = found(ReturnReason.objects.all(), reason_id)
    verbs.do_revive_reason(by=request.member, reason=row)
    return _saved(request, _("“%(reason)s” can be chosen again."), row.name)


def _reason(reason_id: int) -> ReturnReason:
    return found(ReturnReason.objects.filter(retired_at=None), reason_id)
