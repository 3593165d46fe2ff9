"""Whom and what a text is about: values of the variables of canned answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from care.core.models import Member
from inbox.models import Case, Identity
from routing.engine.dress import dressed, signature
from routing.engine.filling import About
from routing.models import CustomField
from routing.models.fields import FieldOf


def about_case(case: Case, member: Member) -> About:
    """For a case that the member may see; `case` with its customer, channel and brand."""
    identities = Identity.objects.filter(customer=case.customer, network=case.channel.network)
    handle = identities.order_by("id").values_list("handle", flat=True).first()
    fields = CustomField.objects.filter(of=FieldOf.CUSTOMER, retired_at__isnull=True)
    return About(
        customer=case.customer.display_name,
        handle=handle or "",
        agent=member.display_name,
        initials=member.initials,
        brand=case.brand.name,
        channel=case.channel.handle,
        case_id=case.id,
        fields=dict.fromkeys(fields.values_list("slug", flat=True), "")
        | said_fields(case.customer.fields),
    )


def signed(text: str, *, case: Case, member: Member) -> str:
    """With the brand's signature of this member under it, unless it stands there already."""
    style = case.brand.signature_style
    if not style or not text.strip():
        return text
    return dressed(text, signature=signature(style, about_case(case, member).values()).text)


def said_fields(fields: Mapping[str, Any] | None) -> dict[str, str]:
    """Values of custom fields as a text says them."""
    return {slug: _said(value) for slug, value in (fields or {}).items()}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
