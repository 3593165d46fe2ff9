"""What becomes of a member's cases when they leave: they go back to their queues."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from care.core import audit
from care.core.models import Member
from care.core.people import subject_of
from inbox import clocks
from inbox.actions.acting import by as actor_of
from inbox.actions.acting import touch
from inbox.actions.assign import do_release
from inbox.actions.place import own
from inbox.models import Case, Draft
from inbox.models.cases import UNSETTLED


@dataclass(frozen=True, slots=True)
class Holdings:
    """What somebody has in hand."""

    working: int
    """Cases they work on."""
    owned: int
    """Cases of which they speak to the customer while somebody else, or nobody, works on them."""
    drafts: int

    @property
    def cases(self) -> int:
        return self.working + self.owned


def holdings_of(member: Member) -> Holdings:
    counted = _cases_of(member).aggregate(
        all=Count("id"), working=Count("id", filter=Q(assignee=member))
    )
    return Holdings(
        working=counted["working"],
        owned=counted["all"] - counted["working"],
        drafts=Draft.objects.filter(member=member).count(),
    )


def _cases_of(member: Member) -> QuerySet[Case]:
    """All of them, also those that whoever asks does not see: nobody may be left without help
    because an admin looks after one brand only."""
    unsettled = Case.objects.filter(merged_into__isnull=True, state__in=UNSETTLED)
    return unsettled.filter(Q(assignee=member) | Q(owner=member))


def do_hand_back(*, by: Member, member: Member) -> int:
    """The number of cases. Drafts stay with whoever wrote them."""
    cases = list(_cases_of(member).order_by("id").select_for_update(of=("self",)))
    for case in cases:
        if case.assignee_id == member.id:
            do_release(member=by, case=case)
        if case.owner_id == member.id:
            now = timezone.now()
            own(case, owner_id=None, at=now, actor=actor_of(by))
            touch(case, actor_of(by), now)
            clocks.follow(case, now=now)
    if cases:
        audit.note(by, "member.hand_back", subject_of(member), cases=len(cases))
    return len(cases)
