"""Edits and deletions of messages that are stored, and what follows for their cases.

docs/decisions/0009 says what follows and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from care.core.bulk import fetch, insert_rows, run, update_rows
from care.core.prepared import Prepared
from inbox import clocks, events
from inbox.actions.attach import do_remove
from inbox.actions.before import show_last_words
from inbox.actions.place import put
from inbox.actions.state import change_state
from inbox.events import SYSTEM, Fact, Kind
from inbox.flow.revisions import Story, Version, matters
from inbox.models import Attachment, Case, Channel, Message, MessageVersion
from inbox.models.cases import State
from inbox.models.messages import Direction
from inbox.networks.items import Change
from routing.engine import is_closing
from routing.policy import house

Key = tuple[str, str]  # kind, id on the network

_EARLY = Prepared(
    """
DELETE FROM inbox_earlychange
WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
  AND (kind, external_id) IN (SELECT unnest(%(kinds)s), unnest(%(ids)s))
RETURNING external_id, kind, what, at, text
""",
    organisation="bigint",
    channel="bigint",
    kinds="text[]",
    ids="text[]",
)


@dataclass(slots=True)
class _Told:
    """A stored message and what its network told of it."""

    id: int
    kind: str
    external_id: str
    case_id: int | None
    inbound: bool
    sent_at: datetime
    story: Story
    said: str
    """Its words before."""
    history: bool
    edited: bool = False
    deleted: bool = False


def revise(organisation_id: int, channel_id: int, changes: Sequence[Change]) -> set[Key]:
    """Apply the changes; gives the keys of those whose message is not here. Needs the door and
    the channel's lane."""
    told = _told(organisation_id, channel_id, {key_of(change) for change in changes})
    now = timezone.now()
    for key, of_one in _by_message(changes).items():
        if (found := told.get(key)) is None:
            continue
        edits = [(each.text, min(each.at, now)) for each in of_one if each.what == "edited"]
        found.edited |= found.story.tell(edits)
        for change in of_one:
            if change.what == "deleted":
                found.deleted |= found.story.delete(min(change.at, now))
    by_case: dict[int, list[_Told]] = defaultdict(list)
    for one in told.values():
        if one.case_id is not None and (one.edited or one.deleted):
            by_case[one.case_id].append(one)
    # Cases before their rows, in the order of their ids, as everywhere.
    cases = Case.objects.select_for_update().filter(id__in=by_case).order_by("id")
    locked = list(cases)
    _write(organisation_id, told.values())
    for case in locked:
        _follow(case, by_case[case.id], now)
    return {key_of(change) for change in changes} - told.keys()


def _by_message(changes: Iterable[Change]) -> dict[Key, list[Change]]:
    """Oldest first."""
    found: dict[Key, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.at):
        found[key_of(change)].append(change)
    return found


def key_of(change: Change) -> Key:
    return (change.kind, change.external_id)


def _told(organisation_id: int, channel_id: int, keys: Iterable[Key]) -> dict[Key, _Told]:
    history_until = Channel.objects.values_list("history_until", flat=True).get(id=channel_id)
    found: dict[int, _Told] = {}
    for id_, kind, external_id, case_id, direction, sent_at, text, edited_at, deleted_at in fetch(
        "SELECT id, kind, external_id, case_id, direction, sent_at, text, edited_at, deleted_at"
        " FROM inbox_message WHERE organisation_id = %s AND channel_id = %s"
        " AND kind IN ('post', 'private') AND external_id = ANY(%s)",
        [organisation_id, channel_id, [external_id for _, external_id in keys]],
    ):
        if (kind, external_id) in keys:
            found[id_] = _Told(
                *(id_, kind, external_id, case_id, direction == Direction.IN, sent_at),
                story=Story(text, edited_at, deleted_at),
                said=text,
                history=history_until is not None and sent_at <= history_until,
            )
    for id_, message_id, text, until in fetch(
        "SELECT id, message_id, text, until FROM inbox_messageversion"
        " WHERE organisation_id = %s AND message_id = ANY(%s) ORDER BY until, id",
        [organisation_id, list(found)],
    ):
        found[message_id].story.versions.append(Version(id_, text, until))
    return {(one.kind, one.external_id): one for one in found.values()}


def _write(organisation_id: int, told: Iterable[_Told]) -> None:
    every = list(told)
    update_rows(
        "inbox_message",
        ("text", "edited_at", "deleted_at"),
        [(one.id, one.story.text, one.story.edited_at, one.story.deleted_at) for one in every],
        organisation_id=organisation_id,
    )
    gone = [one.id for one in every if one.deleted]
    if gone:
        run(
            "DELETE FROM inbox_messageversion WHERE organisation_id = %s AND message_id = ANY(%s)",
            [organisation_id, gone],
        )
        do_remove(list(Attachment.objects.filter(message__in=gone)))
    changed = [(one, v) for one in every for v in one.story.versions if v.changed]
    update_rows(
        "inbox_messageversion",
        ("text",),
        [(version.id, version.text) for _, version in changed if version.id],
        organisation_id=organisation_id,
    )
    insert_rows(
        "inbox_messageversion",
        ("organisation_id", "message_id", "text", "until"),
        [(organisation_id, o.id, v.text, v.until) for o, v in changed if not v.id],
    )


def _follow(case: Case, told: list[_Told], now: datetime) -> None:
    """Needs the case's row lock."""
    events.record(_fact(one) for one in told)
    show_last_words(case)
    if any(one.inbound and one.deleted for one in told):
        clocks.follow(case, now=now)
        if _nothing_is_left(case):
            change_state(case, State.DISMISSED, at=now, actor=SYSTEM, why="deleted")
            clocks.follow(case, now=now)
    if any(_asks_anew(case, one, now) for one in told):
        put(case, team_id=case.team_id, assignee_id=_keeps(case), at=now, actor=SYSTEM)
        change_state(case, State.OPEN, at=now, actor=SYSTEM, why="edited")
        clocks.follow(case, now=now)


def _fact(one: _Told) -> Fact:
    assert one.case_id is not None
    told: dict[str, int | bool] = {"message": one.id} | ({"history": True} if one.history else {})
    if one.deleted:
        assert one.story.deleted_at is not None
        return Fact(one.case_id, Kind.MESSAGE_DELETED, one.story.deleted_at, data=told)
    assert one.story.edited_at is not None
    return Fact(one.case_id, Kind.MESSAGE_EDITED, one.story.edited_at, data=told)


def _nothing_is_left(case: Case) -> bool:
    """Nobody took it up, and the customer took everything back that asked for an answer."""
    if case.state != State.OPEN or case.acted_at is not None or case.assignee_id is not None:
        return False
    asked = Message.objects.filter(case=case, direction=Direction.IN, quiet=False)
    return not asked.filter(deleted_at__isnull=True).exists()


def _asks_anew(case: Case, one: _Told, now: datetime) -> bool:
    """We had answered, and now the question says something else."""
    if not (one.inbound and one.edited) or one.deleted or one.history:
        return False
    if case.state == State.RESOLVED and case.settled_at is not None:
        answered = now <= case.settled_at + house().reopen_window
    else:
        answered = case.state == State.WAITING
    return answered and matters(one.said, one.story.text) and not is_closing(one.story.text)


def _keeps(case: Case) -> int | None:
    """A resolved case goes back to its queue, as when the customer writes again."""
    return None if case.state == State.RESOLVED else case.assignee_id


def apply_early(organisation_id: int, channel_id: int, keys: Sequence[Key]) -> None:
    """What was heard of these messages before they came: call it once they are stored. One
    indexed statement where nothing waits."""
    place = {"organisation": organisation_id, "channel": channel_id}
    of_keys = {"kinds": [kind for kind, _ in keys], "ids": [id_ for _, id_ in keys]}
    rows = _EARLY.fetch({**place, **of_keys})
    if rows:
        revise(organisation_id, channel_id, [Change(*row) for row in rows])


def inherit(message: Message, natives: QuerySet[Message]) -> None:
    """`natives` prove to be `message` and are about to go; what their network told of them since
    stays. The caller saves the message."""
    # Its pictures are those that went with the reply; the network's copies of them go.
    do_remove(list(Attachment.objects.filter(message__in=natives)))
    for native in natives.exclude(edited_at=None, deleted_at=None).order_by("id"):
        MessageVersion.objects.filter(message=native).update(message=message)
        message.text = native.text
        message.edited_at, message.deleted_at = native.edited_at, native.deleted_at
