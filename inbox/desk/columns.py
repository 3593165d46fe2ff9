"""The columns of a saved view: their heads, and what each says of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.known import value_says
from inbox.models.cases import Priority
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.columns import COLUMNS
from inbox.selectors.extras import Extra, Extras
from inbox.selectors.queues import CaseRow
from routing.languages import language_name


@dataclass(frozen=True, slots=True)
class Column:
    look: str
    """Which of the looks below: it has the width, and the way in which its cell is drawn."""
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    look: str
    label: str
    text: str = ""
    iso: str = ""
    face: words.Face | None = None
    pill: words.Pill | None = None
    mark: words.PriorityMark | None = None

    @property
    def empty(self) -> bool:
        own = self.look in {"customer", "snippet", "tags", "clock"}
        return not (own or self.text or self.face or self.pill or self.mark)


def labels() -> dict[str, str]:
    return {
        "customer": _("Customer"),
        "snippet": _("Last words"),
        "tags": _("Tags"),
        "owner": _("Speaks to the customer"),
        "assignee": _("Works on it"),
        "state": _("State"),
        "priority": _("Priority"),
        "clock": _("Clock"),
        "channel": _("Channel"),
        "brand": _("Brand"),
        "line": _("Line"),
        "team": _("Team"),
        "message": _("Last message"),
        "opened": _("Opened"),
        "language": _("Language"),
    }


def columns_of(names: Iterable[str], extras: Extras) -> tuple[Column, ...]:
    said = labels()
    return tuple(
        Column(name, said[name]) if name in COLUMNS else Column("own", _own_label(name, extras))
        for name in names
    )


def _own_label(name: str, extras: Extras) -> str:
    known = extras.names.get(name)
    return known.name if known else name.partition(".")[2]


def cells_of(
    row: CaseRow, names: Iterable[str], extras: Extras, catalogue: Catalogue, now: datetime
) -> tuple[Cell, ...]:
    extra = extras.of_case.get(row.id)
    heads = columns_of(names, extras)
    return tuple(
        _cell(name, head, row, extra, extras, catalogue, now)
        for name, head in zip(names, heads, strict=True)
    )


def _cell(
    name: str,
    head: Column,
    row: CaseRow,
    extra: Extra | None,
    extras: Extras,
    catalogue: Catalogue,
    now: datetime,
) -> Cell:
    team, channel = catalogue.teams.get(row.team_id), catalogue.channels.get(row.channel_id)
    base = (head.look, head.label)
    match name:
        case "owner" | "assignee":
            member_id = row.owner_id if name == "owner" else row.assignee_id
            face = words.face(catalogue.members.get(member_id)) if member_id else None
            return Cell(*base, text=face.name if face else "", face=face)
        case "state":
            return Cell(*base, pill=words.state_pill(row.state, thanked=row.thanked))
        case "priority":
            usual = row.priority == Priority.NORMAL
            return Cell(*base, mark=None if usual else words.priority_mark(row.priority))
        case "channel":
            return Cell(*base, text=channel.name if channel else "")
        case "line" | "team":
            said = (team.line_name if name == "line" else team.name) if team else ""
            return Cell(*base, text=said)
        case "message":
            ago = words.ago(row.last_message_at, now)
            return Cell(*base, text=ago, iso=row.last_message_at.isoformat())
        case _:
            return _of_extra(name, base, extra, extras, now) if extra else Cell(*base)


def _of_extra(
    name: str, base: tuple[str, str], extra: Extra, extras: Extras, now: datetime
) -> Cell:
    match name:
        case "brand":
            return Cell(*base, text=extra.brand)
        case "opened":
            at = words.short_day(extra.opened_at, now)
            return Cell(*base, text=at, iso=extra.opened_at.isoformat())
        case "language":
            return Cell(*base, text=language_name(extra.language) if extra.language else "")
        case _:
            known = extras.names.get(name)
            value = extra.own.get(name)
            return Cell(*base, text=value_says(known.kind if known else "text", value))
