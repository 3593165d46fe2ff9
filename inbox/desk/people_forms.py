"""Forms of the people's pages. Teams and brands of other organisations are no choices."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from care.core.models.member import Role
from routing.models import Brand, Team


class PlaceForm(forms.Form):
    """Role, teams and brands of a place."""

    role = forms.ChoiceField(choices=Role.choices)
    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        queryset=None, required=False
    )
    sees = forms.ChoiceField(choices=[("all", "all"), ("some", "some")], required=False)
    brands: forms.ModelMultipleChoiceField[Brand] = forms.ModelMultipleChoiceField(
        queryset=None, required=False
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        """Choices are read now: there is a door open."""
        super().__init__(data)
        self.typed = data or QueryDict()
        teams, brands = self.fields["teams"], self.fields["brands"]
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        assert isinstance(brands, forms.ModelMultipleChoiceField)
        teams.queryset = Team.objects.filter(retired_at=None).order_by("line__number", "name")
        brands.queryset = Brand.objects.order_by("name", "id")


class InviteForm(PlaceForm):
    email = forms.CharField(required=False, strip=False)


class PersonForm(PlaceForm):
    name = forms.CharField(required=False, strip=False)
    initials = forms.CharField(required=False, strip=False)
