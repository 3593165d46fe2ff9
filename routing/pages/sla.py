"""The list of SLA policies: their order, which of them are on, and what they ask for."""

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
from routing.actions import sla as verbs
from routing.models import Calendar, Line, LineTarget, SlaPolicy
from routing.pages import clocks_first
from routing.pages.asked import found, number
from routing.pages.names import Names
from routing.pages.sla_effects import with_order, with_switch, without
from routing.pages.sla_words import condition_words, target_words
from routing.policy import House


@dataclass(frozen=True, slots=True)
class PolicyCard:
    policy: SlaPolicy
    when: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]
    calendar: str
    """Empty: the brand's."""
    first: bool
    last: bool


@require_safe
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request)


def _page(request: MemberRequest, error: str = "") -> HttpResponse:
    policies, names = verbs.policies_in_order(), Names.read(with_fields=True)
    lines = {line.id: line for line in Line.objects.filter(retired_at=None).order_by("number")}
    calendars = dict(Calendar.objects.values_list("id", "name"))
    own = _line_targets()
    movable = len(policies) - 1
    context: dict[str, Any] = {
        "cards": [
            PolicyCard(
                policy=policy,
                when=tuple(condition_words(part, names) for part in policy.conditions),
                targets=tuple(target_words(_targets(policy, own), lines)),
                calendar=calendars.get(policy.calendar_id or 0, ""),
                first=at == 0,
                last=at == movable - 1,
            )
            for at, policy in enumerate(policies)
        ],
        "error": error,
    }
    return show(request, "settings/sla.html", context, status=422 if error else 200)


def _line_targets() -> dict[int | None, dict[int, int]]:
    """By policy, of all of them at once."""
    by_policy: dict[int | None, dict[int, int]] = {}
    rows = LineTarget.objects.filter(line__retired_at=None).order_by("line__number")
    for policy_id, line_id, seconds in rows.values_list(
        "policy_id", "line_id", "ownership_seconds"
    ):
        by_policy.setdefault(policy_id, {})[line_id] = seconds
    return by_policy


def _targets(policy: SlaPolicy, lines: dict[int | None, dict[int, int]]) -> verbs.Targets:
    of = None if policy.is_default else policy.id
    return verbs.Targets(
        **{name: getattr(policy, name) for name in verbs.FIELDS}, lines=lines.get(of, {})
    )


def policy_of(policy_id: int) -> SlaPolicy:
    return found(SlaPolicy.objects.filter(removed_at=None), policy_id)


def _done(request: MemberRequest, sentence: str, policy: SlaPolicy | None = None) -> HttpResponse:
    messages.success(request, sentence)
    response = see_other(request, "policy:sla")
    response["Location"] += f"#policy-{policy.id}" if policy else ""
    return response


def _first(
    request: MemberRequest, wanted: House, title: str, sent: dict[str, str]
) -> HttpResponse | None:
    return clocks_first.first(
        request,
        wanted,
        title=title,
        says=_("A case goes by the first policy whose conditions all hold."),
        sent=sent,
        back="policy:sla",
    )


@require_POST
@admin_only
def switch(request: MemberRequest, organisation: str, policy_id: int) -> HttpResponse:
    policy, on = policy_of(policy_id), request.POST.get("on")
    if on not in ("yes", "no"):
        return _page(request, _("Say whether the policy is to be on or off."))
    if not policy.is_default:
        title = _("Switch “%(name)s” on?") if on == "yes" else _("Switch “%(name)s” off?")
        wanted = with_switch(policy, on=on == "yes")
        asks = _first(request, wanted, title % {"name": policy.name}, {"on": on})
        if asks is not None:
            return asks
    try:
        targets = verbs.check_switch(policy=policy, on=on == "yes")
    except Refused as refused:
        return _page(request, refused.sentence)
    verbs.do_switch(by=request.member, policy=policy, targets=targets)
    said = _("“%(name)s” is on.") if targets.enabled else _("“%(name)s” is off.")
    return _done(request, said % {"name": policy.name}, policy)


@require_POST
@admin_only
def move(request: MemberRequest, organisation: str, policy_id: int) -> HttpResponse:
    """One step up or down."""
    policy, where = policy_of(policy_id), request.POST.get("where")
    if where not in ("up", "down"):
        return _page(request, _("Say where it is to go: up or down."))
    title = _("Ask “%(name)s” earlier?") if where == "up" else _("Ask “%(name)s” later?")
    wanted = with_order(verbs.moved(policy, up=where == "up"))
    asks = _first(request, wanted, title % {"name": policy.name}, {"where": where})
    if asks is not None:
        return asks
    policies = verbs.check_order(order=verbs.moved(policy, up=where == "up"))
    verbs.do_order(by=request.member, policies=policies)
    order = [one.id for one in policies]
    if policy.id not in order:
        return _done(request, _("The policy for everything else stays last."), policy)
    said = _("“%(name)s” is number %(place)s now.")
    place = order.index(policy.id) + 1
    return _done(request, said % {"name": policy.name, "place": place}, policy)


@require_POST
@admin_only
def order(request: MemberRequest, organisation: str) -> HttpResponse:
    """All of them at once, as they were dragged."""
    sent = request.POST.get("order", "").split(",")
    wanted = [number(policy_id) for policy_id in sent[: verbs.MAX_POLICIES] if policy_id]
    again = {"order": ",".join(map(str, wanted))}
    try:
        policies = verbs.check_order(order=wanted)
    except Refused as refused:
        return _page(request, refused.sentence)
    asks = _first(request, with_order(wanted), _("Ask them in this order?"), again)
    if asks is not None:
        return asks
    verbs.do_order(by=request.member, policies=policies)
    return _done(request, _("The policies are asked in this order from now on."))


@require_POST
@admin_only
def remove(request: MemberRequest, organisation: str, policy_id: int) -> HttpResponse:
    policy = policy_of(policy_id)
    if request.POST.get("do") == clocks_first.ASKS and not policy.is_default:
        title = _("Remove “%(name)s”?") % {"name": policy.name}
        asks = _first(request, without(policy), title, {})
        if asks is not None:
            return asks
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Tick that you are sure. Nothing was removed."))
        verbs.check_remove(policy=policy)
    except Refused as refused:
        return _page(request, refused.sentence)
    verbs.do_remove_policy(by=request.member, policy=policy)
    said = _("“%(name)s” is removed. What was counted by it stays in the reports.")
    return _done(request, said % {"name": policy.name})
