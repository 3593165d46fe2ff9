"""The rows of a tape, table by table, as the columns of its sheets say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from care.seed.tables import (
    CASES,
    CLOCKS,
    EVENTS,
    LEGS,
    MESSAGES,
    NOTES,
    OUTBOX,
    SEATS,
    TAGGINGS,
    THREADS,
    Sheet,
)
from care.seed.tape import Tape
from inbox.events import Kind
from reporting.fold import Story, fold
from reporting.replace import TABLES

Cells = tuple[Any, ...]
Found = Iterator[tuple[Sheet, Cells]]

_FACTS = {
    table.name: Sheet(
        table.name,
        ("case_id", "brand_id", "channel_id", "network", "priority", *table.columns),
        {"case_id": "case"}
        | {name: "message" for name in table.columns if name == "message_id"}
        | {name: "customer" for name in table.columns if name == "customer_id"},
    )
    for table in TABLES
}
FACTS = tuple(_FACTS.values())
# Of an event the one number in it that is the case's own, by the key that it stands under.
_OWN = {
    Kind.CASE_OPENED: ("customer", "customer"),
    Kind.MESSAGE_RECEIVED: ("message", "message"),
    Kind.THANKED: ("message", "message"),
    Kind.NATIVE_REPLY: ("message", "message"),
    Kind.REPLY_QUEUED: ("message", "message"),
    Kind.REPLY_SENT: ("message", "message"),
    Kind.NOTE_ADDED: ("note", "note"),
    Kind.TAG_ON: ("tagging", "tagging"),
    Kind.TAG_OFF: ("tagging", "tagging"),
    Kind.CLOCK_ENDED: ("started", "seconds"),
    Kind.CLOCK_BREACHED: ("started", "seconds"),
}


def rows_of(tape: Tape) -> Found:
    story = tape.story(0)
    yield CASES, _case(tape)
    threads = sorted({message["thread_id"] for message in tape.messages})
    for thread in threads:
        yield THREADS, (thread, tape.desk.channel_id, None)
        yield SEATS, (thread, None, None)
    for message in tape.messages:
        yield MESSAGES, _message(tape, message)
    for sent in tape.outbox:
        number, at = sent["message_id"], sent["sent_at"]
        done = (number, tape.desk.channel_id, "sent", str(number), 1, at, "", at, 0, False)
        yield OUTBOX, done
    for note in tape.notes:
        yield NOTES, (note["id"], None, *_picked(note, NOTES.columns[2:]))
    for tagging in tape.taggings:
        yield TAGGINGS, (tagging["id"], None, *_picked(tagging | {"why": ""}, TAGGINGS.columns[2:]))
    for leg in tape.legs:
        yield LEGS, (None, *_picked(leg, LEGS.columns[1:]))
    yield from _clocks(tape)
    yield from _events(story)
    yield from _facts(tape, story)


def _case(tape: Tape) -> Cells:
    known = tape.case | {
        "brand_id": tape.desk.brand_id,
        "channel_id": tape.desk.channel_id,
        "team_id": tape.team,
        "owner_id": tape.owner,
        "assignee_id": tape.assignee,
        "state": tape.state,
        "priority": tape.priority,
        "actionability": tape.actionability,
        "opened_at": tape.opened_at,
        "language": "en",
    }
    return tuple(known.get(name) for name in CASES.columns)


def _message(tape: Tape, message: dict[str, Any]) -> Cells:
    parent = message["parent"]
    known = message | {
        "channel_id": tape.desk.channel_id,
        "external_id": str(message["id"]),
        "parent_external_id": None if parent is None else str(parent),
        "url": "",
    }
    return tuple(known.get(name) for name in MESSAGES.columns)


def _clocks(tape: Tape) -> Found:
    """Those that run are begun by the product itself, which counts all clocks of an organisation
    whose policy it has not counted by yet."""
    for row in tape.clocks:
        if row.ended_at is None:
            continue
        breached_at = row.breached_at
        yield (
            CLOCKS,
            (
                *(None, row.kind, row.line_id, row.policy_id, row.calendar_id, row.target_seconds),
                *(row.started_at, row.due_at, breached_at, row.ended_at, row.void),
            ),
        )


def _events(story: Story) -> Found:
    for told in story.own:
        data = dict(told.data)
        key, what = _OWN.get(Kind(told.kind), ("", ""))
        before, which, after = json.dumps(data), None, None
        if key:
            which = data.pop(key)
            rest = json.dumps(data)
            before = f'{{"{key}": '
            after = f", {rest[1:]}" if data else "}"
        who = (told.member_id, told.rule_id)
        cells = (told.id, None, told.kind, told.at, told.recorded_at, *who, before)
        yield EVENTS, (*cells, what, which, after)


def _facts(tape: Tape, story: Story) -> Found:
    rules = tape.estate.house
    places = {team.id: (team.line_id, team.line_number) for team in rules.teams.values()}
    facts = fold(story, rules.hours_of(tape.desk.brand_id), places)
    if facts is None:
        return
    desk = tape.desk
    head = (None, desk.brand_id, desk.channel_id, desk.network, facts.priority)
    for table in TABLES:
        for row in table.rows(facts):
            yield _FACTS[table.name], (*head, *table.values(row))


def _picked(row: dict[str, Any], names: Iterable[str]) -> Iterator[Any]:
    return (row[name] for name in names)
