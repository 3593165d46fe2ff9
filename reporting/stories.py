"""Reads what a fold needs: a case, its events, and those of the cases that went into it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from care.core.bulk import fetch
from inbox.events import Kind
from reporting.fold import Head, Story, Told

_ABSORBED = str(Kind.ABSORBED)
_EVENTS = """
    SELECT e.* FROM unnest(%s::bigint[]) AS w (id), LATERAL (
      SELECT id, case_id, kind, at, recorded_at, member_id, rule_id, data::text AS data
      FROM inbox_event
      WHERE organisation_id = %s AND case_id = w.id OFFSET 0) e
"""


def roots_of(organisation_id: int, case_ids: Iterable[int]) -> dict[int, int]:
    """Case → the case it went into, or itself. One that is not there is left out."""
    rows = fetch(
        "SELECT id, coalesce(merged_into_id, id) FROM inbox_case"
        " WHERE organisation_id = %s AND id = ANY(%s)",
        [organisation_id, list(case_ids)],
    )
    return dict(rows)


def stories_of(organisation_id: int, case_ids: Iterable[int]) -> Iterator[Story]:
    """Of cases that went nowhere."""
    heads = {head.case_id: head for head in _heads(organisation_id, case_ids)}
    of_case = _events(organisation_id, heads)
    joined = {case_id: _absorbed(events) for case_id, events in of_case.items()}
    wanted = {gone for every in joined.values() for gone in every}
    while wanted:
        of_case |= (found := _events(organisation_id, wanted))
        joined |= {case_id: _absorbed(events) for case_id, events in found.items()}
        wanted = {gone for case_id in found for gone in joined[case_id]} - of_case.keys()
    for case_id, head in heads.items():
        told = list(of_case.get(case_id, ()))
        for gone in _all_of(case_id, joined):
            told.extend(of_case.get(gone, ()))
        yield Story.of(head, told)


def _heads(organisation_id: int, case_ids: Iterable[int]) -> Iterator[Head]:
    for row in fetch(
        "SELECT c.id, c.brand_id, c.channel_id, n.network, c.customer_id FROM inbox_case c"
        " JOIN inbox_channel n ON n.organisation_id = c.organisation_id AND n.id = c.channel_id"
        " WHERE c.organisation_id = %s AND c.id = ANY(%s) AND c.merged_into_id IS NULL",
        [organisation_id, list(case_ids)],
    ):
        yield Head(*row)


def _events(organisation_id: int, case_ids: Iterable[int]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = defaultdict(list)
    rows = fetch(_EVENTS, [list(case_ids), organisation_id])
    # Read in one go: ten thousand small texts each cost more to begin than to read.
    every = json.loads(f"[{','.join(row[-1] for row in rows)}]")
    for row, data in zip(rows, every, strict=True):
        found[row[1]].append(Told._make((*row[:-1], data)))
    return dict(found)


def _absorbed(events: Iterable[Told]) -> frozenset[int]:
    return frozenset([told.data["case"] for told in events if told.kind == _ABSORBED])


def _all_of(case_id: int, joined: dict[int, frozenset[int]]) -> set[int]:
    """Also those that had gone into one of these before."""
    found: set[int] = set()
    waiting = set(joined.get(case_id, ()))
    while waiting:
        found |= waiting
        waiting = {gone for one in waiting for gone in joined.get(one, ())} - found - {case_id}
    return found
