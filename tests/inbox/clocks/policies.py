"""SLA policies and working hours of the tests, as the settings would write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from routing.models import Calendar, CalendarVersion, Engagement, SlaPolicy
from tests.cast import Cast

HOUR = 3600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NINE_TO_FIVE = [[[540, 1020]]] * 5 + [[], []]


def tell_workers() -> None:
    Engagement.objects.update(version=F("version") + 1)


def default_policy(cast: Cast, **targets: Any) -> None:
    with cast.door():
        SlaPolicy.objects.filter(is_default=True).update(**targets)
        tell_workers()


def policy(cast: Cast, name: str, *conditions: dict[str, Any], **targets: Any) -> int:
    """Before the default one."""
    with cast.door():
        made = SlaPolicy.objects.create(
            name=name,
            position=SlaPolicy.objects.count(),
            conditions=list(conditions),
            **targets,
        )
        tell_workers()
        return made.id


def hours_of(cast: Cast, week: list[Any], *, zone: str = "UTC", **more: Any) -> int:
    """The default calendar keeps these hours, and always did."""
    with cast.door():
        calendar = Calendar.objects.get(is_default=True)
        CalendarVersion.objects.create(
            calendar=calendar,
            valid_from=EPOCH.replace(second=1),
            at=EPOCH,
            zone=zone,
            week=week,
            **more,
        )
        tell_workers()
        return calendar.id
