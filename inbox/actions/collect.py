"""What has to be known and checked in a case because of its tags."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.actions.acting import by, tell, touch
from inbox.events import Kind
from inbox.models import Case, Tick
from inbox.selectors.lines import items_of
from routing.models import TopicItem


def check_collected(case: Case) -> None:
    """Before it goes to another line: what an admin marked as needed for that."""
    missing = [item.label for item in items_of(case.id) if item.needed and not item.done]
    if missing:
        raise Refused(
            _("Before it is handed over, this is needed: %(missing)s. Fill it in beside the case.")
            % {"missing": ", ".join(missing)},
            code="not_collected",
        )


def check_tick(*, member: Member, case: Case, item_id: int) -> TopicItem:
    of_the_case = {item.id for item in items_of(case.id) if item.is_step}
    if item_id not in of_the_case:
        raise Refused(_("This step is asked for no more. Reload the page."))
    return TopicItem.objects.get(id=item_id)


def do_tick(*, member: Member, case: Case, item: TopicItem, on: bool) -> None:
    """Needs the case's row lock. Does nothing when it is so already."""
    now = timezone.now()
    ticks = Tick.objects.filter(case=case, item=item)
    if on == ticks.exists():
        return
    if on:
        Tick.objects.create(case=case, item=item, member=member, at=now)
    else:
        ticks.delete()
    tell(case, Kind.STEP_CHECKED, now, by(member), item=item.id, on=on)
    touch(case, by(member), now)
