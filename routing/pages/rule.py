"""One rule: written, tried, saved; its versions, looked at and restored."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import rules as verbs
from routing.actions.changing import STALE
from routing.models import Rule, RuleVersion
from routing.pages.names import Names, action_words, condition_words
from routing.pages.rule_form import RuleForm
from routing.pages.rules import rule_of
from routing.pages.trials import Trial, tried

ANY = require_http_methods(["GET", "HEAD", "POST"])
VERSIONS = 50


@ANY
@admin_only
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    return _answer(request, None)


@ANY
@admin_only
def page(request: MemberRequest, organisation: str, rule_id: int) -> HttpResponse:
    return _answer(request, rule_of(rule_id))


def _answer(request: MemberRequest, rule: Rule | None) -> HttpResponse:
    names = Names.read()
    if request.method != "POST":
        wording = verbs.wording_of(rule) if rule else None
        return _page(request, rule, RuleForm.of(wording, names) if wording else RuleForm(names))
    form = RuleForm.sent(request.POST, names)
    wish = request.POST.get("do", "save")
    if wish == "try":
        return _try(request, rule, form)
    if wish != "save":
        return _page(request, rule, form)
    form.checked = True
    seen = request.POST.get("seen", "")
    try:
        if not form.sound:
            raise Refused(_("Something is missing below. Nothing was saved."))
        wording = verbs.check_rule(rule=rule, wording=form.wording(), seen=seen)
    except Refused as refused:
        return _page(request, rule, form, error=refused.sentence, stale=refused.code == STALE)
    if rule is None:
        rule = verbs.do_add_rule(by=request.member, wording=wording)
        said = _("“%(rule)s” is there, behind all others. It judges from the next message on.")
    else:
        verbs.do_change_rule(by=request.member, rule=rule, wording=wording)
        said = _("Saved: “%(rule)s”. It judges from the next message on.")
    messages.success(request, said % {"rule": rule.name})
    return see_other(request, "policy:rules")


def _try(request: MemberRequest, rule: Rule | None, form: RuleForm) -> HttpResponse:
    form.checked = True
    if not form.sound:
        error = _("Something is missing below, so that there is nothing to try yet.")
        return _page(request, rule, form, error=error)
    trial = tried(request, row=rule, wording=form.wording(), names=form.names)
    return _page(request, rule, form, trial=trial)


def _page(
    request: MemberRequest,
    rule: Rule | None,
    form: RuleForm,
    *,
    error: str = "",
    stale: bool = False,
    trial: Trial | None = None,
) -> HttpResponse:
    if rule is not None:
        rule.refresh_from_db()
    # After a refusal for staleness, what stands now has been shown: saving again puts it right.
    sent = request.POST.get("seen", "")
    seen = verbs.seen_of(rule) if rule and (stale or not sent) else sent
    context: dict[str, Any] = {
        "rule": rule,
        "form": form,
        "seen": seen,
        "error": error,
        "stands": _said(rule, form.names) if rule and stale else None,
        "trial": trial,
        "versions": _versions(rule),
    }
    return show(request, "settings/rule.html", context, status=422 if error else 200)


def _said(row: Rule | RuleVersion, names: Names) -> dict[str, Any]:
    return {
        "name": row.name,
        "stop": row.stop,
        "when": [condition_words(part, names) for part in row.conditions],
        "then": [action_words(part, names) for part in row.actions],
    }


def _versions(rule: Rule | None) -> list[RuleVersion]:
    if rule is None:
        return []
    found = RuleVersion.objects.filter(rule=rule).select_related("member")
    return list(found.order_by("-version")[:VERSIONS])


@ANY
@admin_only
def version(request: MemberRequest, organisation: str, rule_id: int, version: int) -> HttpResponse:
    rule = rule_of(rule_id)
    row = (
        RuleVersion.objects.filter(rule=rule, version=version).select_related("member").first()
        if 0 < version < 2**31
        else None
    )
    if row is None:
        raise Http404
    if request.method != "POST":
        return _version_page(request, rule, row)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was restored."))
        seen = request.POST.get("seen", "")
        wording = verbs.check_restore(rule=rule, version=row, seen=seen)
    except Refused as refused:
        return _version_page(request, rule, row, error=refused.sentence)
    verbs.do_change_rule(
        by=request.member, rule=rule, wording=wording, verb="rule.restore", restored=row.version
    )
    said = _("“%(rule)s” says again what it said in version %(version)s.")
    messages.success(request, said % {"rule": rule.name, "version": row.version})
    return see_other(request, "policy:rules")


def _version_page(
    request: MemberRequest, rule: Rule, row: RuleVersion, *, error: str = ""
) -> HttpResponse:
    names = Names.read()
    rule.refresh_from_db()
    current = row.version == rule.version
    wording = verbs.wording_of(row)
    context = {
        "rule": rule,
        "version": row,
        "said": _said(row, names),
        "current": current,
        "seen": verbs.seen_of(rule),
        "trial": None if current else tried(request, row=rule, wording=wording, names=names),
        "error": error,
    }
    return show(request, "settings/rule_version.html", context, status=422 if error else 200)
