"""What would become of the clocks that run: the policy as it would be, given to who keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from care.core.requests import MemberRequest
from routing.actions import calendars, sla
from routing.engine import calendar_of
from routing.hours import calendar_of_brands, line_targets, policies_of, version_of
from routing.models import Brand, Calendar, CalendarVersion, SlaPolicy
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
    return _judging(rows, lines)


def _judging(
    rows: Sequence[SlaPolicy], lines: Mapping[int | None, Mapping[int, int]] | None = None
) -> House:
    """The house in which these policies judge, in this order."""
    on = [row for row in rows if row.enabled]
    return replace(house(), sla=policies_of(on, line_targets() if lines is None else lines))


def with_order(order: Sequence[int]) -> House:
    """The house in which policies are asked in this order, the one for everything else last."""
    rows = sla.policies_in_order()
    places = {policy_id: at for at, policy_id in enumerate(order)}
    return _judging(sorted(rows, key=lambda row: (row.is_default, places.get(row.id, len(rows)))))


def with_switch(policy: SlaPolicy, *, on: bool) -> House:
    rows = sla.policies_in_order()
    for row in rows:
        row.enabled = on if row.id == policy.id else row.enabled
    return _judging(rows)


def without(policy: SlaPolicy) -> House:
    return _judging([row for row in sla.policies_in_order() if row.id != policy.id])


def with_calendar_of(brand: Brand, calendar: Calendar | None) -> House:
    """The house in which the brand works by this calendar; None: by the default one."""
    now = house()
    chosen = calendar.id if calendar else now.default_calendar_id
    return replace(now, calendar_of_brand=now.calendar_of_brand | {brand.id: chosen})


def with_default(calendar: Calendar) -> House:
    """The house in which every brand that chose none works by this calendar."""
    return replace(
        house(),
        calendar_of_brand=calendar_of_brands(calendar.id),
        default_calendar_id=calendar.id,
    )


def with_hours(calendar: Calendar, hours: calendars.Hours) -> House:
    """The house in which this calendar says that from now on."""
    now = house()
    versions = CalendarVersion.objects.filter(calendar=calendar).order_by("valid_from")
    drafted = calendars.version_row(calendar, hours, valid_from=timezone.now())
    hours_then = calendar_of([version_of(row) for row in (*versions, drafted)])
    return replace(now, calendars=now.calendars | {calendar.id: hours_then})
