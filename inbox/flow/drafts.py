"""Drafts that nobody has touched for long go, with their files: words about a customer are not
kept for nothing. And files go that belong to nobody."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from care.core import files
from care.core.models import Organisation
from care.core.tenancy import organisation_door
from inbox.actions.attach import do_remove
from inbox.models import Attachment, Draft

KEPT = timedelta(days=60)


def forget_old() -> int:
    """Of every organisation, one after another. The number of those that went."""
    gone = 0
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with organisation_door(organisation_id):
            old = Draft.objects.filter(written_at__lt=timezone.now() - KEPT)
            do_remove(list(Attachment.objects.filter(draft__in=old)))
            gone += old.delete()[0]
    return gone


def sweep_files() -> int:
    """Files that no row names, of every organisation. The number of those that went."""
    gone = 0
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):

        def needed(names: list[str], of: int = organisation_id) -> set[str]:
            with organisation_door(of):
                return _named(names)

        gone += files.sweep(organisation_id, needed)
    return gone


def _named(names: list[str]) -> set[str]:
    rows = Attachment.objects.all()
    have = set(rows.filter(stored__in=names).values_list("stored", flat=True))
    return have | set(rows.filter(preview__in=names).values_list("preview", flat=True))
