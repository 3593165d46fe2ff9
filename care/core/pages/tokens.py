"""Settings: the tokens of an organisation. For admins; a new token is shown once, in the answer to
the form that made it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.pages.gate import MAX_ID, admin_only, see_other, show
from care.core.requests import MemberRequest
from care.core.tokens import (
    SCOPES,
    check_make_token,
    do_make_token,
    do_revoke_token,
    is_usable,
    tokens_here,
)

SHOWN = 200
ME, NOBODY = "me", "nobody"
DAYS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("", _("No end")))


class TokenForm(forms.Form):
    """What a field says is judged by the verb; here it only gets its type."""

    name = forms.CharField(required=False, strip=False)
    acts_as = forms.ChoiceField(
        choices=[(ME, _("Me")), (NOBODY, _("Nobody: it may only read and push"))]
    )
    scopes = forms.MultipleChoiceField(choices=list(SCOPES.items()), required=False)
    days = forms.ChoiceField(choices=DAYS, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def tokens(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _show(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        sentence = str(_("The form was damaged on its way. Fill it in again."))
        return _show(request, refused=sentence, status=422)
    data = form.cleaned_data
    acts_as = request.member if data["acts_as"] == ME else None
    days = int(data["days"]) if data["days"] else None
    try:
        name = check_make_token(
            name=data["name"], scopes=data["scopes"], acts_as=acts_as, days=days
        )
    except Refused as refused:
        return _show(request, typed=data, refused=refused.sentence, status=422)
    _row, token = do_make_token(
        by=request.member, name=name, scopes=data["scopes"], acts_as=acts_as, days=days
    )
    return _show(request, made=(name, token))


@require_POST
@admin_only
def revoke(request: MemberRequest, organisation: str, token_id: int) -> HttpResponse:
    found = tokens_here().filter(id=token_id).first() if 0 < token_id <= MAX_ID else None
    if found is None:
        raise Http404
    do_revoke_token(by=request.member, token=found)
    return see_other(request, "tokens:list")


def _show(
    request: MemberRequest,
    *,
    typed: dict[str, Any] | None = None,
    made: tuple[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    known = list(tokens_here()[:SHOWN])
    context = {
        "made": made,
        "refused": refused,
        "typed": typed or {"name": "", "acts_as": ME, "scopes": ["read"], "days": "365"},
        "tokens": known,
        "usable": {token.id for token in known if is_usable(token)},
        "scopes": SCOPES,
        "days": DAYS,
    }
    return show(request, "settings/tokens.html", context, status=status)


app_name = "tokens"

urlpatterns = [
    path("", tokens, name="list"),
    path("<int:token_id>/revoke/", revoke, name="revoke"),
]
