"""Canned answers and the steps of macros, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from routing.models import CannedAnswer
from routing.shelf import StepWords


def then_words() -> dict[str, str]:
    return {
        "resolve": _("Resolve the case"),
        "wait": _("Wait for the customer"),
        "snooze-hour": _("Snooze it for an hour"),
        "snooze-tomorrow": _("Snooze it until tomorrow morning"),
        "snooze-monday": _("Snooze it until next Monday"),
    }


def priority_words(value: str) -> str:
    said = {"urgent": _("Urgent"), "high": _("High"), "normal": _("Normal"), "low": _("Low")}
    return said.get(value, value)


def step_says(step: StepWords) -> str:
    if step.kind == "then":
        return then_words().get(step.name, step.name)
    if step.kind == "set_priority":
        return _("Priority: %(name)s") % {"name": priority_words(step.name)}
    said = {
        "add_tag": _("Put %(name)s on"),
        "remove_tag": _("Take %(name)s off"),
        "move_to_team": _("Move to %(name)s"),
    }
    return said[step.kind] % {"name": step.name}


def step_icon(step: StepWords) -> str:
    icons = {
        "add_tag": "tag",
        "remove_tag": "tag",
        "move_to_team": "corner-up-right",
        "set_priority": "chevrons-up",
    }
    if step.kind == "then":
        return {"resolve": "circle-check", "wait": "hourglass"}.get(step.name, "alarm-clock")
    return icons[step.kind]


def whose_says(answer: CannedAnswer, *, me: int) -> str:
    if answer.member_id is not None:
        return _("Mine") if answer.member_id == me else str(answer.member)
    return answer.team.name if answer.team else _("Everybody")
