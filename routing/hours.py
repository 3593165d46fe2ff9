"""Rows of calendars and of SLA policies as the engine's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from routing.engine import Calendar as Hours
from routing.engine import CalendarVersion, Choice, SlaPolicy, Span, calendar_of
from routing.engine.calendar import EPOCH, no_holidays
from routing.engine.choices import chosen, joined
from routing.engine.sla_schema import parse_sla_conditions
from routing.models import Brand, Calendar, CalendarChoice, LineTarget
from routing.models import CalendarVersion as VersionRow
from routing.models import SlaPolicy as PolicyRow
from routing.public_holidays import closed_in


def version_of(row: VersionRow) -> CalendarVersion:
    return CalendarVersion(
        valid_from=row.valid_from,
        zone=row.zone,
        week=tuple(spans_in(day) for day in row.week),
        days={date.fromisoformat(day): spans_in(own["spans"]) for day, own in row.days.items()},
        holidays=partial(closed_in, row.country, row.subdivision) if row.country else no_holidays,
    )


def spans_in(spans: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in spans)


def calendars_of_all() -> tuple[dict[int, Hours], int]:
    """Also those that were taken out of use, whose clocks go on; and which is the default one."""
    default = Calendar.objects.values_list("id", flat=True).get(is_default=True)
    return {id_: calendar_of(every) for id_, every in _versions().items()}, default


def _versions() -> dict[int, list[CalendarVersion]]:
    versions: dict[int, list[CalendarVersion]] = defaultdict(list)
    for row in VersionRow.objects.order_by("calendar", "valid_from"):
        versions[row.calendar_id].append(version_of(row))
    return versions


def calendar_of_brands(default_calendar_id: int) -> dict[int, int]:
    """Of each brand, by now; the default one of those that did not choose."""
    rows = Brand.objects.values_list("id", "calendar_id")
    return {brand_id: calendar_id or default_calendar_id for brand_id, calendar_id in rows}


def hours_of_brands(calendars: Mapping[int, Hours], default_calendar_id: int) -> dict[int, Hours]:
    """Of each brand, over all time: by the calendar that it had then."""
    choices: dict[int | None, list[Choice]] = defaultdict(list)
    for row in CalendarChoice.objects.order_by("valid_from"):
        choices[row.brand_id].append(Choice(row.valid_from, row.calendar_id))
    default = choices[None] or [Choice(EPOCH, default_calendar_id)]
    versions = _versions() if choices.keys() - {None} or len(default) > 1 else {}
    found: dict[int, Hours] = {}
    for brand_id, calendar_id in Brand.objects.values_list("id", "calendar_id"):
        held = chosen(choices[brand_id] or [Choice(EPOCH, calendar_id)], default)
        always = held[0][1] if len(held) == 1 else None
        found[brand_id] = calendars[always] if always else calendar_of(joined(held, versions))
    return found


def policies_in_order() -> tuple[SlaPolicy, ...]:
    """Those that judge now; the default one last."""
    rows = PolicyRow.objects.filter(enabled=True, removed_at=None)
    return policies_of(rows.order_by("is_default", "position", "id"), line_targets())


def line_targets() -> dict[int | None, dict[int, int]]:
    """By policy, then by line; None: what holds where a policy says nothing."""
    lines: dict[int | None, dict[int, int]] = defaultdict(dict)
    for policy_id, line_id, seconds in LineTarget.objects.values_list(
        "policy_id", "line_id", "ownership_seconds"
    ):
        lines[policy_id][line_id] = seconds
    return lines


def policies_of(
    rows: Iterable[PolicyRow], lines: Mapping[int | None, Mapping[int, int]]
) -> tuple[SlaPolicy, ...]:
    usual = dict(lines.get(None, {}))
    return tuple(policy_of(row, usual | dict(lines.get(row.id, {}))) for row in rows)


def policy_of(row: PolicyRow, line_seconds: Mapping[int, int]) -> SlaPolicy:
    targets: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "first_response_seconds",
            "first_useful_seconds",
            "next_response_seconds",
            "resolution_seconds",
            "turns",
            "calendar_id",
            "tell_leaders",
        )
    }
    return SlaPolicy(
        id=row.id,
        name=row.name,
        conditions=() if row.is_default else parse_sla_conditions(row.conditions),
        line_seconds={line_id: seconds for line_id, seconds in line_seconds.items() if seconds},
        **targets,
    )
