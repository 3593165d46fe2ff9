"""What the clocks of cases follow from, read anew for any number of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id
from inbox.clocks.row import Row
from inbox.clocks.standing import Standing
from inbox.clocks.store import load
from inbox.clocks.turns import turns_of
from inbox.clocks.waits import waits
from inbox.models import Case
from inbox.networks.capabilities import windows_of
from routing.engine import CaseFacts
from routing.policy import House


@dataclass(frozen=True, slots=True)
class Gathered:
    case: Case
    facts: CaseFacts
    standing: Standing
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Seat:
    """What of a case stands in other rows."""

    network: str
    windows: Mapping[str, int]
    tag_ids: frozenset[int]
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leg:
    line_id: int
    started_at: datetime
    ended_at: datetime | None


def gather(
    cases: Sequence[Case], rules: House, *, tells_free: bool, now: datetime
) -> list[Gathered]:
    """Needs the organisation's door. `tells_free`: a policy counts turns."""
    organisation_id = current_organisation_id()
    ids = [case.id for case in cases]
    seats, legs = _seats_of(organisation_id, ids), _legs_of(organisation_id, ids)
    turns = turns_of(organisation_id, ids, tells_free=tells_free)
    rows = load(organisation_id, ids)
    found = []
    for case in cases:
        seat, said, stays = seats[case.id], turns.get(case.id, []), legs[case.id]
        line_id = rules.teams[case.team_id].line_id
        standing = Standing(
            case_id=case.id,
            state=case.state,
            line_id=line_id,
            line_since=on_line_since(stays, line_id) or now,
            waits=waits(said, measured_from=case.settled_at),
            measured_from=case.settled_at,
            opened_at=case.opened_at,
            reopened_at=taken_up_since(stays, case.settled_at) or now,
            turns=said,
            windows=seat.windows,
        )
        found.append(Gathered(case, _facts(case, seat), standing, rows.get(case.id, [])))
    return found


def _facts(case: Case, seat: _Seat) -> CaseFacts:
    return CaseFacts(
        priority=case.priority,  # type: ignore[arg-type]
        network=seat.network,
        channel_id=case.channel_id,
        brand_id=case.brand_id,
        team_id=case.team_id,
        tag_ids=seat.tag_ids,
        fields=seat.fields,
    )


_SEATS = """
SELECT c.id, ch.network, ch.limits, cu.fields,
  ARRAY(SELECT t.tag_id FROM inbox_tagging t
    WHERE t.organisation_id = c.organisation_id AND t.case_id = c.id AND t.undone_at IS NULL)
FROM inbox_case c
JOIN inbox_channel ch ON ch.organisation_id = c.organisation_id AND ch.id = c.channel_id
JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
WHERE c.organisation_id = %s AND c.id = ANY(%s)
"""


def _seats_of(organisation_id: int, case_ids: Sequence[int]) -> dict[int, _Seat]:
    return {
        case_id: _Seat(
            network, windows_of(network, _json(limits)), frozenset(tag_ids), _json(fields)
        )
        for case_id, network, limits, fields, tag_ids in fetch(
            _SEATS, [organisation_id, list(case_ids)]
        )
    }


def _json(raw: str | None) -> dict[str, Any]:
    """Django leaves JSON to its fields."""
    found: dict[str, Any] = json.loads(raw) if raw else {}
    return found


def _legs_of(organisation_id: int, case_ids: Sequence[int]) -> dict[int, list[Leg]]:
    """Newest first."""
    found: dict[int, list[Leg]] = defaultdict(list)
    for case_id, *leg in fetch(
        "SELECT case_id, line_id, started_at, ended_at FROM inbox_leg"
        " WHERE organisation_id = %s AND case_id = ANY(%s) ORDER BY started_at DESC, id DESC",
        [organisation_id, list(case_ids)],
    ):
        found[case_id].append(Leg(*leg))
    return found


def on_line_since(legs: Sequence[Leg], line_id: int) -> datetime | None:
    """The start of the unbroken run of legs on this line: a change of assignee, or of team within
    the line, does not start the line's clock anew."""
    since = None
    for leg in legs:
        if leg.line_id != line_id or leg.ended_at != since:
            break
        since = leg.started_at
    if since is None:
        return next((leg.started_at for leg in legs if leg.ended_at is None), None)
    return since


def taken_up_since(legs: Sequence[Leg], settled_at: datetime | None) -> datetime | None:
    """When the case was taken up after it was settled."""
    if settled_at is None:
        return None
    return min((leg.started_at for leg in legs if leg.started_at >= settled_at), default=None)
