"""Connecting an account, in two steps: look whose it is, then say yes. And a new access for one.

The network is asked outside any transaction (`care.core.network_pages`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from care.core.errors import Refused
from care.core.network_pages import short_transaction, talks_to_network
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from connectors.actions import (
    Standing,
    ask_limits,
    check_brand,
    check_connect,
    check_renew,
    do_connect,
    do_renew,
)
from connectors.pages import drafts
from connectors.pages.forms import RESOLVED, AccessForm, ConnectForm
from connectors.pages.gate import standing_of, state_of
from connectors.pages.shown import mark
from connectors.protocol import Adapter
from connectors.registry import adapter_of, offered
from inbox.flow.ingest.overview import channel_states
from inbox.networks.capabilities import UnknownNetwork
from routing.models import Brand


@require_safe
@admin_only
def choose(request: MemberRequest, organisation: str) -> HttpResponse:
    networks = [(one.capabilities.network, mark(one.capabilities.network)) for one in offered()]
    return show(request, "settings/choose.html", {"networks": networks})


@talks_to_network
@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def connect(request: MemberRequest, organisation: str, network: str) -> HttpResponse:
    adapter = next((one for one in offered() if one.capabilities.network == network), None)
    if adapter is None:
        raise Http404
    with short_transaction(request):
        brands = list(Brand.objects.order_by("name", "id"))
    form = ConnectForm(adapter, request.POST if request.method == "POST" else None, brands=brands)
    if request.method != "POST":
        return _form(request, adapter, form)
    if not form.is_valid():
        return _form(request, adapter, form, status=422)
    try:
        draft = _looked_up(network, form)
        with short_transaction(request):
            check_brand(brand_id=draft.brand_id, network=network, account=draft.account)
    except Refused as refused:
        return _form(request, adapter, form, error=refused.sentence, status=422)
    drafts.keep(request, draft)
    return see_other(request, "channels:confirm")


def _form(
    request: MemberRequest,
    adapter: Adapter,
    form: ConnectForm,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "network": mark(adapter.capabilities.network),
        "usual": adapter.base_url,
        "history": form["history"].value() or RESOLVED,
        "error": error,
    }
    return show(request, "settings/connect.html", context, status=status)


def _looked_up(network: str, form: ConnectForm) -> drafts.Draft:
    """Whose account this is, by the word of the network."""
    where: dict[str, Any] = {
        "network": network,
        "credentials": form.credentials(),
        "base_url": form.cleaned_data["base_url"],
    }
    account = check_connect(**where)
    return drafts.Draft(
        **where,
        brand_id=int(form.cleaned_data["brand"]),
        history=form.cleaned_data["history"] or RESOLVED,
        account=account,
        limits=ask_limits(**where, account=account),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def confirm(request: MemberRequest, organisation: str) -> HttpResponse:
    draft = drafts.kept(request)
    brand = Brand.objects.filter(id=draft.brand_id).first() if draft else None
    if draft is None or brand is None:
        messages.info(request, _("What you typed was kept for a quarter of an hour. Begin again."))
        return see_other(request, "channels:choose")
    if request.method != "POST":
        return _whose(request, draft, brand)
    if request.POST.get("yes") != "connect":
        return _whose(request, draft, brand, status=422)
    try:
        channel_id = _connected(request, draft, brand)
    except Refused as refused:
        drafts.forget(request)
        messages.error(request, refused.sentence)
        return see_other(request, "channels:connect", draft.network)
    drafts.forget(request)
    told = {"handle": draft.account.handle}
    messages.success(request, _("Connected: %(handle)s. Its messages come in now.") % told)
    return see_other(request, "channels:channel", channel_id)


def _connected(request: MemberRequest, draft: drafts.Draft, brand: Brand) -> int:
    return do_connect(
        brand_id=brand.id,
        network=draft.network,
        credentials=draft.credentials,
        account=draft.account,
        base_url=draft.base_url,
        history_until="now" if draft.history == RESOLVED else None,
        limits=draft.limits,
        member=request.member,
    )


def _whose(
    request: MemberRequest, draft: drafts.Draft, brand: Brand, *, status: int = 200
) -> HttpResponse:
    known = [
        state
        for state in channel_states()
        if (state.network, state.account_id) == (draft.network, draft.account.external_id)
    ]
    context = {
        "account": draft.account,
        "network": mark(draft.network),
        "network_name": draft.network,
        "base_url": draft.base_url,
        "brand": brand.name,
        "polled": bool(adapter_of(draft.network).kinds),
        "resolved": draft.history == RESOLVED,
        "known": known[0] if known else None,
    }
    return show(request, "settings/confirm.html", context, status=status)


@talks_to_network
@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def renew(request: MemberRequest, organisation: str, channel_id: int) -> HttpResponse:
    with short_transaction(request):
        state = state_of(channel_id)
        standing = standing_of(state, whatever_was_stored=True)
    try:
        adapter = adapter_of(state.network)
    except UnknownNetwork:
        raise Http404 from None
    posted = request.POST if request.method == "POST" else None
    form = AccessForm(adapter, posted, kept=standing.credentials)
    error = ""
    if posted is not None and form.is_valid():
        try:
            _renewed(request, standing, form.credentials())
        except Refused as refused:
            error = refused.sentence
        else:
            messages.success(request, _("%(channel)s works again.") % {"channel": state.name})
            return see_other(request, "channels:channel", channel_id)
    context = {"form": form, "channel": state, "network": mark(state.network), "error": error}
    return show(request, "settings/renew.html", context, status=422 if posted is not None else 200)


def _renewed(request: MemberRequest, standing: Standing, given: dict[str, str]) -> None:
    """The network first, then a short transaction."""
    account = check_renew(standing=standing, credentials=given)
    limits = ask_limits(
        network=standing.network,
        credentials=given,
        account=account,
        base_url=standing.base_url,
    )
    with short_transaction(request):
        do_renew(
            standing=standing,
            credentials=given,
            account=account,
            limits=limits,
            member=request.member,
        )
