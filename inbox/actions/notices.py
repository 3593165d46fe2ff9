"""Notices: what a member should know of, written in the transaction of what causes it.

Whoever causes something is told nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from care.core.bulk import fetch, insert_rows
from care.core.live import tell_noticed
from care.core.models import Member
from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.events import SYSTEM, Actor
from inbox.models import Case, Notice, Watch
from inbox.models.desk import NoticeKind

_COLUMNS = (
    *("organisation_id", "member_id", "kind", "case_id", "note_id", "actor_id", "bulk_id"),
    "at",
)


def notify(
    kind: NoticeKind,
    case_id: int,
    member_ids: Iterable[int | None],
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    note_id: int | None = None,
    bulk_id: int | None = None,
) -> None:
    """`bulk_id`: it is of many cases, and the given one is the first of them."""
    told = sorted({id_ for id_ in member_ids if id_ is not None} - {actor.member_id})
    organisation_id = current_organisation_id()
    insert_rows(
        "inbox_notice",
        _COLUMNS,
        [
            (organisation_id, id_, str(kind), case_id, note_id, actor.member_id, bulk_id, at)
            for id_ in told
        ],
    )
    tell_noticed(told)


# Of what is not read yet there is one notice a case: a busy case must not bury the others.
_WATCHED = """
INSERT INTO inbox_notice (organisation_id, member_id, kind, case_id, actor_id, at)
SELECT w.organisation_id, w.member_id, 'watched', w.case_id, %(actor)s, %(at)s
FROM inbox_watch w
WHERE w.organisation_id = %(organisation)s AND w.case_id = %(case)s
  AND w.member_id IS DISTINCT FROM %(actor)s
  AND NOT EXISTS (SELECT FROM inbox_notice n
    WHERE n.organisation_id = w.organisation_id AND n.member_id = w.member_id
      AND n.case_id = w.case_id AND n.kind = 'watched' AND n.read_at IS NULL)
RETURNING member_id
"""

_WROTE = Prepared(
    """
INSERT INTO inbox_notice (organisation_id, member_id, kind, case_id, at)
SELECT told.organisation_id, told.member_id, told.kind, told.case_id, %(at)s
FROM (
  SELECT c.organisation_id, c.owner_id AS member_id, 'customer_wrote' AS kind, c.id AS case_id
  FROM inbox_case c
  WHERE c.organisation_id = %(organisation)s AND c.id = ANY(%(cases)s)
    AND c.team_id = ANY(%(elsewhere)s) AND c.owner_id IS NOT NULL
    AND c.assignee_id IS DISTINCT FROM c.owner_id
  UNION ALL
  SELECT w.organisation_id, w.member_id, 'watched', w.case_id
  FROM inbox_watch w WHERE w.organisation_id = %(organisation)s AND w.case_id = ANY(%(cases)s)
) told
WHERE NOT EXISTS (SELECT FROM inbox_notice n
  WHERE n.organisation_id = told.organisation_id AND n.member_id = told.member_id
    AND n.case_id = told.case_id AND n.kind = told.kind AND n.read_at IS NULL)
RETURNING member_id
""",
    organisation="bigint",
    cases="bigint[]",
    elsewhere="bigint[]",
    at="timestamptz",
)


def tell_watchers(case: Case, *, at: datetime, actor: Actor) -> None:
    """Somebody acted in the case."""
    told = {
        "organisation": current_organisation_id(),
        "case": case.id,
        "actor": actor.member_id,
        "at": at,
    }
    tell_noticed(id_ for (id_,) in fetch(_WATCHED, told))


def tell_that_customers_wrote(
    case_ids: Iterable[int], *, elsewhere: Iterable[int], at: datetime
) -> None:
    """Whoever watches the cases, and their owners while the cases are with a team of `elsewhere`:
    the owner answers the customer, whoever works on the case."""
    ids = list(case_ids)
    if ids:
        told = {
            "organisation": current_organisation_id(),
            "cases": ids,
            "elsewhere": list(elsewhere),
            "at": at,
        }
        tell_noticed(id_ for (id_,) in _WROTE.fetch(told))


def do_read(*, member: Member, case_id: int | None = None) -> int:
    """The member has seen what the notices tell: of one case, or all. Says how many there were."""
    unread = Notice.objects.filter(member=member, read_at__isnull=True)
    if case_id is not None:
        unread = unread.filter(case_id=case_id)
    read = unread.update(read_at=timezone.now())
    if read:
        # Their other windows count anew.
        tell_noticed([member.id])
    return read


def do_watch(*, member: Member, case: Case, watches: bool) -> None:
    if watches:
        Watch.objects.get_or_create(member=member, case=case, defaults={"at": timezone.now()})
    else:
        Watch.objects.filter(member=member, case=case).delete()
