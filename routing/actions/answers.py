"""Canned answers and macros: making, changing and removing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from care.core.audit import note
from care.core.errors import Refused
from care.core.models import Member
from care.core.models.member import Role
from care.core.text import typed
from routing.engine.macros import MAX_STEPS, Step, dump_steps, in_order
from routing.models import Brand, CannedAnswer, Tag, TagRoute, Team
from routing.shelf import led_teams, may_change

MAX_NAME: Final = 120
MAX_SHORTCUT: Final = 60
MAX_TEXT: Final = 10_000
ORGANISATION: Final = "organisation"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An answer as a form or a file says it. `whose`: "organisation", "team:3" or "member:7"."""

    name: str
    shortcut: str
    text: str = ""
    steps: tuple[Step, ...] = ()
    acknowledges: bool = False
    brand: Brand | None = None
    whose: str = ORGANISATION


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    name: str
    shortcut: str
    text: str
    actions: list[dict[str, Any]]
    acknowledges: bool
    brand_id: int | None
    team_id: int | None
    member_id: int | None


def whose_of(answer: CannedAnswer) -> str:
    if answer.member_id is not None:
        return f"member:{answer.member_id}"
    return f"team:{answer.team_id}" if answer.team_id is not None else ORGANISATION


def shortcut_of(words: str) -> str:
    return slugify(words.removeprefix("/"), allow_unicode=False)[:MAX_SHORTCUT].strip("-_")


def check_save_answer(
    *, member: Member, wanted: Wanted, answer: CannedAnswer | None = None
) -> CheckedAnswer:
    """As it will be stored. `Refused.code` names the field that is wrong."""
    if answer is not None:
        check_change(member=member, answer=answer)
    team_id, member_id = _whose(member, wanted.whose, answer)
    name = _line(wanted.name)
    shortcut = shortcut_of(wanted.shortcut or name)
    _check_shortcut(wanted.shortcut, shortcut, (team_id, member_id), answer)
    text = _text(wanted.text)
    steps = in_order(wanted.steps)
    _check_steps(steps)
    if not text and not steps:
        raise Refused(_("Write a text, or choose what it does to the case."), code="text")
    return CheckedAnswer(
        name=name,
        shortcut=shortcut,
        text=text,
        actions=dump_steps(steps),
        acknowledges=wanted.acknowledges and bool(text),
        brand_id=wanted.brand.id if wanted.brand else None,
        team_id=team_id,
        member_id=member_id,
    )


def check_change(*, member: Member, answer: CannedAnswer) -> None:
    led = frozenset(led_teams(member).values_list("id", flat=True))
    if not may_change(member, answer, led=led):
        raise Refused(
            _("“%(name)s” belongs to others. Make a copy of your own.") % {"name": answer.name},
            code="whose",
        )


def do_save_answer(
    *, member: Member, checked: CheckedAnswer, answer: CannedAnswer | None = None
) -> CannedAnswer:
    new = answer is None
    row = answer or CannedAnswer()
    changed = {
        field: [None if new else getattr(row, field), value]
        for field, value in _fields(checked).items()
        if new or getattr(row, field) != value
    }
    if not changed:
        return row
    for field, (_was, value) in changed.items():
        setattr(row, field, value)
    row.save()
    # A text may be long, and is in the row itself.
    told = {field: True if field == "text" else pair for field, pair in changed.items()}
    note(member, "answer.make" if new else "answer.change", f"answer {row.id}", **told)
    return row


def do_remove_answer(*, member: Member, answer: CannedAnswer) -> None:
    """For good: nothing points at it. The audit line keeps its name."""
    told = {"name": answer.name, "shortcut": answer.shortcut}
    note(member, "answer.remove", f"answer {answer.id}", **told)
    answer.delete()


def _fields(checked: CheckedAnswer) -> dict[str, Any]:
    return {field: getattr(checked, field) for field in CheckedAnswer.__dataclass_fields__}


def _line(name: str) -> str:
    try:
        return typed(" ".join(name.split()), limit=MAX_NAME)
    except Refused as refused:
        sentence = refused.sentence if name.strip() else _("Give it a name.")
        raise Refused(sentence, code="name") from refused


def _text(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return typed(text, limit=MAX_TEXT)
    except Refused as refused:
        raise Refused(refused.sentence, code="text") from refused


def _whose(
    member: Member, whose: str, answer: CannedAnswer | None
) -> tuple[int | None, int | None]:
    """The ids of the team and the member that it belongs to."""
    if answer is not None and whose == whose_of(answer):
        return answer.team_id, answer.member_id
    if whose == f"member:{member.id}":
        return None, member.id
    if whose == ORGANISATION:
        if member.role == Role.ADMIN:
            return None, None
        raise Refused(
            _("Only admins write answers for the whole organisation. Choose yourself or a team."),
            code="whose",
        )
    for team in led_teams(member):
        if whose == f"team:{team.id}":
            return team.id, None
    raise Refused(_("You cannot write answers for this team. Choose yourself."), code="whose")


def _check_shortcut(
    asked: str, shortcut: str, whose: tuple[int | None, int | None], answer: CannedAnswer | None
) -> None:
    if not shortcut:
        raise Refused(
            _("Give it a shortcut of letters a to z, digits and hyphens."), code="shortcut"
        )
    if len(asked) > MAX_SHORTCUT:
        raise Refused(
            _("A shortcut has at most %(most)s letters. Shorten it.") % {"most": MAX_SHORTCUT},
            code="shortcut",
        )
    team_id, member_id = whose
    of_team = Q(team__isnull=True) if team_id is None else Q(team_id=team_id)
    of_member = Q(member__isnull=True) if member_id is None else Q(member_id=member_id)
    same = CannedAnswer.objects.filter(of_team, of_member, shortcut=shortcut)
    other = same.exclude(id=answer.id).first() if answer else same.first()
    if other is not None:
        raise Refused(
            _("/%(shortcut)s is the shortcut of “%(name)s” already. Choose another one.")
            % {"shortcut": shortcut, "name": other.name},
            code="shortcut",
        )


def _check_steps(steps: Iterable[Step]) -> None:
    steps = tuple(steps)
    if len(steps) > MAX_STEPS:
        raise Refused(
            _("It does more than %(most)s things. Take some out.") % {"most": MAX_STEPS},
            code="steps",
        )
    tags = {step.row_id for step in steps if step.kind in ("add_tag", "remove_tag")}
    teams = {step.row_id for step in steps if step.kind == "move_to_team"}
    on = {step.value for step in steps if step.kind == "add_tag"}
    off = {step.value for step in steps if step.kind == "remove_tag"}
    if on & off:
        raise Refused(_("One tag cannot go on and off at once. Choose one."), code="steps")
    settles = any(step.kind == "then" for step in steps)
    if settles and (teams or TagRoute.objects.filter(tag_id__in=list(on)).exists()):
        raise Refused(
            _("It hands the case on, and settles it too. Choose one of the two."), code="steps"
        )
    if Tag.objects.filter(id__in=tags, retired_at=None).count() < len(tags):
        raise Refused(_("One of the tags is gone. Choose others."), code="steps")
    if Team.objects.filter(id__in=teams, retired_at=None).count() < len(teams):
        raise Refused(_("The team is gone. Choose another one."), code="steps")
