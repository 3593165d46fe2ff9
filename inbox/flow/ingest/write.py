"""Writes a judged page, table by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from care.core.bulk import insert_rows, run, update_rows
from inbox.flow.ingest.working import Draft, Lane, LateAnswer, Move, WorkingCase
from inbox.models.cases import UNSETTLED

# The names are those of WorkingCase.
_CASE = (
    "team_id",
    "assignee_id",
    "state",
    "priority",
    "actionability",
    "opened_at",
    "last_message_at",
    "last_inbound_at",
    "unanswered_since",
    "due_at",
    "snoozed_until",
    "resolved_at",
    "settled_at",
    "thanked_at",
    "snippet",
    "last_visibility",
    "kept_until",
    "asked_private_at",
    "language",
)


def write_cases(lane: Lane, cases: Iterable[WorkingCase]) -> None:
    every = list(cases)
    values = {case.id: [getattr(case, name) for name in _CASE] for case in every}
    fixed = (lane.organisation_id, lane.brand_id, lane.channel_id)
    insert_rows(
        "inbox_case",
        ("organisation_id", "brand_id", "channel_id", "id", "customer_id", *_CASE),
        [(*fixed, case.id, case.customer_id, *values[case.id]) for case in every if case.is_new],
    )
    update_rows(
        "inbox_case",
        _CASE,
        [(case.id, *values[case.id]) for case in every if not case.is_new],
        organisation_id=lane.organisation_id,
    )
    _end_timers(lane, "wake", [case.id for case in every if case.woken])
    _end_timers(lane, "release", [case.id for case in every if case.moves and not case.is_new])


def _end_timers(lane: Lane, kind: str, case_ids: list[int]) -> None:
    if case_ids:
        run(
            "DELETE FROM inbox_timer WHERE organisation_id = %s AND case_id = ANY(%s)"
            " AND kind = %s",
            [lane.organisation_id, case_ids, kind],
        )


def write_messages(lane: Lane, drafts: Iterable[Draft]) -> None:
    insert_rows(
        "inbox_message",
        (
            "organisation_id",
            "channel_id",
            "id",
            "case_id",
            "thread_id",
            "kind",
            "external_id",
            "parent_external_id",
            "direction",
            "visibility",
            "identity_id",
            "text",
            "sent_at",
            "received_at",
            "url",
            "quiet",
        ),
        [
            (
                lane.organisation_id,
                lane.channel_id,
                draft.message_id,
                draft.case_id,
                draft.thread_id,
                draft.item.kind,
                draft.item.external_id,
                draft.item.in_reply_to,
                "in" if draft.inbound else "out",
                draft.item.visibility,
                draft.identity_id,
                draft.item.text,
                draft.item.sent_at,
                lane.now,
                draft.item.url,
                draft.quiet,
            )
            for draft in drafts
        ],
        conflict="ON CONFLICT (organisation_id, channel_id, kind, external_id) DO NOTHING",
    )


def write_late(lane: Lane, answers: Iterable[LateAnswer]) -> None:
    """Answers that came before their question find the case it opened."""
    pairs = [(answer.message_id, answer.case_id) for answer in answers]
    update_rows("inbox_message", ("case_id",), pairs, organisation_id=lane.organisation_id)


def write_seats(lane: Lane, drafts: Iterable[Draft]) -> None:
    seats = {
        (draft.thread_id, draft.customer_id): draft.case_id for draft in drafts if draft.inbound
    }
    insert_rows(
        "inbox_threadseat",
        ("organisation_id", "thread_id", "customer_id", "case_id"),
        [(lane.organisation_id, *seat, case_id) for seat, case_id in sorted(seats.items())],
        conflict="ON CONFLICT (organisation_id, thread_id, customer_id)"
        " DO UPDATE SET case_id = EXCLUDED.case_id"
        " WHERE inbox_threadseat.case_id <> EXCLUDED.case_id",
    )


def write_tags(lane: Lane, cases: Iterable[WorkingCase]) -> None:
    off: list[tuple[int, int]] = []
    on: list[tuple[Any, ...]] = []
    for case in cases:
        off.extend((case.id, tag_id) for tag_id in case.tags_off)
        for row in case.tags_on:
            undone = lane.now if row.tag_id in case.tags_off else None
            on.append((lane.organisation_id, case.id, row.tag_id, row.rule_id, "", row.at, undone))
    if off:
        run(
            "UPDATE inbox_tagging t SET undone_at = %s"
            " FROM (SELECT unnest(%s::bigint[]) AS case_id, unnest(%s::bigint[]) AS tag_id) o"
            " WHERE t.organisation_id = %s AND t.case_id = o.case_id AND t.tag_id = o.tag_id"
            " AND t.undone_at IS NULL",
            [lane.now, [c for c, _ in off], [t for _, t in off], lane.organisation_id],
        )
    insert_rows(
        "inbox_tagging",
        ("organisation_id", "case_id", "tag_id", "rule_id", "why", "at", "undone_at"),
        on,
    )


def write_legs(lane: Lane, cases: Iterable[WorkingCase]) -> None:
    """A new case begins a leg with the first team, unless nobody is to have it; each move ends the
    leg before it."""
    ended: list[tuple[int, datetime]] = []
    legs: list[tuple[Any, ...]] = []
    for case in cases:
        stays = list(case.moves)
        if case.is_new and not case.is_shelved:
            first = lane.first_team_id
            stays.insert(0, Move(first, lane.line_of_team[first], case.opened_at))
        elif stays:
            ended.append((case.id, stays[0].at))
        ends = [stay.at for stay in stays[1:]]
        last = None if case.state in UNSETTLED else lane.now
        for stay, end in zip(stays, [*ends, last], strict=bool(stays)):
            legs.append((lane.organisation_id, case.id, stay.team_id, stay.line_id, stay.at, end))
    if ended:
        run(
            "UPDATE inbox_leg l SET ended_at = greatest(l.started_at, e.at)"
            " FROM (SELECT unnest(%s::bigint[]) AS case_id, unnest(%s::timestamptz[]) AS at) e"
            " WHERE l.organisation_id = %s AND l.case_id = e.case_id AND l.ended_at IS NULL",
            [[c for c, _ in ended], [at for _, at in ended], lane.organisation_id],
        )
    insert_rows(
        "inbox_leg",
        ("organisation_id", "case_id", "team_id", "line_id", "started_at", "ended_at"),
        legs,
    )


def write_links(lane: Lane, links: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The links that were not there yet."""
    return [
        (case, other)
        for case, other in insert_rows(
            "inbox_caselink",
            ("organisation_id", "case_id", "other_id", "at"),
            [(lane.organisation_id, *sorted(pair), lane.now) for pair in links],
            conflict="ON CONFLICT DO NOTHING",
            returning="case_id, other_id",
        )
    ]


def write_merges(lane: Lane, merged: Mapping[int, int]) -> None:
    """Everything of a case that goes into another moves there; the empty case stays as a sign."""
    if not merged:
        return
    place = [list(merged), list(merged.values()), lane.organisation_id]
    pairs = "(SELECT unnest(%s::bigint[]) AS old, unnest(%s::bigint[]) AS new) p"
    for table in ("inbox_message", "inbox_threadseat"):
        run(
            f"UPDATE {table} t SET case_id = p.new FROM {pairs}"
            " WHERE t.organisation_id = %s AND t.case_id = p.old",
            place,
        )
    # Of drafts of one member in both, the newer words would be a guess: each stays where it is.
    run(
        f"""
        UPDATE inbox_draft t SET case_id = p.new FROM {pairs}
        WHERE t.organisation_id = %s AND t.case_id = p.old AND NOT EXISTS (
          SELECT FROM inbox_draft s WHERE s.organisation_id = t.organisation_id
            AND s.member_id = t.member_id AND s.pen = t.pen
            AND (s.case_id = p.new OR (s.case_id = ANY(%s) AND s.id < t.id)))
        """,
        [*place, list(merged)],
    )
    # A tag that is on in both stays on once.
    run(
        f"""
        UPDATE inbox_tagging t SET case_id = p.new FROM {pairs}
        WHERE t.organisation_id = %s AND t.case_id = p.old AND t.undone_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM inbox_tagging s WHERE s.organisation_id = t.organisation_id
              AND s.case_id = p.new AND s.tag_id = t.tag_id AND s.undone_at IS NULL)
          AND t.id = (
            SELECT min(u.id) FROM inbox_tagging u
            JOIN (SELECT unnest(%s::bigint[]) AS old, unnest(%s::bigint[]) AS new) q
              ON u.case_id = q.old AND q.new = p.new
            WHERE u.organisation_id = t.organisation_id AND u.tag_id = t.tag_id
              AND u.undone_at IS NULL)
        """,
        [*place, list(merged), list(merged.values())],
    )
    gone = [lane.organisation_id, list(merged)]
    where = "WHERE organisation_id = %s AND case_id = ANY(%s)"
    run(f"DELETE FROM inbox_clock {where}", gone)
    run(f"DELETE FROM inbox_timer {where}", gone)
    run(f"UPDATE inbox_leg SET ended_at = now() {where} AND ended_at IS NULL", gone)
    run(
        f"UPDATE inbox_case c SET merged_into_id = p.new, state = 'dismissed', due_at = NULL,"
        f" unanswered_since = NULL, snippet = '' FROM {pairs}"
        " WHERE c.organisation_id = %s AND c.id = p.old",
        place,
    )
    # Cases that were merged into one of these before now point at the one that goes on.
    run(
        f"UPDATE inbox_case c SET merged_into_id = p.new FROM {pairs}"
        " WHERE c.organisation_id = %s AND c.merged_into_id = p.old",
        place,
    )
