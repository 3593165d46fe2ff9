"""Canned answers as a table: a file to take along, and a file to bring in after a test run.

One line an answer. `belongs_to` is "me", "organisation" or the slug of a team; tags are slugs with
spaces between them; `brand` and `team` are slugs. What cannot be read is refused by line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from routing.actions.answers import (
    ORGANISATION,
    CheckedAnswer,
    Wanted,
    check_save_answer,
    do_save_answer,
    shortcut_of,
)
from routing.engine.macros import Step, StepKind, parse_steps, step_of
from routing.models import Brand, CannedAnswer, Tag, Team

COLUMNS: Final = (
    "shortcut",
    "name",
    "text",
    "belongs_to",
    "brand",
    "acknowledges",
    "tags_on",
    "tags_off",
    "team",
    "priority",
    "then",
)
MAX_ROWS: Final = 1_000
MAX_CHARACTERS: Final = 500_000
ME: Final = "me"
_YES = frozenset({"yes", "y", "true", "1", "x"})
# A table that begins a cell so would be computed by a spreadsheet.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")

Outcome = Literal["add", "change", "same", "refuse"]


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    shortcut: str
    name: str
    outcome: Outcome
    why: str = ""
    checked: CheckedAnswer | None = None
    answer: CannedAnswer | None = None


class _Here:
    """Rows of the organisation by what a table calls them."""

    def __init__(self) -> None:
        self.brands = {brand.slug: brand for brand in Brand.objects.all()}
        self.teams = dict(Team.objects.filter(retired_at=None).values_list("slug", "id"))
        self.tags = dict(Tag.objects.filter(retired_at=None).values_list("slug", "id"))

    def slug_of(self, rows: dict[str, int], row_id: int) -> str:
        return next((slug for slug, known in rows.items() if known == row_id), "")


def table_of(answers: Iterable[CannedAnswer], *, member: Member) -> str:
    """What another person keeps for themselves has no place in it."""
    here = _Here()
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for answer in answers:
        if answer.member_id in (None, member.id):
            row = _row_of(answer, here)
            writer.writerow({name: _plain(value) for name, value in row.items()})
    return made.getvalue()


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(_COMPUTED) else value


def _row_of(answer: CannedAnswer, here: _Here) -> dict[str, str]:
    steps = parse_steps(answer.actions)

    def tags(kind: StepKind) -> str:
        slugs = (here.slug_of(here.tags, step.row_id) for step in steps if step.kind == kind)
        return " ".join(filter(None, slugs))

    def word(kind: StepKind) -> str:
        return next((step.value for step in steps if step.kind == kind), "")

    belongs = ME if answer.member_id else answer.team.slug if answer.team else ORGANISATION
    team = word("move_to_team")
    return {
        "shortcut": answer.shortcut,
        "name": answer.name,
        "text": answer.text,
        "belongs_to": belongs,
        "brand": answer.brand.slug if answer.brand else "",
        "acknowledges": "yes" if answer.acknowledges else "",
        "tags_on": tags("add_tag"),
        "tags_off": tags("remove_tag"),
        "team": here.slug_of(here.teams, int(team)) if team else "",
        "priority": word("set_priority"),
        "then": word("then"),
    }


def check_import(*, member: Member, table: str) -> tuple[Line, ...]:
    """What would become of each line. Refused when it is no table at all."""
    here = _Here()
    known = {
        (answer.shortcut, answer.team_id, answer.member_id): answer
        for answer in CannedAnswer.objects.select_related("brand", "team")
    }
    seen: dict[tuple[str, int | None, int | None], int] = {}
    lines = []
    for number, row in _rows(table):
        line = _line(member, number, row, here, known)
        if line.checked is not None:
            place = (line.checked.shortcut, line.checked.team_id, line.checked.member_id)
            if place in seen:
                why = _("Line %(number)s has the same shortcut.") % {"number": seen[place]}
                line = Line(number, line.shortcut, line.name, "refuse", why)
            seen.setdefault(place, number)
        lines.append(line)
    return tuple(lines)


def do_import(*, member: Member, lines: Iterable[Line]) -> int:
    """Writes what is to be added or changed; the number of answers written."""
    written = 0
    for line in lines:
        if line.outcome in ("add", "change") and line.checked is not None:
            do_save_answer(member=member, checked=line.checked, answer=line.answer)
            written += 1
    return written


def _rows(table: str) -> list[tuple[int, dict[str, str]]]:
    if len(table) > MAX_CHARACTERS:
        raise Refused(_("The file is too large. Split it, and bring its parts in one by one."))
    table = table.removeprefix("\ufeff").replace("\x00", "")
    first = table.partition("\n")[0]
    # Spreadsheets of half the world write semicolons.
    reader = csv.reader(
        io.StringIO(table, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
    )
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if not {"shortcut", "text"} <= set(header):
            raise Refused(
                _(
                    "The first line must name the columns, at least shortcut and text."
                    " Export a file to see how."
                )
            )
        found = [
            (reader.line_num, dict(zip(header, cells, strict=False)))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise Refused(_("This is no table of comma-separated values. Save it as CSV.")) from error
    if not found:
        raise Refused(_("There is no line in this file."))
    if len(found) > MAX_ROWS:
        raise Refused(
            _("The file has %(count)s lines; at most %(most)s can be brought in at once.")
            % {"count": len(found), "most": MAX_ROWS}
        )
    return [(number, {name: _cell(row, name) for name in COLUMNS}) for number, row in found]


def _cell(row: dict[str, str], name: str) -> str:
    value = row.get(name, "")
    if value.startswith("'") and value[1:].startswith(_COMPUTED):
        value = value[1:]
    return value if name == "text" else " ".join(value.split())


def _line(
    member: Member,
    number: int,
    row: dict[str, str],
    here: _Here,
    known: dict[tuple[str, int | None, int | None], CannedAnswer],
) -> Line:
    shown = Line(number, row["shortcut"], row["name"] or row["shortcut"], "refuse")
    try:
        wanted = _wanted(member, row, here)
        answer = known.get(_place(wanted))
        checked = check_save_answer(member=member, wanted=wanted, answer=answer)
    except Refused as refused:
        return Line(number, shown.shortcut, shown.name, "refuse", refused.sentence)
    outcome: Outcome = "add" if answer is None else "change"
    if answer is not None and all(
        getattr(answer, field) == getattr(checked, field)
        for field in CheckedAnswer.__dataclass_fields__
    ):
        outcome = "same"
    return Line(number, checked.shortcut, checked.name, outcome, "", checked, answer)


def _place(wanted: Wanted) -> tuple[str, int | None, int | None]:
    kind, _colon, row_id = wanted.whose.partition(":")
    team_id = int(row_id) if kind == "team" else None
    member_id = int(row_id) if kind == "member" else None
    return wanted.shortcut, team_id, member_id


def _wanted(member: Member, row: dict[str, str], here: _Here) -> Wanted:
    brand = here.brands.get(row["brand"])
    if row["brand"] and brand is None:
        raise Refused(_("There is no brand “%(slug)s”.") % {"slug": row["brand"]})
    name = row["name"] or row["shortcut"]
    return Wanted(
        name=name,
        shortcut=shortcut_of(row["shortcut"] or name),
        text=row["text"],
        steps=tuple(_steps(row, here)),
        acknowledges=row["acknowledges"].lower() in _YES,
        brand=brand,
        whose=_whose(member, row["belongs_to"].lower(), here),
    )


def _whose(member: Member, belongs: str, here: _Here) -> str:
    if belongs in ("", ME):
        return f"member:{member.id}"
    if belongs == ORGANISATION:
        return ORGANISATION
    if belongs not in here.teams:
        raise Refused(_("There is no team “%(slug)s”.") % {"slug": belongs})
    return f"team:{here.teams[belongs]}"


def _steps(row: dict[str, str], here: _Here) -> Iterable[Step]:
    kinds: tuple[tuple[str, StepKind], ...] = (("tags_on", "add_tag"), ("tags_off", "remove_tag"))
    for column, kind in kinds:
        for slug in row[column].replace(",", " ").split():
            if slug not in here.tags:
                raise Refused(_("There is no tag “%(slug)s”.") % {"slug": slug})
            yield Step(kind, str(here.tags[slug]))
    if row["team"]:
        if row["team"] not in here.teams:
            raise Refused(_("There is no team “%(slug)s”.") % {"slug": row["team"]})
        yield Step("move_to_team", str(here.teams[row["team"]]))
    words: tuple[tuple[str, StepKind], ...] = (("priority", "set_priority"), ("then", "then"))
    for column, kind in words:
        if row[column]:
            step = step_of(f"{kind}:{row[column].lower()}")
            if step is None:
                raise Refused(
                    _("“%(word)s” cannot stand in the column %(column)s.")
                    % {"word": row[column], "column": column}
                )
            yield step
