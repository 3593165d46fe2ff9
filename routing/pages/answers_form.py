"""The form of a canned answer: what it offers, what was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.models.member import Role
from routing.actions.answers import (
    MAX_TEXT,
    ORGANISATION,
    CheckedAnswer,
    Wanted,
    check_save_answer,
    whose_of,
)
from routing.engine.filling import FIELDS, VARIABLES, Filled, fill
from routing.engine.macros import PRIORITIES, Step, parse_steps, step_of
from routing.models import Brand, CannedAnswer, CustomField, Tag, Team
from routing.models.fields import FieldOf
from routing.shelf import brands_seen_by, led_teams, sample_of
from routing.words import priority_words, then_words


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    hue: int = 0


@dataclass
class AnswerForm:
    """What stands in the fields: of a row, or as it was typed."""

    member: Member
    answer: CannedAnswer | None = None
    name: str = ""
    shortcut: str = ""
    text: str = ""
    whose: str = ""
    brand: str = ""
    acknowledges: bool = False
    keys: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, member: Member, answer: CannedAnswer, *, copy: bool = False) -> AnswerForm:
        """A copy becomes one's own."""
        return cls(
            member,
            None if copy else answer,
            name=answer.name,
            shortcut=answer.shortcut,
            text=answer.text,
            whose=f"member:{member.id}" if copy else whose_of(answer),
            brand=str(answer.brand_id or ""),
            acknowledges=answer.acknowledges,
            keys=tuple(step.key for step in parse_steps(answer.actions)),
        )

    @classmethod
    def typed(cls, member: Member, data: QueryDict, answer: CannedAnswer | None) -> AnswerForm:
        return cls(
            member,
            answer,
            name=data.get("name", ""),
            shortcut=data.get("shortcut", ""),
            text=data.get("text", "").replace("\r\n", "\n"),
            whose=data.get("whose", ""),
            brand=data.get("brand", ""),
            acknowledges=data.get("acknowledges") == "yes",
            keys=tuple(data.getlist("do")),
        )

    def check(self) -> CheckedAnswer | None:
        """None when something is wrong; `errors` says at which field."""
        try:
            return check_save_answer(member=self.member, wanted=self._wanted(), answer=self.answer)
        except Refused as refused:
            known = {"name", "shortcut", "text", "whose", "brand", "steps"}
            place = refused.code if refused.code in known else "text"
            self.errors = {place: refused.sentence}
            return None

    def wrong(self, field: str) -> str:
        return self.errors.get(field, "")

    def _wanted(self) -> Wanted:
        brand = next((one for one in self._brands if str(one.id) == self.brand), None)
        if self.brand and brand is None:
            raise Refused(_("This brand is gone. Choose another one."), code="brand")
        return Wanted(
            name=self.name,
            shortcut=self.shortcut,
            text=self.text,
            steps=tuple(filter(None, map(step_of, filter(None, self.keys)))),
            acknowledges=self.acknowledges,
            brand=brand,
            whose=self.whose,
        )

    # What the fields offer

    @cached_property
    def _brands(self) -> list[Brand]:
        return list(brands_seen_by(self.member).order_by("name", "id"))

    @property
    def brands(self) -> tuple[Choice, ...]:
        """Empty where there is only one: nobody there sees the word."""
        if len(self._brands) < 2:
            return ()
        return tuple(Choice(str(brand.id), brand.name) for brand in self._brands)

    @cached_property
    def owners(self) -> tuple[Choice, ...]:
        found = [Choice(f"member:{self.member.id}", _("Only me"))]
        found += [
            Choice(f"team:{team.id}", _("Team %(name)s") % {"name": team.name})
            for team in led_teams(self.member)
        ]
        if self.member.role == Role.ADMIN:
            found.append(Choice(ORGANISATION, _("Everybody")))
        now = whose_of(self.answer) if self.answer else ""
        if self.answer and now not in {one.value for one in found}:
            owner = self.answer.member or self.answer.team
            found.insert(0, Choice(now, str(owner) if owner else _("Everybody")))
        return tuple(found)

    @cached_property
    def tags(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(str(tag.id), tag.name, tag.colour % 8)
            for tag in Tag.objects.filter(retired_at=None).order_by("name")
        )

    @cached_property
    def teams(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(str(team.id), team.name)
            for team in Team.objects.filter(retired_at=None).order_by("name")
        )

    @property
    def priorities(self) -> tuple[Choice, ...]:
        return tuple(Choice(value, priority_words(value)) for value in PRIORITIES)

    @property
    def thens(self) -> tuple[Choice, ...]:
        return tuple(Choice(value, label) for value, label in then_words().items())

    @property
    def variables(self) -> tuple[Choice, ...]:
        fields = CustomField.objects.filter(of=FieldOf.CUSTOMER, retired_at__isnull=True)
        own = (Choice(FIELDS + one.slug, one.name) for one in fields.order_by("position", "id"))
        return (*(Choice(name, _(says)) for name, says in VARIABLES.items()), *own)

    @property
    def longest(self) -> int:
        return MAX_TEXT

    # What it would look like

    @cached_property
    def filled(self) -> Filled:
        brand = next((one for one in self._brands if str(one.id) == self.brand), None)
        return fill(self.text, sample_of(self.member, brand=brand).values())

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(filter(None, map(step_of, self.keys)))
