"""Filters of the list: names and values from allow-lists, everything else is ignored."""

from __future__ import annotations

from dataclasses import dataclass

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from inbox.models import Case, Tagging
from inbox.models.cases import UNSETTLED, Priority, State
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.places import View, pressing

NAMES = ("state", "priority", "tag", "channel", "clock")
# A queue's, as the views of everybody are called.
CLOCKS = {"late": View.LATE, "soon": View.SOON_LATE}
Choices = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class FilterOption:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    name: str
    label: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked for and is allowed. `state` is applied by the place, not by a filter."""

    state: State | None
    filters: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str, str], ...]
    """(name, label, what taking it off does) of each filter that is on."""
    filterset: ListFilters | None

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.filterset is None:
            return cases
        self.filterset.queryset = cases
        narrowed: QuerySet[Case] = self.filterset.qs
        return narrowed


class ListFilters(django_filters.FilterSet):  # type: ignore[misc]  # it brings no types
    """`state` is left to the place, whose own state it replaces."""

    state = django_filters.ChoiceFilter(method="leave")
    priority = django_filters.ChoiceFilter(field_name="priority")
    tag = django_filters.ChoiceFilter(method="with_tag")
    channel = django_filters.ChoiceFilter(field_name="channel_id")
    clock = django_filters.ChoiceFilter(method="that_presses")

    def __init__(self, data: QueryDict, choices: Choices, tag_ids: dict[str, int]) -> None:
        super().__init__(data, queryset=Case.objects.none())
        for name in NAMES:
            self.filters[name].extra["choices"] = choices[name]
        self.tag_ids = tag_ids

    def leave(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases

    def with_tag(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        live = Tagging.objects.filter(
            case=OuterRef("pk"), tag=self.tag_ids[value], undone_at__isnull=True
        )
        return cases.filter(Exists(live))

    def that_presses(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases.filter(pressing(CLOCKS[value]))


UNFILTERED = Chosen(None, (), (), None)


def choose(query: QueryDict, catalogue: Catalogue) -> Chosen:
    if query.keys().isdisjoint(NAMES):
        return UNFILTERED
    choices = _choices(catalogue, query.get("tag", ""))
    tag_ids = {tag.slug: tag.id for tag in catalogue.tags.values()}
    filterset = ListFilters(query, choices, tag_ids)
    filterset.form.is_valid()
    found = filterset.form.cleaned_data
    on = {name: str(found[name]) for name in NAMES if found.get(name)}
    return Chosen(
        state=State(on["state"]) if "state" in on else None,
        filters=tuple(on.items()),
        chips=tuple(
            (field.name, option.label, _("Take the filter %(label)s off") % {"label": option.label})
            for field in _fields(choices, on)
            for option in field.options
            if option.selected
        ),
        filterset=filterset,
    )


def fields_of(chosen: Chosen, catalogue: Catalogue) -> tuple[FilterField, ...]:
    """The menu of filters, which only a whole page shows."""
    on = dict(chosen.filters)
    return _fields(_choices(catalogue, on.get("tag", "")), on)


def retired(name: str) -> str:
    """Used still, offered no more."""
    return _("%(name)s (retired)") % {"name": name}


def _choices(catalogue: Catalogue, chosen_tag: str) -> Choices:
    return {
        "state": [(state.value, str(state.label)) for state in UNSETTLED],
        "priority": [(priority.value, str(priority.label)) for priority in Priority],
        "tag": [
            (tag.slug, retired(tag.name) if tag.retired else tag.name)
            for tag in catalogue.tags.values()
            if not tag.retired or tag.slug == chosen_tag
        ],
        "channel": [(str(channel.id), channel.name) for channel in catalogue.channels.values()],
        "clock": [("late", _("Late")), ("soon", _("Soon late"))],
    }


def _fields(choices: Choices, on: dict[str, str]) -> tuple[FilterField, ...]:
    labels = (_("State"), _("Priority"), _("Tag"), _("Channel"), _("Time left"))
    return tuple(
        FilterField(
            name,
            label,
            tuple(FilterOption(v, said, v == on.get(name)) for v, said in choices[name]),
        )
        for name, label in zip(NAMES, labels, strict=True)
    )
