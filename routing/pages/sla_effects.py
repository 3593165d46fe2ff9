"""What would become of the clocks that run: the policy as it would be, given to who keeps them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from care.core.requests import MemberRequest
from routing.actions import calendars, sla
from routing.engine import calendar_of
from routing.hours import line_targets, policies_of, version_of
from routing.models import Calendar, CalendarVersion, SlaPolicy
from routing.policy import House, house
from routing.questions import ClockEffects, ClockShift, keeper

SAYS: Final = {
    "started": gettext_lazy("would start"),
    "stopped": gettext_lazy("would stop"),
    "sooner": gettext_lazy("due sooner"),
    "later": gettext_lazy("due later"),
    "late": gettext_lazy("late at once"),
    "relieved": gettext_lazy("no longer late"),
}
# Of a policy that is not stored yet.
NEW: Final = 0


@dataclass(frozen=True, slots=True)
class Sample:
    url: str
    shift: ClockShift
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    counts: ClockEffects
    samples: tuple[Sample, ...]


def effects_of(request: MemberRequest, wanted: House) -> Effects:
    counts = keeper().clock_effects(wanted, member=request.member)
    slug = request.organisation.slug
    return Effects(
        counts,
        tuple(
            Sample(
                reverse("desk:case", args=(slug, one.case_id)),
                one,
                tuple(str(SAYS[what]) for what in one.what),
            )
            for one in counts.samples
        ),
    )


def with_policy(policy: SlaPolicy | None, targets: sla.Targets) -> House:
    """The house in which this policy says that; a new one stands behind the others."""
    drafted = SlaPolicy(id=policy.id if policy else NEW)
    drafted.is_default = policy is not None and policy.is_default
    for name in sla.FIELDS:
        setattr(drafted, name, getattr(targets, name))
    rows = sla.policies_in_order()
    if policy is None:
        rows.insert(len(rows) - 1, drafted)
    else:
        rows = [drafted if row.id == policy.id else row for row in rows]
    lines = line_targets() | {None if drafted.is_default else drafted.id: dict(targets.lines)}
    wanted = policies_of([row for row in rows if row.enabled], lines)
    return replace(house(), sla=wanted)


def with_hours(calendar: Calendar, hours: calendars.Hours) -> House:
    """The house in which this calendar says that from now on."""
    now = house()
    versions = CalendarVersion.objects.filter(calendar=calendar).order_by("valid_from")
    drafted = calendars.version_row(calendar, hours, valid_from=timezone.now())
    hours_then = calendar_of([version_of(row) for row in (*versions, drafted)])
    return replace(now, calendars=now.calendars | {calendar.id: hours_then})
