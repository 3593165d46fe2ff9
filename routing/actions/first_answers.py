"""The canned answers that a new organisation starts with: rows like any other."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from routing.engine.macros import Step, dump_steps
from routing.models import CannedAnswer


@dataclass(frozen=True, slots=True)
class Ready:
    shortcut: str
    name: str
    text: str = ""
    acknowledges: bool = False
    steps: tuple[Step, ...] = ()


def do_shelve(answers: tuple[Ready, ...]) -> None:
    """For the whole organisation. Needs its door."""
    CannedAnswer.objects.bulk_create(
        CannedAnswer(
            shortcut=one.shortcut,
            name=one.name,
            text=one.text,
            acknowledges=one.acknowledges,
            actions=dump_steps(one.steps),
        )
        for one in answers
    )


def do_start_answers() -> None:
    do_shelve(
        (
            Ready(
                "hello",
                _("Hello, what happened?"),
                _(
                    "Hi {{customer.first_name || 'there'}}, sorry to hear that. Could you tell us"
                    " a little more: since when, and what do you see?"
                ),
            ),
            Ready(
                "looking",
                _("We are looking into it"),
                _(
                    "Hi {{customer.first_name || 'there'}}, thank you for telling us. We are"
                    " looking into it and will be back with you here."
                ),
                acknowledges=True,
            ),
            Ready(
                "solved",
                _("Does it work now?"),
                _("This should be solved now. Does everything work for you again?"),
            ),
            Ready(
                "thanks",
                _("Thanks, and resolve"),
                _("You are welcome! Write to us again whenever you need us."),
                steps=(Step("then", "resolve"),),
            ),
        )
    )
