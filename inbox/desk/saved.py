"""The page on which a saved view is made and changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from care.core.requests import MemberRequest
from inbox.actions.saved import teams_to_share_with
from inbox.desk.columns import labels
from inbox.desk.filters import retired
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.desk.saved_blanks import Blank, blanks_of, own_blanks
from inbox.selectors.columns import MOST_COLUMNS, load_columns
from inbox.selectors.conditions import FIELDS, MOST_GROUPS, Condition, Group
from inbox.selectors.own_fields import read_name
from inbox.selectors.saved import SavedFact
from routing.models import CustomField

FEWEST_COLUMNS: Final = 6
MOST_OWN: Final = 40
# Signs of names that a label's `for` should not have to quote.
_PLAIN: Final = str.maketrans({".": "-", "~": "-has", ">": "-from", "<": "-to"})


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    element: str
    label: str
    kind: str
    """many, hours, day, number, or text"""
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    number: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FieldGroup:
    title: str
    open: bool
    fields: tuple[Field, ...]


def groups_in(data: QueryDict) -> tuple[Group, ...]:
    """What the form says: `0-tag=3&0-tag=4&1-state=open&1-case.plan=gold`."""
    found = []
    for number in range(MOST_GROUPS):
        asked = (key.partition("-")[2] for key in data if key.startswith(f"{number}-"))
        own = [name for name in asked if read_name(name)][:MOST_OWN]
        conditions = (
            Condition(name, tuple(value for value in data.getlist(f"{number}-{name}") if value))
            for name in (*FIELDS, *own)
        )
        found.append(tuple(one for one in conditions if one.values))
    return tuple(group for group in found if group)


class SavedPage(DeskPage):
    """Beside the desk's rail. `view` none: a new one, out of the list's filters."""

    def __init__(
        self, request: MemberRequest, *, view: SavedFact | None = None, error: str = ""
    ) -> None:
        super().__init__(request)
        self.edited = view
        self.error = error
        self.posted = request.POST if error else None

    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Change the view") if self.edited else _("A new view")

    @property
    def action(self) -> str:
        saved = f"{self.links.root}saved/"
        return f"{saved}{self.edited.id}/edit/" if self.edited else f"{saved}new/"

    @property
    def delete_href(self) -> str:
        return f"{self.links.root}saved/{self.edited.id}/delete/" if self.edited else ""

    @property
    def name(self) -> str:
        if self.posted is not None:
            return str(self.posted.get("name", ""))
        return self.edited.name if self.edited else self._suggested()

    def _suggested(self) -> str:
        """Of the filters that it was made from, so that saving it takes no typing."""
        labels = [label for _name, label, _off in self.chosen.chips]
        place = self.place
        if place.team is not None and self.request.GET.get("in"):
            labels.insert(0, place.team.name)
        return ", ".join(labels)[:80]

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        if self.posted is not None:
            return groups_in(self.posted)
        if self.edited is not None:
            return self.edited.groups
        return (tuple(self._out_of_filters()),)

    def _out_of_filters(self) -> Iterable[Condition]:
        by_slug = {tag.slug: tag.id for tag in self.catalogue.tags.values()}
        if self.request.GET.get("in") and self.place.team is not None:
            yield Condition("team", (str(self.place.team.id),))
        for name, value in self.chosen.filters:
            said = str(by_slug[value]) if name == "tag" else value
            yield Condition(name, (said,))

    @property
    def shown_groups(self) -> tuple[FieldGroup, ...]:
        groups = (*self.groups, ())[:MOST_GROUPS]
        return tuple(
            FieldGroup(
                _("Cases for which all of this holds") if not n else _("Or all of this"),
                open=bool(group) or n == 0,
                fields=tuple(self._fields(n, group)),
            )
            for n, group in enumerate(groups)
        )

    def _fields(self, number: int, group: Group) -> Iterable[Field]:
        chosen = {one.field: one.values for one in group}
        for blank in self._blanks:
            values = chosen.get(blank.name, ())
            options = tuple(
                Option(one.value, one.label, one.value in values)
                for one in blank.options
                if not one.retired or one.value in values
            )
            if blank.kind == "many" and len(options) < 2:
                continue
            if blank.retired and not values:
                continue
            value = values[0] if values else ""
            element = f"group-{number}-{blank.name.translate(_PLAIN)}"
            yield Field(f"{number}-{blank.name}", element, blank.label, blank.kind, options, value)

    @cached_property
    def _own(self) -> tuple[CustomField, ...]:
        return tuple(CustomField.objects.order_by("of", "position", "id"))

    @cached_property
    def _blanks(self) -> tuple[Blank, ...]:
        return (*blanks_of(self.catalogue), *own_blanks(self._own))

    @property
    def columns(self) -> tuple[ColumnChoice, ...]:
        """As many as are chosen, and some to choose more."""
        if self.posted is not None:
            chosen = load_columns(self.posted.getlist("column"))
        else:
            chosen = self.edited.columns if self.edited else ()
        names = labels() | {
            f"{one.of}.{one.slug}": retired(one.name) if one.retired_at else one.name
            for one in self._own
            if one.retired_at is None or f"{one.of}.{one.slug}" in chosen
        }
        places = min(max(len(chosen) + 2, FEWEST_COLUMNS), MOST_COLUMNS)
        return tuple(
            ColumnChoice(
                number + 1,
                tuple(
                    Option(name, label, name == "".join(chosen[number : number + 1]))
                    for name, label in names.items()
                ),
            )
            for number in range(places)
        )

    @property
    def sorts(self) -> tuple[Option, ...]:
        now = self.posted.get("sort") if self.posted is not None else None
        chosen = now or (self.edited.sort if self.edited else "due")
        labels = {
            "due": _("Nearest due first"),
            "waiting": _("Waiting longest first"),
            "priority": _("Most urgent first"),
            "oldest": _("Oldest first"),
            "newest": _("Newest first"),
        }
        return tuple(Option(value, label, value == chosen) for value, label in labels.items())

    @property
    def scopes(self) -> tuple[Option, ...]:
        """Nothing to choose for who makes views for themselves only."""
        if not self.member.leads:
            return ()
        chosen = "me"
        if self.posted is not None:
            chosen = str(self.posted.get("scope", "me"))
        elif self.edited is not None and self.edited.member_id is None:
            chosen = str(self.edited.team_id or "everybody")
        choices = [
            ("me", _("Only me")),
            *((str(team.id), team.name) for team in teams_to_share_with(self.member)),
            ("everybody", _("Everybody in the organisation")),
        ]
        return tuple(Option(value, label, value == chosen) for value, label in choices)
