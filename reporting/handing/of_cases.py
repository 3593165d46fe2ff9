"""The cases behind a figure as rows of a file: one each, ids, times and figures, no words of
customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.bulk import fetch
from care.core.errors import Refused
from inbox.models.cases import Actionability, Priority, State
from reporting.ask.names import Names
from reporting.asked import Asked
from reporting.handing.cells import Value
from reporting.sheets.page import network_name
from reporting.which import cases_of, which_of

MOST: Final = 200_000
_AT_ONCE: Final = 2_000
_COLUMNS: Final = (
    "case_id",
    "opened_at",
    "network",
    "channel_id",
    "brand_id",
    "team_id",
    "owner_id",
    "state",
    "priority",
    "actionability",
    "tags",
    "inbound",
    "replies",
    "turns",
    "first_response_seconds",
    "first_response_business",
    "first_useful_seconds",
    "first_useful_business",
    "resolved_at",
    "resolutions",
    "reopens",
    "rounds",
    "held_seconds",
    "touch_seconds",
)


def headings() -> list[str]:
    return [
        _("Case"),
        _("Opened"),
        _("Network"),
        _("Channel"),
        _("Brand"),
        _("Team"),
        _("Owner"),
        _("State"),
        _("Priority"),
        _("Actionability"),
        _("Tags"),
        _("Messages in"),
        _("Messages out"),
        _("Turns"),
        _("First response (seconds)"),
        _("First response (business seconds)"),
        _("First useful answer (seconds)"),
        _("First useful answer (business seconds)"),
        _("Resolved"),
        _("Times resolved"),
        _("Times reopened"),
        _("Rounds to another line"),
        _("Held (seconds)"),
        _("Touched (seconds)"),
        _("Address"),
    ]


def rows(asked: Asked) -> Iterator[list[Value]]:
    """Raises UnknownFigure, UnknownValue, and Refused when there are too many."""
    found = cases_of(asked, which_of(asked))
    ids = [
        row[0]
        for row in fetch(
            f"SELECT DISTINCT case_id FROM ({found.statement}) x ORDER BY 1 LIMIT {MOST + 1}",
            found.values,
        )
    ]
    if len(ids) > MOST:
        raise Refused(
            _("These are more than %(most)s cases. Narrow the report, or choose a shorter period.")
            % {"most": f"{MOST:,}"}
        )
    for start in range(0, len(ids), _AT_ONCE):
        for row in _facts(asked, ids[start : start + _AT_ONCE]):
            yield _written(asked, dict(zip(_COLUMNS, row, strict=True)))


def _facts(asked: Asked, ids: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM reporting_casefact"
            " WHERE organisation_id = %s AND case_id = ANY(%s) ORDER BY case_id",
            [asked.organisation.id, ids],
        )
        return list(cursor.fetchall())


def _written(asked: Asked, fact: dict[str, Any]) -> list[Value]:
    names = asked.names
    address = reverse("desk:case", args=[asked.organisation.slug, fact["case_id"]])
    words: dict[str, Value] = {
        "opened_at": _time(fact["opened_at"]),
        "network": network_name(fact["network"]),
        "channel_id": _name(names, "channel", fact["channel_id"]),
        "brand_id": _name(names, "brand", fact["brand_id"]),
        "team_id": _name(names, "team", fact["team_id"]),
        "owner_id": _name(names, "agent", fact["owner_id"]),
        "state": str(State(fact["state"]).label),
        "priority": str(Priority(fact["priority"]).label),
        "actionability": str(Actionability(fact["actionability"]).label),
        "tags": ", ".join(_name(names, "tag", tag) for tag in fact["tags"]),
        "resolved_at": _time(fact["resolved_at"]),
    }
    return [*(words.get(name, fact[name]) for name in _COLUMNS), f"{settings.ORIGIN}{address}"]


def _name(names: Names, key: str, row_id: int | None) -> str:
    named = names.of(key, row_id)
    return named.name if named else ""


def _time(moment: datetime | None) -> str:
    """By the organisation's clock, as spreadsheets read it."""
    return "" if moment is None else f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
