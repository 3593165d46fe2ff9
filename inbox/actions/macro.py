"""The steps of a macro, each by the verb that a person would use, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, touch
from inbox.actions.move import check_move, do_move
from inbox.actions.reply import wait_for_the_customer
from inbox.actions.state import (
    check_priority,
    check_resolve,
    check_snooze,
    do_priority,
    do_resolve,
    do_snooze,
)
from inbox.actions.tag import check_tag, do_tag, do_untag
from inbox.models import Case, Tagging
from inbox.models.cases import UNSETTLED
from routing.engine.macros import Step, in_order
from routing.models import Tag
from routing.policy import house


@dataclass(frozen=True, slots=True)
class CheckedMacro:
    steps: tuple[Step, ...]
    """Without what becomes of the case."""
    tags: Mapping[int, Tag]
    then: str = ""
    until: datetime | None = None
    """When a snoozed case comes back."""

    def __bool__(self) -> bool:
        return bool(self.steps or self.then)


def check_macro(
    *, member: Member, case: Case, steps: Iterable[Step], until: datetime | None = None
) -> CheckedMacro:
    """`until`: the time that a step "snooze-…" means, by the clock of whoever asks."""
    ordered = in_order(steps)
    tag_ids = [step.row_id for step in ordered if step.kind in ("add_tag", "remove_tag")]
    tags = {tag.id: tag for tag in Tag.objects.filter(id__in=tag_ids)}
    if len(tags) < len(set(tag_ids)):
        raise Refused(_("A tag of this macro is gone. Take it off, then go on."))
    then = next((step.value for step in ordered if step.kind == "then"), "")
    for step in ordered:
        if step.kind == "add_tag":
            check_tag(member=member, case=case, tag=tags[step.row_id])
        elif step.kind == "move_to_team":
            check_move(member=member, case=case, team_id=step.row_id)
        elif step.kind == "set_priority":
            check_priority(member=member, case=case, priority=step.value)
    if then and moves_away(ordered):
        raise Refused(
            _("This macro hands the case on, and settles it too. Take one of the two off.")
        )
    if then == "resolve":
        check_resolve(member=member, case=case)
    elif then.startswith("snooze"):
        check_snooze(member=member, case=case, until=until or timezone.now())
    return CheckedMacro(
        tuple(step for step in ordered if step.kind != "then"), tags, then=then, until=until
    )


def moves_away(steps: Iterable[Step]) -> bool:
    """Does the case go to another team by it?"""
    routes = house().policy.routes
    return any(
        step.kind == "move_to_team" or (step.kind == "add_tag" and step.row_id in routes)
        for step in steps
    )


def do_steps(*, member: Member, case: Case, macro: CheckedMacro) -> None:
    """All but what becomes of the case: where a reply goes along, that is the reply's to say."""
    for step in macro.steps:
        if step.kind == "add_tag":
            do_tag(member=member, case=case, tag=macro.tags[step.row_id])
        elif step.kind == "remove_tag":
            _untag(member, case, step.row_id)
        elif step.kind == "move_to_team":
            do_move(member=member, case=case, team_id=step.row_id)
        else:
            do_priority(member=member, case=case, priority=step.value)


def do_macro(*, member: Member, case: Case, macro: CheckedMacro) -> None:
    """The whole of a macro that says nothing to the customer."""
    do_steps(member=member, case=case, macro=macro)
    if macro.then == "resolve":
        do_resolve(member=member, case=case)
    elif macro.then == "wait":
        _wait(member, case)
    elif macro.until is not None:
        do_snooze(member=member, case=case, until=macro.until)


def _untag(member: Member, case: Case, tag_id: int) -> None:
    """Off, if it is on."""
    on = Tagging.objects.filter(case=case, tag_id=tag_id, undone_at__isnull=True).first()
    if on is not None:
        do_untag(member=member, case=case, tagging=on)


def _wait(member: Member, case: Case) -> None:
    if case.state in UNSETTLED:
        now = timezone.now()
        touch(case, by(member), now)
        wait_for_the_customer(member, case, now)
        clocks.follow(case, now=now)
