"""Cases whose SLA policy may be another one since something of their customer has changed."""

from __future__ import annotations

from django.utils import timezone

from inbox.access import every_case
from inbox.models import Timer
from inbox.models.cases import UNSETTLED
from inbox.models.clocks import TimerKind
from routing.engine import asks_fields
from routing.policy import house


def recount_cases_of(customer_id: int, *, but: int = 0) -> None:
    """The ticker counts their clocks anew: their rows are locked one by one there, in the order of
    nobody's click. Nothing is asked of them where no policy asks for customers' fields."""
    if not asks_fields(house().sla):
        return
    now = timezone.now()
    cases = every_case().filter(customer_id=customer_id, state__in=UNSETTLED).exclude(id=but)
    Timer.objects.bulk_create(
        [
            Timer(case_id=case_id, kind=TimerKind.RECOUNT, due_at=now)
            for case_id in cases.order_by("id").values_list("id", flat=True)
        ],
        ignore_conflicts=True,
    )
