"""Settings: my profile in this organisation, and where I am signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from care.core.accounts import do_end_other_sessions, places_of
from care.core.errors import Refused
from care.core.mailing.servers import can_mail
from care.core.models import Member
from care.core.models.member import Density, Theme
from care.core.pages.gate import see_other, show
from care.core.people import check_name, do_name
from care.core.profile import WISHES, check_wishes, do_wish
from care.core.requests import MemberRequest


class ProfileForm(forms.Form):
    """What a name says is judged by the verb; here fields only get their types."""

    name = forms.CharField(required=False, strip=False)
    initials = forms.CharField(required=False, strip=False)
    theme = forms.ChoiceField(choices=Theme.choices)
    density = forms.ChoiceField(choices=Density.choices)
    single_keys = forms.BooleanField(required=False)
    sound = forms.BooleanField(required=False)
    browser_notices = forms.BooleanField(required=False)
    mail_notices = forms.BooleanField(required=False)
    quiet_from = forms.TimeField(required=False)
    quiet_until = forms.TimeField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _show(request, _stored(request.member))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        sentence = _("A time or a choice is not one of those that can be. Look at it again.")
        return _show(request, request.POST.dict(), refused=sentence, status=422)
    data = form.cleaned_data
    wishes = {name: data[name] for name in WISHES}
    try:
        name, initials = check_name(name=data["name"], initials=data["initials"])
        check_wishes(wishes)
    except Refused as refused:
        return _show(request, data, refused=refused.sentence, status=422)
    do_name(by=request.member, member=request.member, name=name, initials=initials)
    do_wish(member=request.member, **wishes)
    messages.success(request, _("Saved."))
    return see_other(request, "me:page")


@require_POST
def end_others(request: MemberRequest, organisation: str) -> HttpResponse:
    ended = do_end_other_sessions(request, request.user)
    told = ngettext(
        "You are signed out at %(count)d other place.",
        "You are signed out at %(count)d other places.",
        ended,
    )
    messages.success(
        request, told % {"count": ended} if ended else _("You are signed in only here.")
    )
    return see_other(request, "me:page")


def _stored(member: Member) -> dict[str, Any]:
    named = {"name": member.display_name, "initials": member.initials}
    return named | {name: getattr(member, name) for name in WISHES}


def _show(
    request: MemberRequest, typed: dict[str, Any], *, refused: str = "", status: int = 200
) -> HttpResponse:
    factors = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
    context = {
        # A box that was not ticked is not sent at all.
        "typed": dict.fromkeys((*WISHES, "name", "initials"), "") | typed,
        "refused": refused,
        "themes": Theme.choices,
        "densities": Density.choices,
        "places": places_of(request, request.user),
        "second_factor": factors.exists(),
        "can_mail": can_mail(),
    }
    return show(request, "settings/me.html", context, status=status)


app_name = "me"

urlpatterns = [
    path("", me, name="page"),
    path("sessions/end/", end_others, name="end_others"),
]
