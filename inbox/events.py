"""Facts about cases: their kinds, who did it, and the one way to record them.

Events hold ids, enums and figures, never text: they outlive the erasure of a customer, and every
report is a sum of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from care.core import bell
from care.core.bulk import insert_rows
from care.core.live import tell_cases
from care.core.tenancy import current_organisation_id


class Kind(StrEnum):
    CASE_OPENED = "case_opened"
    MESSAGE_RECEIVED = "message_received"
    NATIVE_REPLY = "native_reply"
    THANKED = "thanked"
    REPLY_QUEUED = "reply_queued"
    REPLY_SENT = "reply_sent"
    REPLY_FAILED = "reply_failed"
    REPLY_UNKNOWN = "reply_unknown"
    REPLY_AGAIN = "reply_again"
    REPLY_DISCARDED = "reply_discarded"
    # Written for later, and the customer wrote first: it did not leave.
    REPLY_STOPPED = "reply_stopped"
    REPLY_RESCHEDULED = "reply_rescheduled"
    ACKNOWLEDGEMENT_SET = "acknowledgement_set"
    ASKED_PRIVATE = "asked_private"
    MESSAGE_EDITED = "message_edited"
    MESSAGE_DELETED = "message_deleted"
    NOTE_ADDED = "note_added"
    TAG_ON = "tag_on"
    TAG_OFF = "tag_off"
    # What a hand-over took off is on again: the hand-over was undone.
    TAG_BACK = "tag_back"
    MOVED = "moved"
    ASSIGNED = "assigned"
    OWNER_CHANGED = "owner_changed"
    STATE_CHANGED = "state_changed"
    PRIORITY_CHANGED = "priority_changed"
    ACTIONABILITY_CHANGED = "actionability_changed"
    CLOCK_BREACHED = "clock_breached"
    CLOCK_ENDED = "clock_ended"
    MERGED = "merged"
    ABSORBED = "absorbed"
    LINKED = "linked"
    # A person found that two customers are one, or that they are not.
    CUSTOMERS_MERGED = "customers_merged"
    CUSTOMERS_PARTED = "customers_parted"
    FIELD_CHANGED = "field_changed"
    FRICTION_MARKED = "friction_marked"
    # The case reports a known problem, or does not after all; and what it was told of it.
    PROBLEM_LINKED = "problem_linked"
    PROBLEM_UNLINKED = "problem_unlinked"
    PROBLEM_TOLD = "problem_told"
    # A further line confirmed first line's draft answer.
    DRAFT_CONFIRMED = "draft_confirmed"
    STEP_CHECKED = "step_checked"
    # Somebody worked in it for so long: measured, no act. `at` is the end of the stretch.
    TOUCHED = "touched"


# They change nothing that a page shows.
_UNTOLD = (Kind.TOUCHED,)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member, a rule, or neither (the system, a network, a customer)."""

    member_id: int | None = None
    rule_id: int | None = None


SYSTEM = Actor()


@dataclass(frozen=True, slots=True)
class Fact:
    case_id: int
    kind: Kind
    at: datetime
    actor: Actor = SYSTEM
    data: dict[str, Any] = field(default_factory=dict)


_COLUMNS = (
    "organisation_id",
    "case_id",
    "kind",
    "at",
    "recorded_at",
    "member_id",
    "rule_id",
    "data",
)


_mark: ContextVar[Mapping[str, int] | None] = ContextVar("care_events_mark", default=None)


@contextmanager
def marked(**data: int) -> Iterator[None]:
    """What is recorded meanwhile carries `data` too: the verbs need not know what they are part
    of."""
    token = _mark.set({**(_mark.get() or {}), **data})
    try:
        yield
    finally:
        _mark.reset(token)


# One row a case, however much is told of it: reports have it to take in.
_DIRTY = (
    "INSERT INTO inbox_dirty (organisation_id, case_id, at)"
    " SELECT organisation_id, case_id, max(recorded_at) FROM new GROUP BY organisation_id, case_id"
)
FOLD = "reporting.fold"
# A bell that was just rung rings for what comes meanwhile.
_FOLD_AFTER = 1.0
_rung_at = 0.0


def record(facts: Iterable[Fact]) -> None:
    """Write the facts in the open transaction, beside what they tell of. Open pages and reports
    hear which cases it is about, once it is committed."""
    organisation_id = current_organisation_id()
    facts = tuple(facts)
    mark = _mark.get() or {}
    now = timezone.now()
    insert_rows(
        "inbox_event",
        _COLUMNS,
        [
            (
                organisation_id,
                fact.case_id,
                str(fact.kind),
                fact.at,
                now,
                fact.actor.member_id,
                fact.actor.rule_id,
                {**fact.data, **mark},
            )
            for fact in facts
        ],
        then=_DIRTY,
    )
    if facts:
        _ring()
    tell_cases(fact.case_id for fact in facts if fact.kind not in _UNTOLD)


def _ring() -> None:
    """At most once a second in a process: there are many clicks, and one folder."""
    global _rung_at
    if (now := time.monotonic()) - _rung_at >= _FOLD_AFTER:
        _rung_at = now
        bell.ring(FOLD, after=_FOLD_AFTER)
