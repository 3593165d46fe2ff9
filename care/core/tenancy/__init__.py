"""Tenancy: one door per organisation, and models that cannot be read without it.

Models are imported from `care.core.tenancy.models`, which needs Django's apps.
"""

from care.core.tenancy.door import (
    close_for_request,
    current_organisation_id,
    entered_for_request,
    open_for_request,
    organisation_door,
)

__all__ = [
    "close_for_request",
    "current_organisation_id",
    "entered_for_request",
    "open_for_request",
    "organisation_door",
]
