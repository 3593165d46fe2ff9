"""Working hours and targets of the organisation in which everything has happened."""

from __future__ import annotations

from django.utils import timezone

from routing.models import (
    Brand,
    Calendar,
    CalendarChoice,
    CalendarVersion,
    Line,
    LineTarget,
    SlaPolicy,
)


def decide(canary: str) -> dict[str, int]:
    """The ids that routes of their settings name."""
    calendar = Calendar.objects.create(name=canary)
    CalendarVersion.objects.create(
        calendar=calendar,
        valid_from=timezone.now(),
        zone="Europe/Berlin",
        week=[[[540, 1080]]] * 5 + [[], []],
        days={"2026-12-24": {"name": canary, "spans": []}},
        at=timezone.now(),
    )
    CalendarChoice.objects.create(
        brand=Brand.objects.earliest("id"), calendar=calendar, valid_from=timezone.now()
    )
    policy = SlaPolicy.objects.create(
        name=canary,
        position=1,
        conditions=[{"kind": "priority_is", "priorities": ["urgent"]}],
        calendar=calendar,
        resolution_seconds=86_400,
    )
    LineTarget.objects.create(
        line=Line.objects.get(number=2), policy=policy, ownership_seconds=3_600
    )
    return {"calendar_id": calendar.id, "policy_id": policy.id}
