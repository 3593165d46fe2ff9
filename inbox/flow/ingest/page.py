"""One page's transaction: from the network's items to judged, clocked, visible cases."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from care.core.bulk import run, take_ids
from care.core.prepared import Prepared
from care.core.text import faithful
from inbox import clocks, events
from inbox.actions.notices import tell_that_customers_wrote
from inbox.events import Fact, Kind
from inbox.flow.ingest import echoes, write
from inbox.flow.ingest.authors import meet
from inbox.flow.ingest.cases import Cases, assign_cases, seats_of
from inbox.flow.ingest.clocking import Clocking
from inbox.flow.ingest.files import write_files
from inbox.flow.ingest.judge import judge
from inbox.flow.ingest.late import late_answers
from inbox.flow.ingest.scheduled import stop_scheduled
from inbox.flow.ingest.threads import Threads, assign_threads, join_threads
from inbox.flow.ingest.working import Draft, Lane, LateAnswer
from inbox.flow.lanes import lock_lane
from inbox.flow.revise import apply_early
from inbox.models import Channel
from inbox.networks.capabilities import windows_of
from inbox.networks.items import IncomingItem
from routing.policy import house

_STORED = Prepared(
    "SELECT kind, external_id FROM inbox_message"
    " WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s"
    " AND kind IN ('post', 'private') AND external_id = ANY(%(ids)s)",
    organisation="bigint",
    channel="bigint",
    ids="text[]",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    stored: int = 0
    duplicate: int = 0
    parked: int = 0

    def __add__(self, other: Receipt) -> Receipt:
        return Receipt(
            self.stored + other.stored,
            self.duplicate + other.duplicate,
            self.parked + other.parked,
        )


def lane_of(organisation_id: int, channel_id: int, case_window: timedelta | None = None) -> Lane:
    """Needs the organisation's door. `case_window` overrides the organisation's setting."""
    asked = Channel.objects.only("brand_id", "network", "history_until", "limits")
    channel = asked.get(id=channel_id)
    policy = house()
    return Lane(
        organisation_id=organisation_id,
        channel_id=channel_id,
        brand_id=channel.brand_id,
        network=channel.network,
        now=timezone.now(),
        policy=policy.policy,
        targets=clocks.Targets(policy),
        windows=windows_of(channel.network, channel.limits),
        line_of_team={team.id: team.line_id for team in policy.teams.values()},
        line_number_of_team={team.id: team.line_number for team in policy.teams.values()},
        first_team_id=policy.front_team_id,
        case_window=policy.case_window if case_window is None else case_window,
        reopen_window=policy.reopen_window,
        history_until=channel.history_until,
        stand_ins={team.id: policy.front_team_id for team in policy.teams.values() if team.retired},
    )


def clean(item: IncomingItem) -> IncomingItem:
    """The item as it can be stored: text enters through one door. Raises ValueError for what no
    cleaning helps against."""
    if not item.external_id or len(item.external_id) > 300 or "\x00" in item.external_id:
        raise ValueError("The item has no usable id.")
    if not item.author.external_id or "\x00" in item.author.external_id:
        raise ValueError("The item has no usable author.")
    if item.sent_at.tzinfo is None or not 1970 <= item.sent_at.year <= 2200:
        raise ValueError("The item has no believable time.")
    text, url = faithful(item.text), faithful(item.url, limit=500)
    return item if text == item.text and url == item.url else replace(item, text=text, url=url)


def store_page(lane: Lane, items: Sequence[IncomingItem]) -> Receipt:
    """Store and judge the items. Needs the organisation's door.

    Takes the channel's lane first, then the cases of echoes, then identities, then cases in the
    order of their ids. Only the holder of a lane ever waits for a second case of its channel, so
    nobody waits in a circle.
    """
    lock_lane(lane.channel_id)
    fresh = _not_yet_stored(lane, items)
    fresh = echoes.adopt(lane, fresh)
    duplicate = len(items) - len(fresh)
    if not fresh:
        return Receipt(duplicate=duplicate)
    ids = take_ids({"inbox_message": len(fresh), "inbox_case": len(fresh)})
    drafts = [
        _draft(lane, item, message_id)
        for item, message_id in zip(fresh, ids["inbox_message"], strict=True)
    ]
    meet(lane, drafts)
    threads = assign_threads(lane, drafts)
    seats = seats_of(lane, drafts, threads)
    cases = assign_cases(lane, drafts, threads, seats, ids["inbox_case"])
    _judge_and_write(lane, drafts, threads, cases)
    came = [(draft.item.kind, draft.item.external_id) for draft in drafts]
    apply_early(lane.organisation_id, lane.channel_id, came)
    return Receipt(stored=len(drafts), duplicate=duplicate)


def _draft(lane: Lane, item: IncomingItem, message_id: int) -> Draft:
    history = lane.is_history(item.sent_at)
    return Draft(item, message_id, history=history, quiet=history)


def _not_yet_stored(lane: Lane, items: Sequence[IncomingItem]) -> list[IncomingItem]:
    """The first of each id, less what the store has."""
    by_key = {(item.kind, item.external_id): item for item in reversed(items)}
    place = {"organisation": lane.organisation_id, "channel": lane.channel_id}
    known = set(_STORED.fetch({**place, "ids": [key[1] for key in by_key]}))
    return [item for key, item in reversed(by_key.items()) if key not in known]


def _judge_and_write(lane: Lane, drafts: list[Draft], threads: Threads, cases: Cases) -> None:
    # Later than whatever the page waited for: what it brings is known from here on.
    lane = replace(lane, now=timezone.now())
    late = late_answers(lane, drafts, threads, cases)
    _gather_turns(lane, cases)
    of_case: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.case_id is not None:
            of_case[draft.case_id].append(draft)
    late_of: dict[int, list[LateAnswer]] = defaultdict(list)
    for answer in late:
        late_of[answer.case_id].append(answer)
    ids = of_case.keys() | late_of.keys() | set(cases.merged.values())
    touched = [case for id_, case in cases.by_id.items() if id_ in ids]
    rows = clocks.load(lane.organisation_id, [case.id for case in touched if not case.is_new])
    plans = []
    clocking = Clocking(lane, touched)
    for case in touched:
        found = judge(
            lane,
            case,
            of_case[case.id],
            late_of[case.id],
            reopened=case.id in cases.reopened,
            answered=case.id in cases.answered,
        )
        plan = clocking.plan(case, found, rows.get(case.id, ()))
        case.due_at = plan.due_at
        plans.append(plan)
    join_threads(lane.organisation_id, threads.moved)
    write.write_cases(lane, touched)
    write.write_merges(lane, cases.merged)
    links = write.write_links(lane, cases.linked)
    write.write_messages(lane, drafts)
    write_files(lane, drafts)
    write.write_late(lane, late)
    write.write_seats(lane, drafts)
    write.write_tags(lane, touched)
    write.write_legs(lane, touched)
    facts = clocks.write(lane.organisation_id, plans)
    facts.extend(fact for case in touched for fact in case.facts)
    facts.extend(stop_scheduled(lane, touched, drafts))
    facts.extend(_tie_facts(lane, cases.merged, links))
    events.record(facts)
    _notify(lane, [case.id for case in touched if not case.is_new], of_case)


def _notify(lane: Lane, old: list[int], of_case: Mapping[int, list[Draft]]) -> None:
    front = lane.line_of_team[lane.first_team_id]
    tell_that_customers_wrote(
        [id_ for id_ in old if any(d.inbound and not d.history for d in of_case.get(id_, ()))],
        elsewhere=[team for team, line in lane.line_of_team.items() if line != front],
        at=lane.now,
    )


def _gather_turns(lane: Lane, cases: Cases) -> None:
    """Each existing case's messages so far, those of a merged case counted where it goes."""
    old = [case.id for case in cases.by_id.values() if not case.is_new]
    tells_free = lane.targets.asks_turns
    said = clocks.turns_of(lane.organisation_id, old, tells_free=tells_free)
    for case_id, turns in said.items():
        into = cases.merged.get(case_id, case_id)
        if into in cases.reopened and into != case_id:
            # What was open there is open here, whenever this one was settled.
            turns = [replace(turn, known_at=lane.now) for turn in turns]
        cases.by_id[into].turns.extend(turns)


def _tie_facts(
    lane: Lane, merged: Mapping[int, int], links: Iterable[tuple[int, int]]
) -> list[Fact]:
    facts = []
    for old, new in merged.items():
        facts.append(Fact(old, Kind.MERGED, lane.now, data={"into": new}))
        facts.append(Fact(new, Kind.ABSORBED, lane.now, data={"case": old}))
    for case, other in links:
        facts.append(Fact(case, Kind.LINKED, lane.now, data={"other": other}))
        facts.append(Fact(other, Kind.LINKED, lane.now, data={"other": case}))
    return facts


def save_cursor(lane: Lane, stream_id: int | None, cursor: dict[str, Any] | None) -> None:
    """The walk's place moves in the transaction of the rows it stands for."""
    if stream_id is not None and cursor is not None:
        run(
            "UPDATE inbox_stream SET cursor = %s WHERE organisation_id = %s AND id = %s",
            [json.dumps(cursor), lane.organisation_id, stream_id],
        )
