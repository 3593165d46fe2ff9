"""Clocks that run are counted anew when their policy or their hours have changed.

Whoever changes policy raises its version, and nothing else; here the version is found to have gone
on. Most changes of policy change no clock, which a stamp of what clocks depend on tells. Else all
unsettled cases are walked through, a batch in a transaction of its own; who dies in the middle
leaves the walk where it was. A second walk follows after a while: whoever had read the old policy
and was still writing by it is through by then.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from care.core import bell
from care.core.bulk import fetch
from care.core.live import tell_cases
from care.core.tenancy import current_organisation_id, organisation_door
from care.core.tenancy.due import due_rows
from inbox.access import every_case
from inbox.clocks import follow_policy
from inbox.models import Recount
from inbox.models.cases import UNSETTLED
from routing.models import Engagement

logger = logging.getLogger(__name__)

BELL = "inbox.recount_clocks"
AT_ONCE = 500
BATCH = 100
# Of one organisation, before the others have their turn.
BATCHES = 20
SECOND_LOOK = timedelta(seconds=30)


def recount_due() -> int:
    """The number of cases whose clocks are others now."""
    changed, goes_on = 0, False
    for due in due_rows("care_due_recounts", at_most=AT_ONCE):
        for _ in range(BATCHES):
            found = _batch(due.organisation_id)
            if found is None:
                break
            changed += found
        else:
            goes_on = True
    if goes_on:
        bell.ring(BELL)
    return changed


def _batch(organisation_id: int) -> int | None:
    """None: there is no more to do for now."""
    try:
        with organisation_door(organisation_id):
            return _go_on()
    except Exception:  # one organisation's fault keeps nobody else's clocks waiting
        logger.exception("clocks of organisation %s were not counted anew", organisation_id)
        return None


def _go_on() -> int | None:
    now = timezone.now()
    Recount.objects.get_or_create()
    walk = Recount.objects.select_for_update(skip_locked=True).first()
    if walk is None:
        return None
    version = Engagement.objects.values_list("version", flat=True).get()
    stamp = _stamp()
    looks_again = walk.again_at is not None and walk.again_at <= now
    if stamp == walk.stamp and not walk.towards and not looks_again:
        walk.version = version
        walk.save(update_fields=["version"])
        return None
    if walk.towards != stamp:
        walk.towards, walk.after_case = stamp, 0
    unsettled = every_case().filter(state__in=UNSETTLED, id__gt=walk.after_case)
    cases = list(unsettled.order_by("id").select_for_update()[:BATCH])
    changed = follow_policy(cases, now=now)
    tell_cases(changed)
    if len(cases) == BATCH:
        walk.after_case = cases[-1].id
    else:
        walk.again_at = None if stamp == walk.stamp else now + SECOND_LOOK
        walk.version, walk.stamp, walk.towards, walk.after_case = version, stamp, "", 0
    walk.save()
    return len(changed)


# What of the policy clocks depend on.
_STAMP = """
SELECT md5(coalesce(string_agg(said, '|' ORDER BY said), '')) FROM (
  SELECT 'policy ' || to_jsonb(p)::text AS said FROM routing_slapolicy p
    WHERE p.organisation_id = %(organisation)s
  UNION ALL SELECT 'line ' || to_jsonb(l)::text FROM routing_linetarget l
    WHERE l.organisation_id = %(organisation)s
  UNION ALL SELECT concat_ws(' ', 'calendar', k.id, k.is_default) FROM routing_calendar k
    WHERE k.organisation_id = %(organisation)s
  UNION ALL SELECT concat_ws(' ', 'version', v.id) FROM routing_calendarversion v
    WHERE v.organisation_id = %(organisation)s
  UNION ALL SELECT concat_ws(' ', 'brand', b.id, b.calendar_id) FROM routing_brand b
    WHERE b.organisation_id = %(organisation)s AND b.calendar_id IS NOT NULL) parts
"""


def _stamp() -> str:
    ((stamp,),) = fetch(_STAMP, {"organisation": current_organisation_id()})
    return str(stamp)
