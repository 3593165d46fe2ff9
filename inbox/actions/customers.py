"""Two customers who are one person: made one by hand, and parted again.

Accounts and cases move to the customer who stays. Parting brings back what was moved and still
belongs there: accounts that stayed with the customer, and the cases in which nobody but them wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit
from care.core.bulk import fetch, run
from care.core.errors import Refused
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox import events
from inbox.actions.acting import by
from inbox.actions.recount import recount_cases_of
from inbox.events import Fact, Kind
from inbox.models import Case, Customer, CustomerMerge, Identity


def check_merge(*, member: Member, keep: Customer, gone: Customer) -> None:
    if keep.id == gone.id:
        raise Refused(_("This is the same customer already."))
    if gone.merged_into_id == keep.id:
        raise Refused(_("Somebody has just made these two one. Reload the page."))
    for customer in (keep, gone):
        if customer.merged_into_id is not None:
            raise Refused(
                _("“%(name)s” was made one with another customer meanwhile. Search again.")
                % {"name": customer.display_name}
            )


def do_merge(*, member: Member, case_id: int, keep: Customer, gone: Customer) -> CustomerMerge:
    """Needs the locks of `inbox.flow.merging`. `case_id`: where the person found it out."""
    now = timezone.now()
    moved: dict[str, Any] = {
        "identities": _ids(Identity.objects.filter(customer=gone)),
        "cases": _ids(Case.objects.filter(customer=gone)),
        "fields": _take_over_fields(keep, gone),
        "since": keep.first_seen_at.isoformat(),
    }
    Identity.objects.filter(customer=gone).update(customer=keep)
    Case.objects.filter(customer=gone).update(customer=keep)
    _move_seats(gone.id, keep.id, moved["cases"])
    keep.first_seen_at = min(keep.first_seen_at, gone.first_seen_at)
    keep.save(update_fields=["fields", "first_seen_at"])
    gone.merged_into = keep
    gone.save(update_fields=["merged_into"])
    merge = CustomerMerge.objects.create(
        survivor=keep, gone=gone, member=member, at=now, moved=moved
    )
    _tell(Kind.CUSTOMERS_MERGED, [case_id, *moved["cases"]], merge, member, now)
    recount_cases_of(keep.id)
    return merge


def check_part(*, member: Member, merge: CustomerMerge) -> None:
    if merge.undone_at is not None:
        raise Refused(_("These two have been parted already."))
    if merge.survivor.merged_into_id is not None:
        raise Refused(
            _("“%(name)s” was made one with another customer since. Part those two first.")
            % {"name": merge.survivor.display_name}
        )


def do_part(*, member: Member, case_id: int, merge: CustomerMerge) -> None:
    """Needs the locks of `inbox.flow.merging`."""
    now = timezone.now()
    keep, gone, moved = merge.survivor, merge.gone, merge.moved
    accounts = _ids(Identity.objects.filter(customer=keep, id__in=moved["identities"]))
    cases = _cases_of(keep.id, accounts, moved["cases"])
    Identity.objects.filter(id__in=accounts).update(customer=gone)
    Case.objects.filter(id__in=cases).update(customer=gone)
    _part_seats(keep.id, gone.id, cases)
    _give_back_fields(keep, gone, moved["fields"])
    if keep.first_seen_at == gone.first_seen_at:
        keep.first_seen_at = datetime.fromisoformat(moved["since"])
    keep.save(update_fields=["fields", "first_seen_at"])
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    _tell(Kind.CUSTOMERS_PARTED, [case_id, *cases], merge, member, now)
    recount_cases_of(keep.id)
    recount_cases_of(gone.id)


def _ids(rows: Any) -> list[int]:
    return sorted(rows.values_list("id", flat=True))


def _take_over_fields(keep: Customer, gone: Customer) -> list[str]:
    """What is known of the other and not of the one who stays; two values are no guess of ours."""
    ours, theirs = dict(keep.fields or {}), gone.fields or {}
    new = [slug for slug in theirs if slug not in ours]
    if new:
        keep.fields = {**ours, **{slug: theirs[slug] for slug in new}}
    return sorted(new)


def _give_back_fields(keep: Customer, gone: Customer, slugs: Iterable[str]) -> None:
    ours, theirs = dict(keep.fields or {}), gone.fields or {}
    unchanged = {slug for slug in slugs if slug in ours and ours[slug] == theirs.get(slug)}
    if unchanged:
        keep.fields = {slug: value for slug, value in ours.items() if slug not in unchanged}


def _tell(
    kind: Kind, case_ids: list[int], merge: CustomerMerge, member: Member, at: datetime
) -> None:
    live = Case.objects.filter(id__in=case_ids, merged_into__isnull=True)
    data = {"merge": merge.id, "customer": merge.survivor_id, "gone": merge.gone_id}
    events.record(Fact(case_id, kind, at, by(member), data) for case_id in _ids(live))
    verb = "customer.merge" if kind == Kind.CUSTOMERS_MERGED else "customer.part"
    subject = f"customer {merge.survivor_id}"
    audit.note(member, verb, subject, gone=merge.gone_id, merge=merge.id)


def _cases_of(customer_id: int, accounts: list[int], moved: list[int]) -> list[int]:
    """The customer's cases in which only these accounts wrote, also those opened since; and of the
    moved ones those in which nobody did. One that several wrote in stays."""
    rows = fetch(
        """
        SELECT c.id FROM inbox_case c
        LEFT JOIN LATERAL (
          SELECT bool_and(m.identity_id = ANY(%(accounts)s)) AS theirs FROM inbox_message m
          WHERE m.organisation_id = c.organisation_id AND m.case_id = c.id AND m.direction = 'in'
        ) heard ON true
        WHERE c.organisation_id = %(organisation)s AND c.customer_id = %(customer)s
          AND coalesce(heard.theirs, c.id = ANY(%(moved)s))
        """,
        {
            "organisation": current_organisation_id(),
            "customer": customer_id,
            "accounts": accounts,
            "moved": moved,
        },
    )
    return sorted(case_id for (case_id,) in rows)


def _move_seats(of: int, to: int, case_ids: list[int]) -> None:
    """The seats that say in which case a thread goes on with a customer. Where both sit, the seat
    of the one who stays counts, and the other is found by nobody."""
    run(
        """
        UPDATE inbox_threadseat s SET customer_id = %(to)s
        WHERE s.organisation_id = %(organisation)s AND s.customer_id = %(of)s
          AND s.case_id = ANY(%(cases)s) AND NOT EXISTS (
            SELECT FROM inbox_threadseat o WHERE o.organisation_id = s.organisation_id
              AND o.thread_id = s.thread_id AND o.customer_id = %(to)s)
        """,
        {"organisation": current_organisation_id(), "of": of, "to": to, "cases": case_ids},
    )


# Seats in the case of somebody else: of customers who sat in the same thread while they were one.
_STRAY = """
DELETE FROM inbox_threadseat s USING inbox_case c
WHERE s.organisation_id = %(organisation)s AND s.case_id = ANY(%(cases)s)
  AND c.organisation_id = s.organisation_id AND c.id = s.case_id
  AND s.customer_id IN (%(keep)s, %(gone)s) AND c.customer_id <> s.customer_id
RETURNING s.thread_id
"""
# Instead of them, the newest case of each in these threads.
_RESEAT = """
INSERT INTO inbox_threadseat (organisation_id, thread_id, customer_id, case_id)
SELECT DISTINCT ON (m.thread_id, c.customer_id) m.organisation_id, m.thread_id, c.customer_id, c.id
FROM inbox_message m
JOIN inbox_case c ON c.organisation_id = m.organisation_id AND c.id = m.case_id
WHERE m.organisation_id = %(organisation)s AND m.thread_id = ANY(%(threads)s)
  AND m.direction = 'in' AND c.customer_id IN (%(keep)s, %(gone)s) AND c.merged_into_id IS NULL
ORDER BY m.thread_id, c.customer_id, m.sent_at DESC, m.id DESC
ON CONFLICT (organisation_id, thread_id, customer_id) DO NOTHING
"""


def _part_seats(keep: int, gone: int, moved: list[int]) -> None:
    """Needs the cases to be where they belong."""
    _move_seats(keep, gone, moved)
    both = Case.objects.filter(customer_id__in=(keep, gone))
    place = {
        "organisation": current_organisation_id(),
        "keep": keep,
        "gone": gone,
        "cases": _ids(both),
    }
    threads = [thread_id for (thread_id,) in fetch(_STRAY, place)]
    if threads:
        run(_RESEAT, {**place, "threads": threads})
