"""Lines: first, second, third, … in their order."""

from __future__ import annotations

from typing import Final

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.actions.changing import check_seen, fingerprint, one_at_a_time, told
from routing.models import Line, LineTarget, Team

MAX_NAME: Final = 80
MAX_LINES: Final = 20
EIGHT_HOURS: Final = 8 * 3600


def seen_of(line: Line) -> str:
    return fingerprint(line.name, line.number)


def in_use() -> list[Line]:
    return list(Line.objects.filter(retired_at=None).order_by("number"))


def check_add_line(*, name: str) -> str:
    one_at_a_time()
    name = typed(name, limit=MAX_NAME)
    lines = in_use()
    if len(lines) >= MAX_LINES:
        raise Refused(_("%(count)s lines are all that fit.") % {"count": MAX_LINES})
    _check_name_free(name, lines)
    return name


def _check_name_free(name: str, lines: list[Line]) -> None:
    if name.casefold() in {line.name.casefold() for line in lines}:
        raise Refused(
            _("There is a line “%(name)s” already. Choose another name.") % {"name": name}
        )


def do_add_line(*, by: Member, name: str) -> Line:
    """Behind the last one. Its cases have eight hours there, until somebody says otherwise."""
    last = Line.objects.filter(retired_at=None).aggregate(last=Max("number"))["last"] or 0
    # A number that was given up is taken again, with its past.
    line, _made = Line.objects.update_or_create(
        number=last + 1, defaults={"name": name, "retired_at": None}
    )
    LineTarget.objects.get_or_create(
        line=line, policy=None, defaults={"ownership_seconds": EIGHT_HOURS}
    )
    data = {"name": name, "number": line.number}
    told(by=by, verb="line.add", subject=f"line {line.id}", data=data)
    return line


def check_rename_line(*, line: Line, name: str, seen: str) -> str:
    one_at_a_time()
    line.refresh_from_db()
    name = typed(name, limit=MAX_NAME)
    _check_name_free(name, [other for other in in_use() if other.id != line.id])
    check_seen(seen=seen, now=seen_of(line), subject=f"line {line.id}")
    return name


def do_rename_line(*, by: Member, line: Line, name: str) -> None:
    old, line.name = line.name, name
    line.save(update_fields=["name"])
    told(by=by, verb="line.rename", subject=f"line {line.id}", data={"name": [old, name]})


def check_move_line(*, line: Line, up: bool) -> Line:
    """The line with which it changes places."""
    one_at_a_time()
    lines = in_use()
    at = [one.id for one in lines].index(line.id) if line.id in {one.id for one in lines} else -1
    other = at - 1 if up else at + 1
    if at < 0 or not 0 <= other < len(lines):
        raise Refused(_("It stands at the end already."))
    return lines[other]


def do_move_line(*, by: Member, line: Line, other: Line) -> None:
    line.refresh_from_db()
    one, two = line.number, other.number
    # Numbers are unique at every moment: one of them steps aside.
    Line.objects.filter(id=line.id).update(number=MAX_LINES + 1_000)
    Line.objects.filter(id=other.id).update(number=one)
    Line.objects.filter(id=line.id).update(number=two)
    told(by=by, verb="line.move", subject=f"line {line.id}", data={"number": [one, two]})


def check_remove_line(*, line: Line) -> None:
    one_at_a_time()
    teams = Team.objects.filter(line=line, retired_at=None).order_by("name")
    names = list(teams.values_list("name", flat=True))
    if names:
        told_names = ", ".join(f"“{name}”" for name in names)
        raise Refused(
            _("“%(line)s” still has teams: %(teams)s. Move them to another line or remove them.")
            % {"line": line.name, "teams": told_names}
        )


def do_remove_line(*, by: Member, line: Line) -> None:
    Line.objects.filter(id=line.id).update(retired_at=timezone.now())
    told(by=by, verb="line.remove", subject=f"line {line.id}", data={"name": line.name})
