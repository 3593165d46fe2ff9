"""What a view of an organisation's page is handed."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from care.core.models import Member, Organisation, Person


class MemberRequest(HttpRequest):
    """A request that passed the door: somebody with a place in the organisation of the path."""

    user: Person
    organisation: Organisation
    member: Member
    htmx: HtmxDetails
