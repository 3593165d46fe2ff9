"""Drafts that nobody has touched for long go: words about a customer are not kept for nothing."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from care.core.models import Organisation
from care.core.tenancy import organisation_door
from inbox.models import Draft

KEPT = timedelta(days=60)


def forget_old() -> int:
    """Of every organisation, one after another. The number of those that went."""
    gone = 0
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with organisation_door(organisation_id):
            old = Draft.objects.filter(written_at__lt=timezone.now() - KEPT)
            gone += old.delete()[0]
    return gone
