"""Which case each message of a page belongs to.

A customer's messages in one thread are one case; so are a customer's messages on one channel that
lie within the window of each other. Both are symmetric relations, so the outcome does not depend on
the order of arrival: a message that ties two cases together merges them, unless people acted in
both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from care.core.prepared import Prepared
from inbox.flow.ingest.disjoint import Disjoint
from inbox.flow.ingest.neighbours import neighbours_of
from inbox.flow.ingest.threads import Threads
from inbox.flow.ingest.working import Draft, Lane, WorkingCase
from inbox.models.cases import Priority, State
from routing.engine import is_closing

Seat = tuple[int, int]  # thread, customer


@dataclass(slots=True)
class Cases:
    """The outcome: every case the page touches, and what becomes of ties between cases."""

    by_id: dict[int, WorkingCase] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)  # case → the case it goes into
    linked: list[tuple[int, int]] = field(default_factory=list)
    # Cases that an open one went into: they are open too, whatever they were.
    reopened: set[int] = field(default_factory=set)
    # Cases that one went into in which we had answered: that may answer them too.
    answered: set[int] = field(default_factory=set)


_FIELDS = (
    "c.id, c.customer_id, c.team_id, c.owner_id, c.assignee_id, c.state, c.priority,"
    " c.actionability, c.opened_at, c.acted_at, c.last_message_at, c.last_inbound_at,"
    " c.snoozed_until, c.resolved_at, c.settled_at, c.thanked_at, c.snippet, c.last_visibility,"
    " c.kept_until, c.asked_private_at, c.language"
)
_LOCKED = Prepared(
    f"SELECT {_FIELDS} FROM inbox_case c WHERE c.organisation_id = %(organisation)s"
    " AND c.id = ANY(%(ids)s) AND c.merged_into_id IS NULL ORDER BY c.id FOR UPDATE",
    organisation="bigint",
    ids="bigint[]",
)
_TAGS = Prepared(
    "SELECT case_id, tag_id FROM inbox_tagging WHERE organisation_id = %(organisation)s"
    " AND case_id = ANY(%(ids)s) AND undone_at IS NULL",
    organisation="bigint",
    ids="bigint[]",
)
_SEATS = Prepared(
    """
SELECT thread_id, customer_id, case_id FROM inbox_threadseat
WHERE organisation_id = %(organisation)s AND thread_id = ANY(%(threads)s)
  AND (customer_id = ANY(%(customers)s) OR thread_id = ANY(%(whole)s))
""",
    organisation="bigint",
    threads="bigint[]",
    customers="bigint[]",
    whole="bigint[]",
)


def lock_cases(lane: Lane, ids: Iterable[int]) -> dict[int, WorkingCase]:
    """The cases as they are, held until the page is written; always in the order of their ids."""
    found: dict[int, WorkingCase] = {}
    wanted = {"organisation": lane.organisation_id, "ids": sorted(set(ids))}
    for row in _LOCKED.fetch(wanted):
        case_id, customer_id, team_id, *rest = row
        line_id = lane.line_of_team[team_id]
        found[case_id] = WorkingCase(case_id, False, customer_id, team_id, line_id, *rest)
    for case_id, tag_id in _TAGS.fetch({**wanted, "ids": list(found)}):
        found[case_id].tag_ids.add(tag_id)
    return found


def seats_of(lane: Lane, drafts: list[Draft], threads: Threads) -> dict[Seat, set[int]]:
    """The cases in which customers of the page sit in its threads; several where threads that
    prove to be one each had a seat."""
    customers = {draft.customer_id for draft in drafts if draft.inbound}
    private = {draft.thread_id for draft in drafts if draft.conversation and draft.item.own}
    ids = {draft.thread_id for draft in drafts} | set(threads.moved)
    seats: dict[Seat, set[int]] = defaultdict(set)
    asked = {
        "organisation": lane.organisation_id,
        "threads": list(ids),
        "customers": list(customers),
        "whole": [*private, *threads.moved, *threads.moved.values()],
    }
    for thread_id, customer_id, case_id in _SEATS.fetch(asked):
        seats[threads.moved.get(thread_id, thread_id), customer_id].add(case_id)
    # Joined threads may seat thousands: only the page's people and double seats matter.
    return {
        seat: sitting
        for seat, sitting in seats.items()
        if len(sitting) > 1 or seat[1] in customers or seat[0] in private
    }


def takes(case: WorkingCase, draft: Draft, lane: Lane) -> bool:
    """May this case go on with this message? A resolved one only within the reopen window, and for
    a closing ("thanks!") and for history whenever it comes; a dismissed one is judged anew."""
    return draft.history or _is_near(case, draft.item.sent_at, lane) or is_closing(draft.item.text)


def _is_near(case: WorkingCase, at: datetime, lane: Lane) -> bool:
    """Something of long after a case was resolved is another matter, not a part of it."""
    if case.state != State.RESOLVED or case.settled_at is None:
        return True
    return at <= case.settled_at + lane.reopen_window


def assign_cases(
    lane: Lane,
    drafts: list[Draft],
    threads: Threads,
    seats: dict[Seat, set[int]],
    new_ids: Iterable[int],
) -> Cases:
    """Give each draft its case. Needs the lane's lock; locks every case it may touch."""
    near = neighbours_of(lane, drafts)
    wanted = {case_id for ids in seats.values() for case_id in ids}
    wanted |= {case_id for _, case_id in near}
    answered = {(d.item.kind, d.item.in_reply_to) for d in drafts if not d.inbound}
    wanted |= {
        relative.case_id
        for relative in threads.relatives
        if relative.case_id and (relative.kind, relative.external_id) in answered
    }
    cases = Cases(by_id=lock_cases(lane, wanted))
    ties = _tie(lane, drafts, seats, near, cases.by_id)
    _settle_inbound(lane, drafts, seats, ties, cases, iter(new_ids))
    _settle_outbound(drafts, threads, seats, cases)
    return cases


def _tie(
    lane: Lane,
    drafts: list[Draft],
    seats: dict[Seat, set[int]],
    near: list[tuple[Draft, int]],
    known: dict[int, WorkingCase],
) -> Disjoint:
    ties = Disjoint()
    for sitting in seats.values():
        first, *others = sorted(case_id for case_id in sitting if case_id in known) or [0]
        for other in others:
            if _may_merge(known[first], known[other], lane):
                ties.join(("case", first), ("case", other))
    _tie_drafts(ties, lane, drafts, seats, known)
    for draft, case_id in near:
        if case_id in known and takes(known[case_id], draft, lane):
            ties.join(("case", case_id), ("draft", draft.message_id))
    return ties


def _tie_drafts(
    ties: Disjoint,
    lane: Lane,
    drafts: list[Draft],
    seats: dict[Seat, set[int]],
    known: dict[int, WorkingCase],
) -> None:
    """Each customer's messages to the cases of their seat, or to each other within the window."""
    newest: dict[int | None, Draft] = {}
    for draft in sorted((d for d in drafts if d.inbound), key=lambda d: d.item.sent_at):
        node = ("draft", draft.message_id)
        there = [known[c] for c in seats.get(_seat(draft), ()) if c in known]
        taking = [case for case in there if takes(case, draft, lane)]
        for case in taking:
            ties.join(("case", case.id), node)
        if not taking:
            ties.join(("seat", *_seat(draft)), node)
        before = newest.get(draft.identity_id)
        window = lane.case_window
        if window and before and draft.item.sent_at - before.item.sent_at <= window:
            ties.join(("draft", before.message_id), node)
        newest[draft.identity_id] = draft


def _seat(draft: Draft) -> Seat:
    assert draft.customer_id is not None
    return (draft.thread_id, draft.customer_id)


def _may_merge(one: WorkingCase, other: WorkingCase, lane: Lane) -> bool:
    if one.is_shelved and other.is_shelved:
        return True
    older, younger = sorted((one, other), key=lambda case: case.opened_at)
    return _is_near(older, younger.opened_at, lane)


def _settle_inbound(
    lane: Lane,
    drafts: list[Draft],
    seats: dict[Seat, set[int]],
    ties: Disjoint,
    cases: Cases,
    new_ids: Iterable[int],
) -> None:
    groups: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.inbound:
            groups[ties.find(("draft", draft.message_id))].append(draft)
    tied: dict[Hashable, list[WorkingCase]] = defaultdict(list)
    for case in cases.by_id.values():
        tied[ties.find(("case", case.id))].append(case)
    survivor_of = {top: _merge(members, cases) for top, members in tied.items()}
    ids = iter(new_ids)
    for top, members in groups.items():
        case = survivor_of.get(top) or _open(lane, members, next(ids))
        cases.by_id[case.id] = case
        side_by_side = {case.id} | {other for one, other in cases.linked if one == case.id}
        for draft in members:
            # Of cases that stay side by side, the one of the thread goes on with it.
            own = sorted(seats.get(_seat(draft), set()) & side_by_side)
            own = _that_asked(draft, side_by_side, cases.by_id) or own
            draft.case_id = own[0] if own else case.id


def _that_asked(draft: Draft, ids: Iterable[int], known: dict[int, WorkingCase]) -> list[int]:
    """Of cases that stay side by side, those that wait for the customer's private message."""
    if draft.conversation is None:
        return []
    return sorted(i for i in ids if i in known and known[i].asked_private_at is not None)


def _merge(members: list[WorkingCase], cases: Cases) -> WorkingCase:
    """The case that goes on: one a person acted in, else the oldest that is no mere history. The
    others go into it, unless a person acted there too: then they are linked."""
    survivor, *others = sorted(
        members, key=lambda c: (c.acted_at is None, c.is_shelved, c.opened_at, c.id)
    )
    for other in others:
        if other.acted_at is None:
            cases.merged[other.id] = survivor.id
            _absorb(survivor, other)
            if other.state == State.OPEN:
                cases.reopened.add(survivor.id)
            elif other.state == State.WAITING:
                cases.answered.add(survivor.id)
        else:
            cases.linked.append((survivor.id, other.id))
    return survivor


def _absorb(survivor: WorkingCase, other: WorkingCase) -> None:
    """What the list shows of a case speaks for both."""
    if survivor.is_shelved:
        survivor.settled_at = survivor.resolved_at = max(
            case.settled_at or case.last_message_at for case in (survivor, other)
        )
    if survivor.is_shelved or not other.is_shelved:
        survivor.opened_at = min(survivor.opened_at, other.opened_at)
    if other.last_message_at > survivor.last_message_at:
        survivor.last_message_at = other.last_message_at
        survivor.snippet = other.snippet
        survivor.last_visibility = other.last_visibility
    heard = [at for at in (survivor.last_inbound_at, other.last_inbound_at) if at is not None]
    survivor.last_inbound_at = max(heard, default=None)
    survivor.priority = min(survivor.priority, other.priority, key=Priority.values.index)
    survivor.tag_ids |= other.tag_ids


def _open(lane: Lane, members: list[Draft], case_id: int) -> WorkingCase:
    # What went before the first question that is work does not make it older.
    first = min(members, key=lambda draft: (draft.history, draft.item.sent_at))
    opened_at: datetime = min(first.item.sent_at, lane.now)
    assert first.customer_id is not None
    return WorkingCase(
        id=case_id,
        is_new=True,
        customer_id=first.customer_id,
        team_id=lane.first_team_id,
        line_id=lane.line_of_team[lane.first_team_id],
        owner_id=None,
        assignee_id=None,
        state=State.OPEN,
        priority="normal",
        actionability="must_answer",
        opened_at=opened_at,
        acted_at=None,
        last_message_at=opened_at,
        last_inbound_at=None,
        snoozed_until=None,
        resolved_at=None,
        settled_at=None,
        thanked_at=None,
        snippet="",
        last_visibility="public",
    )


def _settle_outbound(
    drafts: list[Draft], threads: Threads, seats: dict[Seat, set[int]], cases: Cases
) -> None:
    """The brand's own messages go to the case of the message they answer; in a private
    conversation to the case of the customer in it. A post that answers nobody has no case."""
    of_message = {
        (relative.kind, relative.external_id): relative.case_id for relative in threads.relatives
    }
    own = {(d.item.kind, d.item.external_id): d for d in drafts}
    sitting = {thread: max(ids) for (thread, _), ids in sorted(seats.items())}
    sitting.update({d.thread_id: d.case_id for d in drafts if d.inbound and d.case_id})

    for draft in drafts:
        if draft.inbound:
            continue
        above, seen = draft, {draft.message_id}
        case_id: int | None = None
        while case_id is None and above.item.in_reply_to:
            key = (above.item.kind, above.item.in_reply_to)
            parent = own.get(key)
            if parent is None:
                case_id = of_message.get(key)
                break
            if parent.message_id in seen:
                break
            seen.add(parent.message_id)
            case_id, above = parent.case_id, parent
        if case_id is None and draft.conversation:
            case_id = sitting.get(draft.thread_id)
        draft.case_id = cases.merged.get(case_id, case_id) if case_id else None
