"""The form of a rule: rows of conditions and actions, which a page without a script adds and takes
out by sending the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from routing.actions.rules import MAX_NAME, Wording
from routing.engine import parse_actions, parse_conditions
from routing.pages.names import (
    ACTIONABILITIES,
    PRIORITIES,
    REASONS,
    VISIBILITIES,
    Choice,
    Names,
    languages,
)
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

CONDITIONS: Final = (
    Kind("words", "any_of", gettext_lazy("The message has any of these words"), "words"),
    Kind("all_words", "all_of", gettext_lazy("The message has all of these words"), "words"),
    Kind("not_words", "none_of", gettext_lazy("The message has none of these words"), "words"),
    Kind(
        "visibility_is",
        "visibility",
        gettext_lazy("The message is public or private"),
        "one",
        fixed(VISIBILITIES),
    ),
    Kind(
        "language_is",
        "languages",
        gettext_lazy("The message's language is one of"),
        "many",
        lambda names: languages(),
    ),
    CHANNEL_IS,
    BRAND_IS,
    HAS_TAG,
    LACKS_TAG,
)
ACTIONS: Final = (
    Kind(
        "add_tag",
        "tag_id",
        gettext_lazy("Add a tag"),
        "one",
        lambda names: named(names.tags),
        ids=True,
    ),
    Kind(
        "move_to_team",
        "team_id",
        gettext_lazy("Move to a team"),
        "one",
        lambda names: named(names.teams),
        ids=True,
    ),
    Kind("set_priority", "priority", gettext_lazy("Set the priority"), "one", fixed(PRIORITIES)),
    Kind(
        "set_actionability",
        "actionability",
        gettext_lazy("Say whether it must be answered"),
        "one",
        fixed(ACTIONABILITIES),
    ),
    Kind(
        "dismiss",
        "reason",
        gettext_lazy("Dismiss, because of"),
        "one",
        fixed(REASONS),
    ),
)


def _conditions() -> Rows:
    return Rows("c", CONDITIONS, parse_conditions)


def _actions() -> Rows:
    return Rows("a", ACTIONS, parse_actions)


@dataclass
class RuleForm:
    names: Names
    name: str = ""
    stop: bool = False
    enabled: bool = True
    conditions: Rows = field(default_factory=_conditions)
    actions: Rows = field(default_factory=_actions)
    checked: bool = False

    @classmethod
    def of(cls, wording: Wording, names: Names) -> RuleForm:
        form = cls(names, name=wording.name, stop=wording.stop, enabled=wording.enabled)
        form.conditions.fill(wording.conditions)
        form.actions.fill(wording.actions)
        return form

    @classmethod
    def sent(cls, data: QueryDict, names: Names) -> RuleForm:
        form = cls(
            names,
            name=data.get("name", "")[: MAX_NAME * 2],
            stop=data.get("stop") == "yes",
            enabled=data.get("enabled") == "yes",
        )
        form.conditions.read(data)
        form.actions.read(data)
        form.obey(data.get("do", ""), data)
        return form

    def obey(self, wish: str, data: QueryDict) -> None:
        """Adds an empty row, or takes one out."""
        if wish == "add-condition":
            self.conditions.add(data.get("new_condition", ""))
        elif wish == "add-action":
            self.actions.add(data.get("new_action", ""))
        self.conditions.drop(wish)
        self.actions.drop(wish)

    def wording(self) -> Wording:
        return Wording(
            name=self.name,
            enabled=self.enabled,
            stop=self.stop,
            conditions=self.conditions.json,
            actions=self.actions.json,
        )

    @property
    def condition_parts(self) -> list[Part]:
        return self.conditions.parts(self.names, checked=self.checked)

    @property
    def action_parts(self) -> list[Part]:
        return self.actions.parts(self.names, checked=self.checked)

    @property
    def condition_kinds(self) -> list[Choice]:
        return self.conditions.choices

    @property
    def action_kinds(self) -> list[Choice]:
        return self.actions.choices

    @property
    def sound(self) -> bool:
        """Each row by itself can be read."""
        return self.conditions.sound and self.actions.sound
