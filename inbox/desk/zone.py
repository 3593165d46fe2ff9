"""The zone by which people of the organisation read and write times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone

from routing.models import Engagement


@contextmanager
def in_zone() -> Iterator[None]:
    """What a form says without a zone is meant in the organisation's."""
    zone = Engagement.objects.values_list("zone", flat=True).get()
    with timezone.override(ZoneInfo(zone)):
        yield
