"""Tells of clocks that ran out: an event each, a notice to whoever owes the answer and, where the
policy wants it, to who leads the team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models.functions import Now
from django.utils import timezone

from care.core.bulk import fetch, run
from care.core.live import tell_noticed
from care.core.tenancy import current_organisation_id
from inbox import clocks, events
from inbox.flow.soon import whose
from inbox.models import Case, Clock
from inbox.models.clocks import ClockKind
from inbox.models.desk import NoticeKind
from routing.models import SlaPolicy
from routing.policy import house

# A leader who has so many unread ones sees the queue of what is late instead.
MOST_UNREAD = 50


def tell_breaches(ids: Iterable[int]) -> int:
    """Needs the organisation's door. The cases are locked before their clocks, as everywhere. One
    that somebody is changing waits for the next tick: its clock may be about to end."""
    due = Clock.objects.filter(
        id__in=list(ids), due_at__lte=Now(), breached_at__isnull=True, ended_at__isnull=True
    )
    cases = {
        case.id: case
        for case in Case.objects.select_for_update(skip_locked=True)
        .filter(id__in=due.values("case_id"))
        .order_by("id")
    }
    late = list(due.filter(case_id__in=cases).order_by("due_at", "id"))
    if not late:
        return 0
    run(
        "UPDATE inbox_clock SET breached_at = due_at WHERE organisation_id = %s AND id = ANY(%s)",
        [current_organisation_id(), [clock.id for clock in late]],
    )
    teams = house().teams
    lines = {id_: teams[case.team_id].line_id for id_, case in cases.items()}
    rows = (clocks.row_of(clock, on_line=lines[clock.case_id]) for clock in late)
    events.record(row.breach_fact() for row in rows)
    _notify(late, cases)
    return len(late)


def _notify(late: list[Clock], cases: Mapping[int, Case]) -> None:
    # Whoever wrote the turn that was one too many knows it.
    owed = [clock for clock in late if clock.kind != ClockKind.TURNS]
    owing = {(clock.case_id, whose(clock, cases[clock.case_id])) for clock in owed}
    _tell(NoticeKind.LATE, [(case, member) for case, member in owing if member is not None])
    telling = set(
        SlaPolicy.objects.filter(
            id__in={clock.policy_id for clock in late}, tell_leaders=True
        ).values_list("id", flat=True)
    )
    led = sorted({clock.case_id for clock in late if clock.policy_id in telling})
    told = set(owing)
    _tell(NoticeKind.TEAM_LATE, [pair for pair in _leaders(led) if pair not in told])


# Who leads the case's team; where nobody does, everybody who leads a team. Only who sees the brand.
_LEADERS = """
WITH chosen AS (
  SELECT c.id AS case_id, m.id AS member_id, EXISTS (
      SELECT FROM routing_teammember t WHERE t.organisation_id = c.organisation_id
        AND t.member_id = m.id AND t.team_id = c.team_id) AS own
  FROM inbox_case c
  JOIN core_member m ON m.organisation_id = c.organisation_id AND m.role = 'team_leader'
  JOIN core_membership p ON p.id = m.membership_id AND p.active
  WHERE c.organisation_id = %(organisation)s AND c.id = ANY(%(cases)s)
    AND (NOT EXISTS (SELECT FROM routing_brandsight s
        WHERE s.organisation_id = c.organisation_id AND s.member_id = m.id)
      OR EXISTS (SELECT FROM routing_brandsight s
        WHERE s.organisation_id = c.organisation_id AND s.member_id = m.id
          AND s.brand_id = c.brand_id)))
SELECT l.case_id, l.member_id FROM chosen l
WHERE l.own OR NOT EXISTS (SELECT FROM chosen o WHERE o.case_id = l.case_id AND o.own)
"""


def _leaders(case_ids: list[int]) -> list[tuple[int, int]]:
    if not case_ids:
        return []
    asked = {"organisation": current_organisation_id(), "cases": case_ids}
    return [(case_id, member_id) for case_id, member_id in fetch(_LEADERS, asked)]


# Of what is not read yet there is one notice a case.
_NOTICE = """
INSERT INTO inbox_notice (organisation_id, member_id, kind, case_id, at)
SELECT %(organisation)s, w.member_id, %(kind)s, w.case_id, %(at)s
FROM (SELECT x.case_id, x.member_id, row_number() OVER (PARTITION BY x.member_id) AS place
      FROM unnest(%(cases)s::bigint[], %(members)s::bigint[]) AS x (case_id, member_id)) w
JOIN LATERAL (SELECT count(*) AS unread, count(*) FILTER (WHERE n.case_id = w.case_id) AS same
      FROM inbox_notice n WHERE n.organisation_id = %(organisation)s
        AND n.member_id = w.member_id AND n.kind = %(kind)s AND n.read_at IS NULL) known ON true
WHERE known.same = 0 AND known.unread + w.place <= %(most)s
RETURNING member_id
"""


def _tell(kind: NoticeKind, pairs: Iterable[tuple[int, int]]) -> None:
    every = sorted(pairs)
    if not every:
        return
    told = {
        "organisation": current_organisation_id(),
        "kind": str(kind),
        "at": timezone.now(),
        "cases": [case_id for case_id, _ in every],
        "members": [member_id for _, member_id in every],
        "most": MOST_UNREAD,
    }
    tell_noticed({member_id for (member_id,) in fetch(_NOTICE, told)})
