"""The form of an SLA policy: conditions like those of a rule, targets in plain spans of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.actions.sla import MAX_NAME, TARGETS, Targets, problem_with
from routing.engine.sla_schema import parse_sla_conditions
from routing.engine.spans import parse_span, say_span
from routing.models import Line
from routing.pages.asked import number
from routing.pages.names import PRIORITIES, Choice, Names
from routing.pages.part_form import (
    BRAND_IS,
    CHANNEL_IS,
    HAS_TAG,
    LACKS_TAG,
    Kind,
    Part,
    Rows,
    fixed,
    named,
)

KINDS: Final = (
    Kind(
        "priority_is",
        "priorities",
        gettext_lazy("The case's priority is one of"),
        "many",
        fixed(PRIORITIES),
    ),
    Kind(
        "network_is",
        "networks",
        gettext_lazy("It came in on one of these networks"),
        "many",
        lambda names: [Choice(network, label) for network, label in names.networks.items()],
    ),
    CHANNEL_IS,
    HAS_TAG,
    LACKS_TAG,
    Kind(
        "team_is",
        "team_ids",
        gettext_lazy("It is with one of these teams"),
        "many",
        lambda names: named(names.teams),
        ids=True,
    ),
    BRAND_IS,
    Kind(
        "customer_field_is",
        "values",
        gettext_lazy("A field of the customer is one of"),
        "valued",
        lambda names: [Choice(slug, name) for slug, name in names.fields.items()],
        of="slug",
    ),
)
LABELS: Final = {
    "first_response_seconds": gettext_lazy("First response within"),
    "first_useful_seconds": gettext_lazy("First useful answer within"),
    "next_response_seconds": gettext_lazy("Each further response within"),
    "resolution_seconds": gettext_lazy("Solved within"),
}
HELPS: Final = {
    "first_response_seconds": gettext_lazy(
        "From the customer's first message to the first reply by one of you."
    ),
    "first_useful_seconds": gettext_lazy(
        "To the first reply that says more than “we are looking into it”."
    ),
    "next_response_seconds": gettext_lazy("From a further message of the customer to the reply."),
    "resolution_seconds": gettext_lazy(
        "From the first message until the case is resolved. A case that is opened again begins "
        "anew."
    ),
}


@dataclass(frozen=True, slots=True)
class Blank:
    """A span of time to fill in."""

    name: str
    label: str
    help: str
    value: str
    error: str
    usual: str = ""
    """What counts if it is left empty."""


def _conditions() -> Rows:
    return Rows("c", KINDS, parse_sla_conditions)


@dataclass
class SlaForm:
    names: Names
    lines: Sequence[Line]
    default: bool = False
    name: str = ""
    enabled: bool = True
    calendar: str = ""
    turns: str = ""
    tell_leaders: bool = True
    spans: dict[str, str] = field(default_factory=dict)
    """As typed, by the name of the field."""
    conditions: Rows = field(default_factory=_conditions)
    checked: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def fill(self, targets: Targets) -> SlaForm:
        self.name, self.enabled = targets.name, targets.enabled
        self.calendar = str(targets.calendar_id or "")
        self.turns = "" if targets.turns is None else str(targets.turns)
        self.tell_leaders = targets.tell_leaders
        for target in TARGETS:
            seconds = getattr(targets, target)
            self.spans[target] = "" if seconds is None else say_span(seconds)
        for line_id, seconds in targets.lines.items():
            self.spans[f"line-{line_id}"] = say_span(seconds)
        self.conditions.fill(targets.conditions)
        return self

    def read(self, data: QueryDict) -> SlaForm:
        """What was sent, and what was asked for: a row more, a row less."""
        self.name = data.get("name", "")[: MAX_NAME * 2]
        self.enabled = self.default or data.get("enabled") == "yes"
        self.calendar, self.turns = data.get("calendar", ""), data.get("turns", "")[:10]
        self.tell_leaders = data.get("tell_leaders") == "yes"
        self.spans = {name: data.get(name, "")[:60] for name in self._places()}
        if not self.default:
            self.conditions.read(data)
            wish = data.get("do", "")
            if wish == "add-condition":
                self.conditions.add(data.get("new_condition", ""))
            self.conditions.drop(wish)
        return self

    def _places(self) -> list[str]:
        return [*TARGETS, *(f"line-{line.id}" for line in self.lines)]

    def check(self) -> Targets | None:
        """None when something cannot be read; `errors` and the rows say what."""
        self.checked, self.errors = True, {}
        seconds = {name: self._seconds(name) for name in self._places()}
        turns = self.turns.strip()
        if turns and not (turns.isascii() and turns.isdigit()):
            self.errors["turns"] = _("Write a number, or nothing.")
        if self.errors or not self.conditions.sound:
            return None
        lines = {line.id: seconds[f"line-{line.id}"] for line in self.lines}
        return Targets(
            name=self.name,
            enabled=self.enabled,
            conditions=self.conditions.json,
            calendar_id=number(self.calendar) if self.calendar else None,
            turns=int(turns) if turns else None,
            tell_leaders=self.tell_leaders,
            lines={line_id: found for line_id, found in lines.items() if found is not None},
            **{target: seconds[target] for target in TARGETS},
        )

    def _seconds(self, place: str) -> int | None:
        typed = self.spans.get(place, "").strip()
        if not typed:
            return None
        seconds = parse_span(typed)
        problem = ""
        if seconds is None:
            problem = _("Write a span of time with its unit, for example 2 h 30 min.")
        elif seconds or place in TARGETS:
            problem = problem_with(seconds)
        if problem:
            self.errors[place] = problem
        return seconds

    def wrong(self, place: str) -> str:
        return self.errors.get(place, "")

    @property
    def condition_parts(self) -> list[Part]:
        return self.conditions.parts(self.names, checked=self.checked)

    @property
    def condition_kinds(self) -> list[Choice]:
        return self.conditions.choices

    @property
    def targets(self) -> list[Blank]:
        return [self._blank(name, str(LABELS[name]), str(HELPS[name])) for name in TARGETS]

    def _blank(self, name: str, label: str, help_: str = "", usual: str = "") -> Blank:
        return Blank(name, label, help_, self.spans.get(name, ""), self.wrong(name), usual)

    def line_targets(self, usual: dict[int, int]) -> list[Blank]:
        """`usual`: what counts for cases of a policy that says nothing of a line."""
        return [
            self._blank(
                f"line-{line.id}",
                line.name,
                usual="" if self.default else say_span(usual.get(line.id, 0)),
            )
            for line in self.lines
        ]
