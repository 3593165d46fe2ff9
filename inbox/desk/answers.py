"""Canned answers as the composer offers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from care.core.models import Member
from inbox.models import Case
from inbox.selectors.about import about_case
from routing.engine.filling import Filled, fill
from routing.engine.macros import Step
from routing.models import CannedAnswer
from routing.shelf import MOST_SHOWN, Names, StepWords, usable_by
from routing.words import step_says, whose_says


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the menu."""

    id: int
    name: str
    shortcut: str
    snippet: str
    whose: str
    says_nothing: bool
    """A macro without a text: it is done at once."""
    does: tuple[str, ...]


def offers(member: Member, case: Case) -> tuple[Offer, ...]:
    """One's own first, then the teams', then everybody's; by name."""
    found = list(usable_by(member, brand_id=case.brand_id).order_by("name", "id")[:MOST_SHOWN])
    found.sort(key=lambda one: (one.member_id is None, one.team_id is None))
    names = Names() if found else None
    return tuple(_offer(answer, member, names.of(answer)) for answer in found if names)


def _offer(answer: CannedAnswer, member: Member, steps: Iterable[StepWords]) -> Offer:
    return Offer(
        id=answer.id,
        name=answer.name,
        shortcut=answer.shortcut,
        snippet=" ".join(answer.text.split())[:200],
        whose=whose_says(answer, me=member.id),
        says_nothing=not answer.text,
        does=tuple(step_says(step) for step in steps),
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer with the variables of a case filled in."""

    answer: CannedAnswer
    filled: Filled
    steps: tuple[StepWords, ...]

    @property
    def verbs(self) -> tuple[Step, ...]:
        return tuple(step.step for step in self.steps)

    @property
    def keys(self) -> list[str]:
        return [step.key for step in self.steps]

    @property
    def warning(self) -> str:
        """What is missing in the text, in a sentence."""
        said = []
        if self.filled.undefined:
            names = ", ".join(self.filled.undefined)
            said.append(_("There is no variable %(names)s.") % {"names": names})
        if self.filled.empty:
            names = ", ".join(self.filled.empty)
            said.append(_("Nothing is known for %(names)s.") % {"names": names})
        if said:
            said.append(_("Fill the gap before you send."))
        return " ".join(said)

    def as_json(self) -> dict[str, Any]:
        text = self.filled.text
        return {
            "id": self.answer.id,
            "text": text,
            "warning": self.warning,
            "gaps": [_in_utf16(text[:gap]) for gap in self.filled.gaps],
            "acknowledges": self.answer.acknowledges,
            "steps": [{"key": step.key, "says": step_says(step)} for step in self.steps],
        }


def choose(member: Member, case: Case, answer_id: int) -> Chosen | None:
    """None where the member may not use it in this case."""
    answer = usable_by(member, brand_id=case.brand_id).filter(id=answer_id).first()
    if answer is None:
        return None
    filled = fill(answer.text, about_case(case, member).values())
    return Chosen(answer, filled, Names().of(answer))


def _in_utf16(text: str) -> int:
    """Scripts count in it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
