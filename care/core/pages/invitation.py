"""/accounts/invitation/<token>/: somebody takes the place that waits for them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from care.core.errors import Refused
from care.core.invitations import do_accept, invitation_of, is_new
from care.core.models import Invitation, Person
from care.core.people import check_name
from care.core.tenancy import organisation_door


class NewPersonForm(forms.Form):
    name = forms.CharField(required=False, strip=False)
    password = forms.CharField(required=False, strip=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        try:
            return check_name(name=self.cleaned_data["name"], initials="")[0]
        except Refused as refused:
            raise ValidationError(refused.sentence) from None

    def clean_password(self) -> str:
        """Held also against the name and address: neither is a password."""
        password: str = self.cleaned_data["password"]
        if not password:
            raise ValidationError(_("Choose a password."))
        who = Person(email=self.person.email, name=self.cleaned_data.get("name", ""))
        validate_password(password, who)
        return password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token, locked=request.method == "POST")
    if found is None:
        return render(request, "account/invitation_gone.html", status=404)
    person = found.membership.person
    if is_new(person):
        return _new(request, found, person)
    if not request.user.is_authenticated:
        next_page = request.get_full_path()
        return HttpResponseRedirect(f"{reverse('account_login')}?next={next_page}")
    if request.user.pk != person.pk:
        return _show(request, found, other=True)
    if request.method != "POST":
        return _show(request, found)
    return _taken(found)


def _new(request: HttpRequest, found: Invitation, person: Person) -> HttpResponse:
    form = NewPersonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method != "POST":
        return _show(request, found, form=form)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    answer = _taken(found, **form.cleaned_data)
    if request.user.is_authenticated:
        # Somebody else was at this browser; what they had open is not for who comes.
        request.session.flush()
    person.refresh_from_db()
    get_adapter(request).login(request, person)
    return answer


def _taken(found: Invitation, **new: str) -> HttpResponse:
    place = found.membership
    with organisation_door(place.organisation_id):
        do_accept(invitation=found, **new)
    return HttpResponseRedirect(
        reverse("desk:home", kwargs={"organisation": place.organisation.slug})
    )


def _show(
    request: HttpRequest,
    found: Invitation,
    *,
    form: NewPersonForm | None = None,
    other: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": found.membership.organisation.name,
        "email": found.membership.person.email,
        "form": form,
        "other": other,
    }
    return render(request, "account/invitation.html", context, status=status)
