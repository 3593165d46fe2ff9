"""The page on which a saved view is made and changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from care.core.requests import MemberRequest
from inbox.actions.saved import teams_to_share_with
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.models.cases import UNSETTLED, Actionability, Priority, State
from inbox.selectors.conditions import DATES, FIELDS, HOURS, MOST_GROUPS, Condition, Group
from inbox.selectors.saved import SavedFact
from routing.models import Brand

Choices = list[tuple[str, str]]


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
    """many, hours, or day"""
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    title: str
    open: bool
    fields: tuple[Field, ...]


def groups_in(data: QueryDict) -> tuple[Group, ...]:
    """What the form says: `0-tag=3&0-tag=4&1-state=open`."""
    found = []
    for number in range(MOST_GROUPS):
        conditions = (
            Condition(name, tuple(value for value in data.getlist(f"{number}-{name}") if value))
            for name in FIELDS
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
        for name, label in self._labels.items():
            values = chosen.get(name, ())
            options = tuple(
                Option(value, said, value in values) for value, said in self._choices.get(name, ())
            )
            kind = "hours" if name == HOURS else "day" if name in DATES else "many"
            if kind != "many" or len(options) > 1:
                value = values[0] if values else ""
                yield Field(
                    f"{number}-{name}", f"group-{number}-{name}", label, kind, options, value
                )

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            "state": _("State (none: not done)"),
            "priority": _("Priority"),
            "actionability": _("Must it be answered?"),
            "tag": _("Has one of these tags"),
            "no_tag": _("Has none of these tags"),
            "team": _("Team"),
            "line": _("Line"),
            "channel": _("Channel"),
            "brand": _("Brand"),
            "owner": _("Who speaks to the customer"),
            "assignee": _("Who works on it"),
            HOURS: _("Unanswered for more than … hours"),
            "opened_after": _("Opened on or after"),
            "opened_before": _("Opened before"),
            "message_after": _("Last message on or after"),
            "message_before": _("Last message before"),
        }

    @cached_property
    def _choices(self) -> dict[str, Choices]:
        catalogue = self.catalogue
        tags = [(str(tag.id), tag.name) for tag in catalogue.tags.values()]
        lines = {str(team.line_id): team.line_name for team in catalogue.teams.values()}
        people = [
            ("me", _("Me, whoever looks")),
            ("none", _("Nobody")),
            *((str(m.id), m.name) for m in catalogue.members.values() if m.active),
        ]
        return {
            "state": [
                (state.value, str(state.label))
                for state in (*UNSETTLED, State.RESOLVED, State.DISMISSED)
            ],
            "priority": [(value.value, str(value.label)) for value in Priority],
            "actionability": [(value.value, str(value.label)) for value in Actionability],
            "tag": tags,
            "no_tag": tags,
            "team": [(str(team.id), team.name) for team in catalogue.teams.values()],
            "line": list(lines.items()),
            "channel": [(str(one.id), one.name) for one in catalogue.channels.values()],
            "brand": [(str(one.id), one.name) for one in Brand.objects.order_by("name")],
            "owner": people,
            "assignee": people,
        }

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
