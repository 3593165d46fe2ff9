"""Filters of the list: names and values from allow-lists, everything else is ignored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.models import Case, Tagging
from inbox.models.cases import UNSETTLED, Priority, State
from inbox.selectors.catalogue import Catalogue

NAMES = ("state", "priority", "tag", "channel")


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
    fields: tuple[FilterField, ...]
    chips: tuple[tuple[str, str, str], ...]
    """(name, label, what taking it off does) of each filter that is on."""
    filterset: ListFilters

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        self.filterset.queryset = cases
        narrowed: QuerySet[Case] = self.filterset.qs
        return narrowed


class ListFilters(django_filters.FilterSet):  # type: ignore[misc]  # it brings no types
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), method="leave")
    priority = django_filters.ChoiceFilter(
        label=gettext_lazy("Priority"), choices=Priority.choices, field_name="priority"
    )
    tag = django_filters.ChoiceFilter(label=gettext_lazy("Tag"), method="with_tag")
    channel = django_filters.ChoiceFilter(label=gettext_lazy("Channel"), field_name="channel_id")

    def __init__(self, data: QueryDict, catalogue: Catalogue) -> None:
        super().__init__(data, queryset=Case._base_manager.none())
        states = [(state.value, state.label) for state in UNSETTLED]
        self.filters["state"].extra["choices"] = states
        self.filters["tag"].extra["choices"] = [
            (tag.slug, tag.name) for tag in catalogue.tags.values()
        ]
        self.filters["channel"].extra["choices"] = [
            (str(channel.id), channel.name) for channel in catalogue.channels.values()
        ]
        self.tag_ids = {tag.slug: tag.id for tag in catalogue.tags.values()}

    def leave(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases

    def with_tag(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        live = Tagging.objects.filter(
            case=OuterRef("pk"), tag=self.tag_ids[value], undone_at__isnull=True
        )
        return cases.filter(Exists(live))


def choose(query: QueryDict, catalogue: Catalogue) -> Chosen:
    filterset = ListFilters(query, catalogue)
    filterset.form.is_valid()
    on: dict[str, str] = {
        name: value for name in NAMES if (value := filterset.form.cleaned_data.get(name))
    }
    state = State(on["state"]) if "state" in on else None
    fields = tuple(_field(filterset, name, on.get(name, "")) for name in NAMES)
    chips = tuple(
        (field.name, option.label, _("Take the filter %(label)s off") % {"label": option.label})
        for field in fields
        for option in field.options
        if option.selected
    )
    return Chosen(state, tuple(on.items()), fields, chips, filterset)


def _field(filterset: ListFilters, name: str, value: str) -> FilterField:
    choices: list[tuple[str, Any]] = list(filterset.filters[name].extra["choices"])
    return FilterField(
        name=name,
        label=str(filterset.filters[name].label),
        options=tuple(
            FilterOption(choice, str(label), choice == value) for choice, label in choices
        ),
    )
