"""The list of rules: their order, which of them are on, and what they do."""

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
from routing.actions import rules as verbs
from routing.models import Rule
from routing.pages.asked import found, number
from routing.pages.names import Names, action_words, condition_words
from routing.pages.trials import Did, lately

NOTHING = Did(0, None)


@dataclass(frozen=True, slots=True)
class RuleCard:
    rule: Rule
    when: tuple[str, ...]
    then: tuple[str, ...]
    did: Did
    first: bool
    last: bool


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, error: str = "") -> HttpResponse:
    rules, names = verbs.rules_in_order(), Names.read()
    read, did = lately(request)
    context: dict[str, Any] = {
        "cards": [
            RuleCard(
                rule=rule,
                when=tuple(condition_words(part, names) for part in rule.conditions),
                then=tuple(action_words(part, names) for part in rule.actions),
                did=did.get(rule.id, NOTHING),
                first=at == 0,
                last=at == len(rules) - 1,
            )
            for at, rule in enumerate(rules)
        ],
        "read": read,
        "error": error,
    }
    return show(request, "settings/rules.html", context, status=422 if error else 200)


def rule_of(rule_id: int) -> Rule:
    return found(Rule.objects.filter(removed_at=None), rule_id)


def _done(request: MemberRequest, sentence: str, rule: Rule | None = None) -> HttpResponse:
    messages.success(request, sentence)
    response = see_other(request, "policy:rules")
    response["Location"] += f"#rule-{rule.id}" if rule else ""
    return response


@require_POST
@admin_only
def switch(request: MemberRequest, organisation: str, rule_id: int) -> HttpResponse:
    rule, on = rule_of(rule_id), request.POST.get("on")
    try:
        if on not in ("yes", "no"):
            raise Refused(_("Say whether the rule is to be on or off."))
        wording = verbs.check_switch(rule=rule, on=on == "yes")
    except Refused as refused:
        return _page(request, refused.sentence)
    verbs.do_switch(by=request.member, rule=rule, wording=wording)
    said = _("“%(rule)s” is on.") if wording.enabled else _("“%(rule)s” is off.")
    return _done(request, said % {"rule": rule.name}, rule)


@require_POST
@admin_only
def move(request: MemberRequest, organisation: str, rule_id: int) -> HttpResponse:
    """One step up or down."""
    rule, where = rule_of(rule_id), request.POST.get("where")
    if where not in ("up", "down"):
        return _page(request, _("Say where it is to go: up or down."))
    rules = verbs.check_order(order=verbs.moved(rule, up=where == "up"))
    verbs.do_order(by=request.member, rules=rules)
    place = [one.id for one in rules].index(rule.id) + 1
    said = _("“%(rule)s” is number %(place)s now.") % {"rule": rule.name, "place": place}
    return _done(request, said, rule)


@require_POST
@admin_only
def order(request: MemberRequest, organisation: str) -> HttpResponse:
    """All of them at once, as they were dragged."""
    sent = request.POST.get("order", "").split(",")
    try:
        rules = verbs.check_order(order=[number(rule_id) for rule_id in sent[: verbs.MAX_RULES]])
    except Refused as refused:
        return _page(request, refused.sentence)
    verbs.do_order(by=request.member, rules=rules)
    return _done(request, _("The rules are asked in this order from now on."))


@require_POST
@admin_only
def remove(request: MemberRequest, organisation: str, rule_id: int) -> HttpResponse:
    rule = rule_of(rule_id)
    if request.POST.get("sure") != "yes":
        return _page(request, _("Tick that you are sure. Nothing was removed."))
    verbs.do_remove_rule(by=request.member, rule=rule)
    said = _("“%(rule)s” is removed. What it did stays in the history of the cases.")
    return _done(request, said % {"rule": rule.name})
