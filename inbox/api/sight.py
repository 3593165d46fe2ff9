"""What a caller may see: exactly what the member it acts as sees on the desk."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from care.core.api.caller import Caller
from care.core.tenancy.models import TenantModel
from inbox.access import MAX_ID, every_case, in_sight_of, visible_to
from inbox.models import Case, Channel, Customer

Row = TypeVar("Row", bound=TenantModel)


def cases_of(caller: Caller) -> QuerySet[Case]:
    return every_case() if caller.member is None else visible_to(caller.member)


def merged_into(caller: Caller, case_id: int) -> int | None:
    """The case that this one went into, if the caller may see that."""
    if not 0 < case_id <= MAX_ID:
        return None
    gone = Case.objects.filter(id=case_id, merged_into__isnull=False)
    into = cases_of(caller).filter(id__in=gone.values("merged_into_id"))
    found: int | None = into.values_list("id", flat=True).first()
    return found


def channels_of(caller: Caller) -> QuerySet[Channel]:
    channels = Channel.objects.select_related("brand")
    return channels if caller.member is None else channels.filter(in_sight_of(caller.member))


def customers_of(caller: Caller) -> QuerySet[Customer]:
    """Customers are seen through their cases: whoever has none in sight is not there."""
    return Customer.objects.filter(Exists(cases_of(caller).filter(customer=OuterRef("pk"))))


def one_of(rows: QuerySet[Row], row_id: int) -> Row:
    """Http404 when it is absent, foreign or out of sight: the same answer."""
    found = rows.filter(id=row_id).first() if 0 < row_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found
