"""Settings: the server that sends the organisation's mail, and what became of its mails."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import CareError, Refused
from care.core.mailing import letters, servers, smtp
from care.core.mailing.settings import check_server, do_forget_server, do_server
from care.core.models import Mail, MailServer
from care.core.models.mail import MailSecurity
from care.core.network_pages import short_transaction, talks_to_network
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest

SHOWN = 20
FIELDS = ("host", "port", "security", "username", "sender")


class ServerForm(forms.Form):
    host = forms.CharField(required=False, strip=False)
    port = forms.IntegerField(min_value=1, max_value=65_535)
    security = forms.ChoiceField(choices=MailSecurity.choices)
    username = forms.CharField(required=False, strip=False)
    password = forms.CharField(required=False, strip=False, max_length=1_000)
    sender = forms.CharField(required=False, strip=False)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def server(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _show(request)
    form = ServerForm(request.POST)
    if not form.is_valid():
        sentence = _("A port is a number from 1 to 65535; encryption is one of the three.")
        if not form.errors.keys() & {"port", "security"}:
            sentence = _("A field holds what cannot be stored. Type it anew.")
        return _show(request, typed=request.POST.dict(), refused=sentence, status=422)
    try:
        row = check_server(**form.cleaned_data)
    except Refused as refused:
        return _show(request, typed=form.cleaned_data, refused=refused.sentence, status=422)
    do_server(by=request.member, row=row)
    messages.success(request, _("Saved. Send a test mail to see whether it works."))
    return see_other(request, "mail:server")


@require_POST
@admin_only
def forget(request: MemberRequest, organisation: str) -> HttpResponse:
    do_forget_server(by=request.member)
    messages.success(
        request, _("Forgotten. Mails go out by the installation's server, if it has one.")
    )
    return see_other(request, "mail:server")


@talks_to_network
@require_POST
@admin_only
def test(request: MemberRequest, organisation: str) -> HttpResponse:
    """At once, and with the server's own words: somebody looks on."""
    try:
        with short_transaction(request):
            found = servers.own() or servers.installation()
        if found is None:
            raise Refused(_("No mail server is set."))
        subject, body = letters.test(
            organisation=request.organisation.name, by=request.member.display_name
        )
        message_id = f"care-test-{secrets.token_hex(8)}"
        to = request.user.email
        smtp.send(found, to=to, subject=subject, body=body, message_id=message_id)
    except CareError as error:
        messages.error(request, error.sentence)
    else:
        told = _("The server took a mail to %(email)s. Look into your inbox.")
        messages.success(request, told % {"email": request.user.email})
    return see_other(request, "mail:server")


def _show(
    request: MemberRequest,
    *,
    typed: dict[str, Any] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    row = MailServer.objects.first()
    blank = MailServer()
    stored = {name: getattr(row or blank, name) for name in FIELDS}
    mails = Mail.objects.filter(organisation_id=request.organisation.id).order_by("-id")
    context = {
        "row": row,
        "typed": stored | (typed or {}),
        "kept": row is not None and bool(row.password),
        "securities": MailSecurity.choices,
        "installation": servers.installation(),
        "mails": list(mails[:SHOWN]),
        "refused": refused,
    }
    return show(request, "settings/mail.html", context, status=status)


app_name = "mail"

urlpatterns = [
    path("", server, name="server"),
    path("test/", test, name="test"),
    path("forget/", forget, name="forget"),
]
