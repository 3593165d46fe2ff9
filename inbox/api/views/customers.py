"""Customers: read, made one, and parted again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api import paging
from care.core.api.caller import Caller
from care.core.api.views import ApiView
from care.core.tokens import WRITE
from inbox.actions.customers import check_merge, check_part, do_merge, do_part
from inbox.api import bodies, shapes
from inbox.api.described import PAGED, many, one, pages_of
from inbox.api.sight import cases_of, customers_of, one_of
from inbox.flow.merging import merge_to_part, pair_to_merge
from inbox.models import CustomerMerge

_REFUSED = "The verb refuses: `detail` says why."


class Customers(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="customers_list",
        summary="Customers, newest first",
        parameters=PAGED,
        responses=pages_of(shapes.CustomerShape),
        tags=["customers"],
    )
    def get(self, request: Request) -> Response:
        customers = customers_of(self.caller).prefetch_related("identities")
        return paging.listed(request, customers, by=("-id",), said=many(shapes.CustomerShape))


def shown(caller: Caller, customer_id: int) -> Any:
    customer: Any = one_of(customers_of(caller).prefetch_related("identities"), customer_id)
    merges = CustomerMerge.objects.filter(survivor=customer, undone_at__isnull=True)
    customer.merges_open = list(merges.select_related("gone", "member").order_by("-id"))
    return shapes.WholeCustomerShape(customer).data


class OneCustomer(ApiView):
    @extend_schema(
        operation_id="customers_read",
        summary="A customer; cases/?customer= lists the cases",
        responses=one(shapes.WholeCustomerShape),
        tags=["customers"],
    )
    def get(self, request: Request, customer_id: int) -> Response:
        return Response(shown(self.caller, customer_id))


class CustomerVerb(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    def case_of(self, customer_id: int) -> int:
        """The customer's newest case in sight: through it the verbs of the desk come to them."""
        one_of(customers_of(self.caller), customer_id)
        newest = cases_of(self.caller).filter(customer=customer_id).order_by("-opened_at", "-id")
        return newest.values_list("id", flat=True)[0]


class Merge(CustomerVerb):
    @extend_schema(
        operation_id="customers_merge",
        summary="Make another customer one with this one",
        description="Accounts, cases and what is known of the other move here; the other is there"
        " no more. `merges` says how to part them again.",
        request=bodies.MergeBody,
        responses=one(shapes.WholeCustomerShape, _415="Send JSON.", _422=_REFUSED),
        tags=["customers"],
    )
    def post(self, request: Request, customer_id: int) -> Response:
        case_id = self.case_of(customer_id)
        other = one_of(customers_of(self.caller), bodies.MergeBody.of(request)["customer"])
        pair = pair_to_merge(self.member, case_id, other.id)
        check_merge(member=self.member, keep=pair.keep, gone=pair.gone)
        do_merge(member=self.member, case_id=case_id, keep=pair.keep, gone=pair.gone)
        return Response(shown(self.caller, customer_id))


class Part(CustomerVerb):
    @extend_schema(
        operation_id="customers_part",
        summary="Part them again",
        description="What was moved goes back, as far as it still belongs to the other.",
        request=bodies.PartBody,
        responses=one(shapes.WholeCustomerShape, _415="Send JSON.", _422=_REFUSED),
        tags=["customers"],
    )
    def post(self, request: Request, customer_id: int) -> Response:
        case_id = self.case_of(customer_id)
        merges = CustomerMerge.objects.filter(survivor=customer_id)
        known = one_of(merges, bodies.PartBody.of(request)["merge"])
        merge = merge_to_part(self.member, case_id, known.id)
        check_part(member=self.member, merge=merge)
        do_part(member=self.member, case_id=case_id, merge=merge)
        return Response(shown(self.caller, customer_id))
