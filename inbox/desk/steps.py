"""The steps of a macro that come with a form."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone

from care.core.models import Member
from inbox.actions.answer import After
from inbox.actions.macro import CheckedMacro, check_macro
from inbox.desk.snoozes import until_of
from inbox.models import Case
from routing.engine.macros import MAX_STEPS, Step, step_of


def posted_steps(posted: QueryDict) -> tuple[Step, ...]:
    """Those that still stood in the composer when it was sent."""
    keys = posted.getlist("do")[:MAX_STEPS]
    return tuple(filter(None, map(step_of, keys)))


def checked_steps(member: Member, case: Case, steps: tuple[Step, ...]) -> CheckedMacro:
    presets = [step.value for step in steps if step.kind == "then"]
    preset = presets[-1].partition("snooze-")[2] if presets else ""
    until = until_of(preset, timezone.now())
    return check_macro(member=member, case=case, steps=steps, until=until)


def after_of(macro: CheckedMacro, after: After) -> After:
    """What becomes of the case: as the button said; as the macro says where it said nothing."""
    if after.then != "wait":
        return after
    if macro.then == "resolve":
        return After("resolve")
    if macro.then.startswith("snooze"):
        return After("snooze", macro.until)
    return after
