"""The forecast of arrivals on a file of real ones, against "the same hour last week".

From each of several weeks it forecasts the seven days after, knowing only what came before (and on
which day the flow began, as one who connected the channel does). The file
(`followups_spotify.jsonl.gz`, one JSON object a line with `created_at`) may not be shipped:
`FORECAST_FILE` names it, else it is looked for in `../shared/data`.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reporting.forecast.arrivals import Past
from reporting.forecast.backtest import Backtest, backtest
from reporting.forecast.hours import HOUR, WEEK, count_by_hour, floor_hour, full_flow, hours_between
from tests.bench.table import show

NAME = "followups_spotify.jsonl.gz"
BUDGET = 1.0
WEEKS = 26
ZONES = ("UTC", "Europe/Stockholm", "America/New_York")


def run() -> None:
    path = Path(os.environ.get("FORECAST_FILE") or Path("..") / "shared" / "data" / NAME)
    if not path.exists():
        sys.stdout.write(f"\nforecast: {path} is not here; FORECAST_FILE=<path of {NAME}>.\n\n")
        return
    moments = read(path)
    for zone in ZONES:
        started = time.perf_counter()
        tested = backtest(past_of(moments, ZoneInfo(zone)))
        taken = (time.perf_counter() - started) * 1000
        show(
            f"forecast: {len(moments):,} real arrivals, seven days by hour, {zone}, {taken:.0f} ms",
            ("from", "came", "expected", "error", "naive", "ratio", "MASE", "budget", ""),
            [*rows(tested), total(tested)],
        )


def read(path: Path) -> list[datetime]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line)["created_at"] for line in lines]
    return sorted(datetime.fromisoformat(at) for at in found if at)


def past_of(moments: list[datetime], zone: ZoneInfo) -> Past:
    end = floor_hour(moments[-1], zone)
    hours = hours_between(end - WEEKS * WEEK * HOUR, WEEKS * WEEK, zone)
    counts = count_by_hour(moments, hours)
    return Past(counts, hours, full_flow(counts))


def rows(tested: Backtest) -> list[tuple[str, ...]]:
    return [
        (
            f"{origin.at:%Y-%m-%d}",
            str(origin.came),
            f"{origin.expected:.0f}",
            f"{origin.error:.2f}",
            f"{origin.naive:.2f}",
            *verdict(origin.ratio, origin.mase),
        )
        for origin in tested.origins
    ]


def total(tested: Backtest) -> tuple[str, ...]:
    held = f"ranges of 80 % held {tested.held_hours.share:.0%} of hours"
    days = f"{tested.held_days.share:.0%} of days"
    return (f"all ({held}, {days})", "", "", "", "", *verdict(tested.ratio, tested.mase))


def verdict(ratio: float | None, mase: float | None) -> tuple[str, ...]:
    if ratio is None or mase is None:
        return ("", "", "", "")
    good = ratio < BUDGET and mase < BUDGET
    return (f"{ratio:.2f}", f"{mase:.2f}", f"< {BUDGET:.0f}", "ok" if good else "MISSED")
