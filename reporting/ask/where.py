"""The conditions of a question, as SQL. Values always travel as parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from reporting.ask.frame import Frame
from reporting.ask.sources import CASE, Source

Values = dict[str, Any]


def where(
    source: Source, frame: Frame, spans: list[tuple[datetime, datetime]], values: Values
) -> str:
    """All conditions on rows `f`; fills `values` with what they name."""
    values["organisation"] = frame.organisation_id
    parts = ["f.organisation_id = %(organisation)s"]
    if spans:
        parts.append(_in_time(source, spans, values))
    if source.always:
        parts.append(source.always)
    parts += _narrowed(source, frame, values)
    return " AND ".join(f"({part})" for part in parts)


def _in_time(source: Source, spans: list[tuple[datetime, datetime]], values: Values) -> str:
    parts = []
    for number, (start, end) in enumerate(spans):
        values |= {f"from{number}": start, f"to{number}": end}
        at = source.moment
        parts.append(f"{at} >= %(from{number})s AND {at} < %(to{number})s")
    return " OR ".join(parts)


def _narrowed(source: Source, frame: Frame, values: Values) -> Iterator[str]:
    chosen = frame.filters
    if frame.brands is not None:
        values["seen"] = list(frame.brands)
        yield "f.brand_id = ANY(%(seen)s)"
    columns = {
        "brand": "f.brand_id",
        "channel": "f.channel_id",
        "network": "f.network",
        "priority": "f.priority",
        "line": source.line,
        "team": source.team,
        "agent": source.agent,
    }
    for name, column in columns.items():
        if wanted := getattr(chosen, name):
            values[name] = list(wanted)
            # Rows that belong to nobody are not among anybody's.
            yield f"{column} = ANY(%({name})s)" if column else "FALSE"
    if chosen.tag:
        values["tag"] = list(chosen.tag)
        yield _of_the_case(source, _tagged(chosen.tags))
    for number, (slug, value) in enumerate(chosen.fields):
        values[f"field{number}"] = _spoken(slug, value)
        yield _of_the_case(source, _field(number))


def _of_the_case(source: Source, condition: str) -> str:
    if source.table == CASE:
        return condition.replace("{case}", "f")
    inner = condition.replace("{case}", "k")
    return (
        f"f.case_id IN (SELECT k.case_id FROM {CASE} k"
        f" WHERE k.organisation_id = %(organisation)s AND {inner})"
    )


def _tagged(how: str) -> str:
    sign = {"all": "@>", "any": "&&", "none": "&&"}[how]
    held = f"{{case}}.tags {sign} %(tag)s::bigint[]"
    return f"NOT ({held})" if how == "none" else held


def _field(number: int) -> str:
    return (
        "{case}.customer_id IN (SELECT u.id FROM inbox_customer u"
        " WHERE u.organisation_id = %(organisation)s"
        f" AND u.fields @> ANY(%(field{number})s::jsonb[]))"
    )


def _spoken(slug: str, value: str) -> list[str]:
    """The ways in which the value may be stored."""
    ways: list[Any] = [value]
    if value in {"yes", "no"}:
        ways.append(value == "yes")
    return [json.dumps({slug: way}) for way in ways]
