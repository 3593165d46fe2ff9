"""Facts of many cases at once, as folding would have left them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from care.core.tenancy import current_organisation_id
from reporting.fold.rounds import mark_arrivals
from reporting.fold.rows import LegRow
from reporting.forecast.hours import HOUR, floor_hour, hours_between
from reporting.models import CaseFact, LegFact
from routing.models import Brand, Team
from tests.cast import Cast
from tests.reporting.forecast.town import BERLIN, Rate, busy_days, counts_of

NOW = datetime.fromisoformat("2026-06-15T10:20:00+02:00")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one stay on a line, in seconds."""

    touch: int = 300
    held: int = 1200


def leg(case: int, number: int, team: Team, start: datetime, **more: Any) -> LegFact:
    values: dict[str, Any] = {
        "organisation_id": current_organisation_id(),
        "case_id": case,
        "number": number,
        "brand_id": 1,
        "channel_id": 1,
        "network": "simulated",
        "priority": "normal",
        "team_id": team.id,
        "line_id": team.line_id,
        "line_number": team.line.number,
        "started_at": start,
        "ended_at": start + HOUR,
        "ended_by": "moved",
        "touch_seconds": 0,
        "undone": False,
    }
    return LegFact(**{**values, **more})


def write(legs: list[LegFact], *, at_once: int = 2_000) -> None:
    """With what the fold says of each beside the stay before it."""
    for _case, of_case in groupby(legs, key=lambda one: one.case_id):
        stays = list(of_case)
        rows = [
            LegRow(
                *(one.number, one.team_id, one.line_id, one.line_number, one.assignee_id),
                started_at=one.started_at,
                ended_by=one.ended_by,
                undone=one.undone,
            )
            for one in stays
        ]
        mark_arrivals(rows)
        for one, row in zip(stays, rows, strict=True):
            one.came = row.came
    LegFact.objects.bulk_create(legs, batch_size=at_once)


def case_fact(
    case: int, opened: datetime, further: datetime | None, team: Team, *, brand_id: int
) -> CaseFact:
    return CaseFact(
        organisation_id=current_organisation_id(),
        case_id=case,
        brand_id=brand_id,
        channel_id=1,
        network="simulated",
        priority="normal",
        customer_id=case,
        opened_at=opened,
        public=True,
        actionability="must_answer",
        state="resolved",
        team_id=team.id,
        line_id=team.line_id,
        inbound=1,
        replies=1,
        turns=1,
        resolutions=1,
        reopens=0,
        further_line_at=further,
        rounds=0,
        held_seconds=0,
        touch_seconds=0,
        redirected=False,
        friction=False,
        history=False,
    )


def fill(
    cast: Cast,
    *,
    weeks: float,
    rate: Rate = busy_days,
    handed_over: Callable[[int], bool] = lambda case: case % 5 == 0,
    cost: Cost = Cost(),
    until: datetime = NOW,
) -> int:
    """Cases of some weeks before `until`: all on first line, some on second an hour later."""
    number = int(weeks * 168)
    start = floor_hour(until, BERLIN) - number * HOUR
    hours = hours_between(start, number, BERLIN)
    with cast.door():
        first, second = Team.objects.select_related("line").order_by("line__number")
        brand_id = Brand.objects.earliest("id").id
        legs: list[LegFact] = []
        cases: list[CaseFact] = []
        for n, count in enumerate(counts_of(hours, rate)):
            for m in range(count):
                case = len(cases) + 1
                at = hours.at(n) + timedelta(minutes=60 * (m + 0.5) / count)
                further = at + HOUR if handed_over(case) else None
                costs: dict[str, Any] = {
                    "assignee_id": cast.anna.id,
                    "touch_seconds": cost.touch,
                    "open_business": cost.held,
                    "brand_id": brand_id,
                }
                ended = "moved" if further else "settled"
                legs.append(leg(case, 1, first, at, ended_by=ended, **costs))
                if further:
                    legs.append(leg(case, 2, second, further, ended_by="moved", **costs))
                cases.append(case_fact(case, at, further, first, brand_id=brand_id))
        write(legs)
        CaseFact.objects.bulk_create(cases, batch_size=2000)
    return len(cases)
