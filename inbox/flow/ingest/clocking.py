"""The clocks of a page's cases: whose targets they have, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from care.core.bulk import fetch
from inbox import clocks
from inbox.flow.ingest.working import Lane, WorkingCase
from routing.engine import CaseFacts

_NONE: Mapping[str, Any] = {}


class Clocking:
    def __init__(self, lane: Lane, cases: Sequence[WorkingCase]) -> None:
        self._lane = lane
        self._fields = _fields_of(lane, cases) if lane.targets.asks_fields else {}

    def plan(
        self, case: WorkingCase, waits: Sequence[clocks.Wait], rows: Iterable[clocks.Row]
    ) -> clocks.Plan:
        lane = self._lane
        facts = CaseFacts(
            priority=case.priority,  # type: ignore[arg-type]
            network=lane.network,
            channel_id=lane.channel_id,
            brand_id=lane.brand_id,
            team_id=case.team_id,
            tag_ids=case.tag_ids,
            fields=self._fields.get(case.customer_id, _NONE),
        )
        since = case.moves[-1].at if case.moves else case.opened_at
        standing = clocks.Standing(
            case_id=case.id,
            state=case.state,
            line_id=case.line_id,
            line_since=since,
            waits=waits,
            measured_from=case.settled_at,
            opened_at=case.opened_at,
            reopened_at=max(since, case.settled_at or since),
            turns=case.turns,
            windows=lane.windows,
        )
        return clocks.plan(standing, rows, lane.targets.of(facts), lane.now)


def _fields_of(lane: Lane, cases: Iterable[WorkingCase]) -> dict[int, dict[str, Any]]:
    """The customers' own fields, by customer."""
    rows = fetch(
        "SELECT id, fields FROM inbox_customer WHERE organisation_id = %s AND id = ANY(%s)"
        " AND fields IS NOT NULL",
        [lane.organisation_id, sorted({case.customer_id for case in cases})],
    )
    return {id_: json.loads(fields) for id_, fields in rows}
