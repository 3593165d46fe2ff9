"""Addresses at which one file can be fetched without signing in, for a day: given to systems of an
organisation's own, to which a reply's files are delivered. Whoever has the address has the
file, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

GOOD_FOR: Final = timedelta(hours=24)
_SALT: Final = "care.file"


def link_to(organisation_id: int, attachment_id: int) -> str:
    token = signing.dumps([organisation_id, attachment_id], salt=_SALT)
    return f"{settings.ORIGIN}{reverse('linked_file', args=[token])}"


def linked(token: str) -> tuple[int, int] | None:
    """(organisation, file) of a token that is ours and not too old."""
    try:
        organisation_id, attachment_id = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return organisation_id, attachment_id
