"""Rules of engagement: each wording is kept, with who wrote it and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import STALE, check_seen, one_at_a_time, one_step, told
from routing.engine import PolicyError, parse_actions, parse_conditions
from routing.models import Brand, Rule, RuleVersion, Tag, Team
from routing.questions import keeper

MAX_NAME: Final = 120
MAX_RULES: Final = 500
Json = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Wording:
    name: str
    enabled: bool
    stop: bool
    conditions: Json
    actions: Json


def wording_of(row: Rule | RuleVersion) -> Wording:
    return Wording(row.name, row.enabled, row.stop, row.conditions, row.actions)


def rules_in_order() -> list[Rule]:
    return list(Rule.objects.filter(removed_at=None).order_by("position"))


def seen_of(rule: Rule) -> str:
    return str(rule.version)


def check_wording(wording: Wording) -> Wording:
    """What of it can be judged by itself: the words, and whether what it names is there."""
    name = typed(wording.name, limit=MAX_NAME)
    try:
        parse_conditions(wording.conditions)
        parse_actions(wording.actions)
    except PolicyError as error:
        raise Refused(error.said_in(_)) from error
    if not wording.actions:
        raise Refused(_("This rule does nothing yet. Add what is to happen when it matches."))
    _check_named(wording)
    return Wording(name, wording.enabled, wording.stop, wording.conditions, wording.actions)


def _check_named(wording: Wording) -> None:
    parts = [*wording.conditions, *wording.actions]
    _all_there(
        _named(parts, "tag_id", "tag_ids"),
        set(Tag.objects.filter(retired_at=None).values_list("id", flat=True)),
        _("A tag that this rule names is gone. Choose another one."),
    )
    _all_there(
        _named(parts, "team_id"),
        set(Team.objects.filter(retired_at=None).values_list("id", flat=True)),
        _("The team that this rule moves cases to is gone. Choose another one."),
    )
    _all_there(
        _named(parts, "channel_ids"),
        {channel.id for channel in keeper().channels()},
        _("A channel that this rule names is gone. Choose another one."),
    )
    _all_there(
        _named(parts, "brand_ids"),
        set(Brand.objects.values_list("id", flat=True)),
        _("A brand that this rule names is gone. Choose another one."),
    )


def _named(parts: Json, *keys: str) -> set[int]:
    found: set[int] = set()
    for value in (part[key] for part in parts for key in keys if key in part):
        found.update(value if isinstance(value, list) else [value])
    return found


def _all_there(named: set[int], known: set[int], sentence: str) -> None:
    if not named <= known:
        raise Refused(sentence)


def check_rule(*, rule: Rule | None, wording: Wording, seen: str = "") -> Wording:
    """For a new rule `rule` is None."""
    one_at_a_time()
    if rule is None:
        if Rule.objects.filter(removed_at=None).count() >= MAX_RULES:
            raise Refused(_("%(count)s rules are all that fit.") % {"count": MAX_RULES})
    else:
        rule.refresh_from_db()
        if rule.removed_at is not None:
            raise Refused(_("This rule has been removed meanwhile."))
        check_seen(seen=seen, now=seen_of(rule), subject=f"rule {rule.id}")
    return check_wording(wording)


def do_add_rule(*, by: Member, wording: Wording) -> Rule:
    """Behind all others."""
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(position=last + 1)
    _word(rule, wording)
    rule.save()
    _keep(rule, by)
    data = {"name": rule.name, "version": rule.version}
    told(by=by, verb="rule.add", subject=f"rule {rule.id}", data=data)
    return rule


def do_change_rule(
    *, by: Member, rule: Rule, wording: Wording, verb: str = "rule.change", **more: object
) -> None:
    """Does nothing when the rule says so already."""
    was = wording_of(rule)
    if was == wording:
        return
    if not RuleVersion.objects.filter(rule=rule, version=rule.version).exists():
        # What the organisation started with.
        _keep(rule, None)
    _word(rule, wording)
    rule.version += 1
    rule.save()
    _keep(rule, by)
    changed = [name for name in Wording.__slots__ if getattr(was, name) != getattr(wording, name)]
    data = {"name": rule.name, "version": rule.version, "changed": changed, **more}
    told(by=by, verb=verb, subject=f"rule {rule.id}", data=data)


def _word(rule: Rule, wording: Wording) -> None:
    rule.name, rule.enabled, rule.stop = wording.name, wording.enabled, wording.stop
    rule.conditions, rule.actions = wording.conditions, wording.actions


def _keep(rule: Rule, by: Member | None) -> None:
    RuleVersion.objects.create(
        rule=rule,
        version=rule.version,
        member=by,
        at=timezone.now() if by else rule.organisation.created_at,
        name=rule.name,
        enabled=rule.enabled,
        stop=rule.stop,
        conditions=rule.conditions,
        actions=rule.actions,
    )


def check_switch(*, rule: Rule, on: bool) -> Wording:
    """A rule is switched on only if all that it names is still there."""
    one_at_a_time()
    rule.refresh_from_db()
    was = wording_of(rule)
    wanted = Wording(was.name, on, was.stop, was.conditions, was.actions)
    return check_wording(wanted) if on else wanted


def do_switch(*, by: Member, rule: Rule, wording: Wording) -> None:
    verb = "rule.switch_on" if wording.enabled else "rule.switch_off"
    do_change_rule(by=by, rule=rule, wording=wording, verb=verb)


def check_restore(*, rule: Rule, version: RuleVersion, seen: str) -> Wording:
    """An old wording as a new version; whether the rule is on stays as it is."""
    old = wording_of(version)
    wanted = Wording(old.name, rule.enabled, old.stop, old.conditions, old.actions)
    return check_rule(rule=rule, wording=wanted, seen=seen)


def check_order(*, order: Sequence[int]) -> list[Rule]:
    """The rules in the new order."""
    one_at_a_time()
    rules = {rule.id: rule for rule in rules_in_order()}
    if len(order) != len(set(order)) or set(order) != set(rules):
        raise Refused(
            _("A rule was added or removed while you moved them. Look at the list as it is now."),
            code=STALE,
        )
    return [rules[rule_id] for rule_id in order]


def moved(rule: Rule, *, up: bool) -> list[int]:
    """The order after one step."""
    ids = [one.id for one in rules_in_order()]
    step = one_step(ids, rule.id, up=up)
    return step.ids if step else ids


def do_order(*, by: Member, rules: Sequence[Rule]) -> None:
    before = [rule.id for rule in rules_in_order()]
    after = [rule.id for rule in rules]
    if before == after:
        return
    _number(rules)
    told(by=by, verb="rule.order", subject="rules", data={"order": [before, after]})


def _number(rules: Sequence[Rule]) -> None:
    """Removed rules stand behind all others."""
    gone = Rule.objects.exclude(removed_at=None).order_by("removed_at", "id")
    for position, rule in enumerate([*rules, *gone], start=1):
        if rule.position != position:
            Rule.objects.filter(id=rule.id).update(position=position)


def do_remove_rule(*, by: Member, rule: Rule) -> None:
    """What it did stays in the history of cases, with its name."""
    one_at_a_time()
    Rule.objects.filter(id=rule.id).update(removed_at=timezone.now())
    _number(rules_in_order())
    told(by=by, verb="rule.remove", subject=f"rule {rule.id}", data={"name": rule.name})
