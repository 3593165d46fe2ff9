"""SLA policies: targets for the cases of which some conditions hold, asked in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import (
    STALE,
    check_seen,
    differences,
    number,
    one_at_a_time,
    one_step,
    told,
)
from routing.actions.sla_named import check_conditions
from routing.engine.spans import say_span
from routing.models import Calendar, Line, LineTarget, SlaPolicy

MAX_NAME: Final = 80
MAX_POLICIES: Final = 100
MAX_TURNS: Final = 50
MINUTE: Final = 60
DAY: Final = 86_400
LONGEST: Final = 365 * DAY
# The targets in seconds, as fields of the row.
TARGETS: Final = (
    "first_response_seconds",
    "first_useful_seconds",
    "next_response_seconds",
    "resolution_seconds",
)
Json = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Targets:
    """What a policy says. Seconds; None: there is no such target."""

    name: str
    enabled: bool = True
    conditions: Json = field(default_factory=list)
    calendar_id: int | None = None
    first_response_seconds: int | None = None
    first_useful_seconds: int | None = None
    next_response_seconds: int | None = None
    resolution_seconds: int | None = None
    turns: int | None = None
    tell_leaders: bool = True
    lines: Mapping[int, int] = field(default_factory=dict)
    """How long a case may stay on a line, by the line's id. 0: as long as it takes. A line that is
    missing goes by the policy for everything else."""


FIELDS: Final = tuple(name for name in Targets.__dataclass_fields__ if name != "lines")


def policies_in_order() -> list[SlaPolicy]:
    """As they are asked; the one for everything else comes last."""
    rows = SlaPolicy.objects.filter(removed_at=None)
    return list(rows.order_by("is_default", "position", "id"))


def targets_of(policy: SlaPolicy) -> Targets:
    return Targets(
        **{name: getattr(policy, name) for name in FIELDS},
        lines=dict(_line_rows(policy).values_list("line_id", "ownership_seconds")),
    )


def _line_rows(policy: SlaPolicy) -> QuerySet[LineTarget, LineTarget]:
    """The default policy's line targets stand for every policy without its own."""
    of = None if policy.is_default else policy
    return LineTarget.objects.filter(policy=of, line__retired_at=None).order_by("line")


def seen_of(policy: SlaPolicy) -> str:
    return str(policy.version)


def check_policy(*, policy: SlaPolicy | None, wanted: Targets, seen: str = "") -> Targets:
    """As it will be stored. For a new one `policy` is None."""
    one_at_a_time()
    if policy is None:
        if SlaPolicy.objects.filter(removed_at=None).count() >= MAX_POLICIES:
            raise Refused(_("%(count)s policies are all that fit.") % {"count": MAX_POLICIES})
    else:
        policy.refresh_from_db()
        if policy.removed_at is not None:
            raise Refused(_("This policy has been removed meanwhile."))
        check_seen(seen=seen, now=seen_of(policy), subject=f"policy {policy.id}")
    return check_targets(policy=policy, wanted=wanted)


def check_targets(*, policy: SlaPolicy | None, wanted: Targets) -> Targets:
    """What of it can be judged without holding back others."""
    default = policy is not None and policy.is_default
    name = typed(wanted.name, limit=MAX_NAME)
    if default and not wanted.enabled:
        raise Refused(_("The policy for everything else is always on: a case must go by one."))
    if not default and not wanted.conditions:
        raise Refused(
            _("Without a condition every case would go by it. Add one, or change the last policy.")
        )
    if default and wanted.conditions:
        raise Refused(_("The policy for everything else has no conditions."))
    for target in TARGETS:
        seconds = getattr(wanted, target)
        if seconds is not None and (problem := problem_with(seconds)):
            raise Refused(problem, code=target)
    for line_id, seconds in wanted.lines.items():
        if seconds and (problem := problem_with(seconds)):
            raise Refused(problem, code=f"line-{line_id}")
    if wanted.turns is not None and not 1 <= wanted.turns <= MAX_TURNS:
        raise Refused(_("Write a number from 1 to %(most)s.") % {"most": MAX_TURNS}, code="turns")
    _check_there(wanted)
    return replace(wanted, name=name, conditions=check_conditions(wanted.conditions))


def _check_there(wanted: Targets) -> None:
    lines = Line.objects.filter(id__in=wanted.lines, retired_at=None).count()
    if lines != len(wanted.lines):
        raise Refused(_("A line was removed meanwhile. Look at the page anew."))
    chosen = wanted.calendar_id
    if chosen is not None and not Calendar.objects.filter(id=chosen, retired_at=None).exists():
        raise Refused(_("The calendar is gone. Choose another one."), code="calendar")


def problem_with(seconds: int) -> str:
    """Why a target is refused; empty when it is not."""
    if not MINUTE <= seconds <= LONGEST:
        span = {"least": say_span(MINUTE), "most": say_span(LONGEST)}
        return _("It must be between %(least)s and %(most)s.") % span
    if seconds % MINUTE:
        return _("It is counted in steps of %(step)s.") % {"step": say_span(MINUTE)}
    return ""


def do_add_policy(*, by: Member, targets: Targets) -> SlaPolicy:
    """Behind all others, before the one for everything else."""
    last = SlaPolicy.objects.aggregate(last=Max("position"))["last"] or 0
    policy = SlaPolicy(position=last + 1)
    _write(policy, targets)
    data = {"version": policy.version, **_plain(targets)}
    told(by=by, verb="sla.add", subject=f"policy {policy.id}", data=data)
    return policy


def do_change_policy(
    *, by: Member, policy: SlaPolicy, targets: Targets, verb: str = "sla.change"
) -> None:
    """Does nothing when the policy says so already. The audit log keeps each version."""
    was = targets_of(policy)
    if was == targets:
        return
    policy.version += 1
    _write(policy, targets)
    changed = differences(_plain(was), _plain(targets))
    data = {"name": policy.name, "version": policy.version, **changed}
    told(by=by, verb=verb, subject=f"policy {policy.id}", data=data)


def _write(policy: SlaPolicy, targets: Targets) -> None:
    for name in FIELDS:
        setattr(policy, name, getattr(targets, name))
    policy.save()
    of = None if policy.is_default else policy
    _line_rows(policy).exclude(line__in=targets.lines).delete()
    for line_id, seconds in targets.lines.items():
        LineTarget.objects.update_or_create(
            policy=of, line_id=line_id, defaults={"ownership_seconds": seconds}
        )


def _plain(targets: Targets) -> dict[str, Any]:
    lines = {str(line_id): seconds for line_id, seconds in sorted(targets.lines.items())}
    return asdict(targets) | {"lines": lines}


def check_switch(*, policy: SlaPolicy, on: bool) -> Targets:
    """It is switched on only if all that it names is still there."""
    one_at_a_time()
    policy.refresh_from_db()
    wanted = replace(targets_of(policy), enabled=on)
    return check_targets(policy=policy, wanted=wanted) if on or policy.is_default else wanted


def do_switch(*, by: Member, policy: SlaPolicy, targets: Targets) -> None:
    verb = "sla.switch_on" if targets.enabled else "sla.switch_off"
    do_change_policy(by=by, policy=policy, targets=targets, verb=verb)


def check_order(*, order: Sequence[int]) -> list[SlaPolicy]:
    """The policies in the new order, without the one for everything else, which stays last."""
    one_at_a_time()
    rows = {row.id: row for row in policies_in_order() if not row.is_default}
    if len(order) != len(set(order)) or set(order) != set(rows):
        raise Refused(
            _("A policy was added or removed while you moved them. Look at the list as it is now."),
            code=STALE,
        )
    return [rows[policy_id] for policy_id in order]


def moved(policy: SlaPolicy, *, up: bool) -> list[int]:
    """The order after one step."""
    ids = [row.id for row in policies_in_order() if not row.is_default]
    step = one_step(ids, policy.id, up=up)
    return step.ids if step else ids


def do_order(*, by: Member, policies: Sequence[SlaPolicy]) -> None:
    before = [row.id for row in policies_in_order() if not row.is_default]
    after = [row.id for row in policies]
    if before == after:
        return
    number(SlaPolicy.objects.all(), after)
    told(by=by, verb="sla.order", subject="policies", data={"order": [before, after]})


def check_remove(*, policy: SlaPolicy) -> None:
    one_at_a_time()
    policy.refresh_from_db()
    if policy.is_default:
        raise Refused(_("The policy for everything else cannot be removed."))


def do_remove_policy(*, by: Member, policy: SlaPolicy) -> None:
    """Its row stays: clocks that ended under it name it."""
    if policy.removed_at is not None:
        return
    SlaPolicy.objects.filter(id=policy.id).update(removed_at=timezone.now())
    data = {"name": policy.name}
    told(by=by, verb="sla.remove", subject=f"policy {policy.id}", data=data)
