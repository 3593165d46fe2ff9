"""The door to two customers who are to be made one, or parted.

Whoever moves accounts and cases between customers waits for the lanes of every channel on which
one of the two may be writing: a page that is being taken in has read whose an account is, and
writes its cases for that customer. Then the cases by their ids, the accounts, the customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.access import MAX_ID, visible_to
from inbox.flow.lanes import lock_lane
from inbox.models import Case, Channel, Customer, CustomerMerge, Identity


@dataclass(frozen=True, slots=True)
class Pair:
    keep: Customer
    gone: Customer


def pair_to_merge(member: Member, case_id: int, other_id: int) -> Pair:
    """The customer of the case, who stays, and the other one. Http404 for a case out of sight; a
    customer who has no case in sight is not there."""
    keep_id = _customer_of(member, case_id)
    seen = 0 < other_id <= MAX_ID and visible_to(member).filter(customer_id=other_id).exists()
    if not seen:
        raise Refused(_("This customer is not there any more. Search again."))
    found = _locked({keep_id, other_id})
    if keep_id != _customer_of(member, case_id):
        raise _changed()
    return Pair(found[keep_id], found[other_id])


def merge_to_part(member: Member, case_id: int, merge_id: int) -> CustomerMerge:
    """A merge of the case's customer. Http404 for a case out of sight."""
    keep_id = _customer_of(member, case_id)
    merges = CustomerMerge.objects.filter(id=merge_id if 0 < merge_id <= MAX_ID else 0)
    merge = merges.filter(survivor_id=keep_id).first()
    if merge is None:
        raise Refused(_("There is nothing to part here any more. Reload the page."))
    found = _locked({merge.survivor_id, merge.gone_id})
    merge = merges.select_for_update(no_key=True).get()
    merge.survivor, merge.gone = found[merge.survivor_id], found[merge.gone_id]
    return merge


def _customer_of(member: Member, case_id: int) -> int:
    found = None
    if 0 < case_id <= MAX_ID:
        cases = visible_to(member).filter(id=case_id)
        found = cases.values_list("customer_id", flat=True).first()
    if found is None:
        raise Http404
    return found


def _locked(customer_ids: set[int]) -> dict[int, Customer]:
    networks = _networks_of(customer_ids)
    channels = Channel.objects.filter(network__in=networks).order_by("id")
    for channel_id in channels.values_list("id", flat=True):
        lock_lane(channel_id)
    for model in (Case, Identity):
        rows = model.objects.select_for_update(no_key=True)
        list(rows.filter(customer_id__in=customer_ids).order_by("id").values_list("id"))
    customers = Customer.objects.select_for_update(no_key=True).order_by("id")
    found = {customer.id: customer for customer in customers.filter(id__in=customer_ids)}
    if not _networks_of(customer_ids) <= networks:
        raise _changed()
    return found


def _networks_of(customer_ids: Iterable[int]) -> set[str]:
    identities = Identity.objects.filter(customer_id__in=list(customer_ids))
    return set(identities.values_list("network", flat=True))


def _changed() -> Refused:
    return Refused(_("Somebody has just changed one of these customers. Look again."))
