"""One SLA policy: written, tried on the clocks that run, saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import sla as verbs
from routing.actions.changing import STALE
from routing.models import Calendar, Line, LineTarget, SlaPolicy
from routing.pages.names import Names
from routing.pages.sla import policy_of
from routing.pages.sla_effects import Effects, effects_of, with_policy
from routing.pages.sla_form import SlaForm
from routing.pages.sla_words import condition_words, target_words

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
@admin_only
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    return _answer(request, None)


@ANY
@admin_only
def page(request: MemberRequest, organisation: str, policy_id: int) -> HttpResponse:
    return _answer(request, policy_of(policy_id))


def _answer(request: MemberRequest, policy: SlaPolicy | None) -> HttpResponse:
    lines = list(Line.objects.filter(retired_at=None).order_by("number"))
    default = policy is not None and policy.is_default
    form = SlaForm(Names.read(with_fields=True), lines, default=default)
    if request.method != "POST":
        return _page(request, policy, form.fill(verbs.targets_of(policy)) if policy else form)
    form.read(request.POST)
    wish = request.POST.get("do", "save")
    if wish not in ("save", "try"):
        return _page(request, policy, form)
    try:
        wanted = form.check()
        if wanted is None:
            raise Refused(_("Something below cannot be read. Nothing was saved."))
        if wish == "try":
            targets = verbs.check_targets(policy=policy, wanted=wanted)
            return _page(
                request, policy, form, effects=effects_of(request, with_policy(policy, targets))
            )
        seen = request.POST.get("seen", "")
        targets = verbs.check_policy(policy=policy, wanted=wanted, seen=seen)
    except Refused as refused:
        form.errors.setdefault(refused.code, refused.sentence)
        stale = refused.code == STALE
        return _page(request, policy, form, error=refused.sentence, stale=stale)
    return _save(request, policy, targets)


def _save(request: MemberRequest, policy: SlaPolicy | None, targets: verbs.Targets) -> HttpResponse:
    if policy is None:
        verbs.do_add_policy(by=request.member, targets=targets)
        said = _("“%(name)s” is there, behind the others. It counts from now on.")
    else:
        verbs.do_change_policy(by=request.member, policy=policy, targets=targets)
        said = _("Saved: “%(name)s”. It counts from now on.")
    messages.success(request, said % {"name": targets.name})
    return see_other(request, "policy:sla")


def _page(
    request: MemberRequest,
    policy: SlaPolicy | None,
    form: SlaForm,
    *,
    error: str = "",
    stale: bool = False,
    effects: Effects | None = None,
) -> HttpResponse:
    if policy is not None:
        policy.refresh_from_db()
    # After a refusal for staleness, what stands now has been shown: saving again puts it right.
    sent = request.POST.get("seen", "")
    usual = dict(LineTarget.objects.filter(policy=None).values_list("line_id", "ownership_seconds"))
    context: dict[str, Any] = {
        "policy": policy,
        "form": form,
        "line_targets": form.line_targets(usual),
        "calendars": Calendar.objects.filter(retired_at=None).order_by("name"),
        "seen": verbs.seen_of(policy) if policy and (stale or not sent) else sent,
        "error": error,
        "stands": _said(policy, form) if policy and stale else None,
        "effects": effects,
    }
    return show(request, "settings/sla_policy.html", context, status=422 if error else 200)


def _said(policy: SlaPolicy, form: SlaForm) -> dict[str, Any]:
    targets = verbs.targets_of(policy)
    return {
        "name": targets.name,
        "when": [condition_words(part, form.names) for part in targets.conditions],
        "targets": target_words(targets, {line.id: line for line in form.lines}),
    }
