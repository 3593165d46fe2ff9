"""Filters of the list of cases: names and values from allow-lists, everything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from care.core.api.caller import Caller
from care.core.moments import moment_of
from inbox.access import MAX_ID
from inbox.models import Case, Tagging
from inbox.models.cases import Priority, State
from inbox.selectors.asked import parse
from inbox.selectors.catalogue import catalogue_for
from inbox.selectors.search import search
from routing.models import Tag, Team

Cases = QuerySet[Case]


class IdFilter(django_filters.Filter):  # type: ignore[misc]  # it brings no types
    field_class = forms.IntegerField

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, min_value=1, max_value=MAX_ID)


class MomentField(forms.CharField):
    def clean(self, value: Any) -> Any:
        given = super().clean(value)
        if not given:
            return None
        found = moment_of(given)
        if found is None:
            raise forms.ValidationError(_("Give a time in ISO 8601."))
        return found


class MomentFilter(django_filters.Filter):  # type: ignore[misc]  # it brings no types
    field_class = MomentField


class CaseFilters(django_filters.FilterSet):  # type: ignore[misc]  # it brings no types
    queue = django_filters.CharFilter(method="in_queue")
    state = django_filters.MultipleChoiceFilter(choices=State.choices, distinct=False)
    priority = django_filters.MultipleChoiceFilter(choices=Priority.choices, distinct=False)
    tag = django_filters.CharFilter(method="with_tag")
    channel = IdFilter("channel_id")
    customer = IdFilter("customer_id")
    assignee = django_filters.CharFilter(method="of_member")
    owner = django_filters.CharFilter(method="of_member")
    q = django_filters.CharFilter(method="saying", max_length=200)
    since = MomentFilter(field_name="last_message_at", lookup_expr="gte")

    def __init__(self, data: Mapping[str, Any], caller: Caller) -> None:
        super().__init__(data, queryset=Case.objects.none())
        self.caller = caller

    def narrow(self, cases: Cases) -> Cases:
        """Only ever fewer of `cases`. Raises ValidationError, which names the field."""
        if not self.form.is_valid():
            raise ValidationError(
                {name: list(map(str, said)) for name, said in self.form.errors.items()}
            )
        self.queryset = cases
        narrowed: Cases = self.qs
        return narrowed

    def in_queue(self, cases: Cases, name: str, value: str) -> Cases:
        named = Q(id=int(value)) if _is_id(value) else Q(slug=value)
        team = Team.objects.filter(named).first()
        if team is None:
            raise ValidationError({name: [_("There is no such queue here.")]})
        return cases.filter(team_id=team.id)

    def with_tag(self, cases: Cases, name: str, value: str) -> Cases:
        tag = Tag.objects.filter(slug=value).first()
        if tag is None:
            raise ValidationError({name: [_("There is no such tag here.")]})
        live = Tagging.objects.filter(case=OuterRef("pk"), tag=tag.id, undone_at__isnull=True)
        return cases.filter(Exists(live))

    def of_member(self, cases: Cases, name: str, value: str) -> Cases:
        """A member's number, `me`, or `none`."""
        if value == "none":
            return cases.filter(**{f"{name}__isnull": True})
        if value == "me" and self.caller.member is not None:
            return cases.filter(**{f"{name}_id": self.caller.member.id})
        if not _is_id(value):
            said = _("Give a member's number, “me” or “none”.")
            raise ValidationError({name: [said]})
        return cases.filter(**{f"{name}_id": int(value)})

    def saying(self, cases: Cases, name: str, value: str) -> Cases:
        """The newest finds of the desk's search."""
        member = self.caller.member
        catalogue = catalogue_for(member, person_id=0)
        found = search(parse(value), member=member, catalogue=catalogue)
        return cases.filter(id__in=[find.case_id for find in found.finds])


NAMES = frozenset(CaseFilters.base_filters)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 20 and 0 < int(value) <= MAX_ID
