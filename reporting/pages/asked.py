"""What a request asks for."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404

from care.core.requests import MemberRequest
from reporting import asked
from reporting.filters import Filters, UnknownValue


class Asked(asked.Asked):
    """With the request. A row that is foreign, absent or out of sight: the same 404."""

    def __init__(self, request: MemberRequest, own: bool = False) -> None:
        super().__init__(request.member, request.organisation, request.GET, own)
        self.request = request

    @cached_property
    def filters(self) -> Filters:
        try:
            return super().filters
        except UnknownValue as error:
            raise Http404 from error
