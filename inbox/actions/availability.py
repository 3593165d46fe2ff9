"""On shift, or away; and what was seen of what waited."""

from __future__ import annotations

from django.utils import timezone

from care.core.models import Member


def do_availability(*, member: Member, available: bool) -> None:
    if member.available != available:
        member.available = available
        member.available_since = timezone.now()
        member.save(update_fields=["available", "available_since"])


def do_greet(*, member: Member) -> None:
    """They have seen what waited for them."""
    member.greeted_at = timezone.now()
    member.save(update_fields=["greeted_at"])
