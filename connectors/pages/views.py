"""The channels, how they are, and what can be done about one."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import CareError
from care.core.network_pages import short_transaction, talks_to_network
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from connectors.actions import Standing, check_renew, do_disconnect, do_revive
from connectors.models import Account
from connectors.pages.gate import back, standing_of, state_of
from connectors.pages.shown import card_of
from inbox.flow.ingest.overview import ChannelState, channel_states
from inbox.flow.ingest.streams import poll_now
from inbox.networks.capabilities import UnknownNetwork


@require_safe
@admin_only
def channels(request: MemberRequest, organisation: str) -> HttpResponse:
    now = timezone.now()
    renewed = _renewed()
    cards = tuple(card_of(state, renewed.get(state.id), now) for state in channel_states())
    return show(request, "settings/channels.html", {"cards": cards})


def _renewed() -> dict[int, datetime]:
    """Since when the channels have their access; those that have none are missing."""
    accounts = Account.objects.exclude(credentials="")
    return dict(accounts.values_list("channel_id", "renewed_at"))


@require_safe
@admin_only
def channel(request: MemberRequest, organisation: str, channel_id: int) -> HttpResponse:
    return _page(request, state_of(channel_id))


def _page(
    request: MemberRequest, state: ChannelState, *, error: str = "", status: int = 200
) -> HttpResponse:
    """Needs the organisation's door."""
    account = Account.objects.filter(channel_id=state.id).first()
    context = {
        "card": card_of(state, _renewed().get(state.id), timezone.now()),
        "base_url": account.base_url if account else "",
        "error": error,
    }
    return show(request, "settings/channel.html", context, status=status)


@require_POST
@admin_only
def poll(request: MemberRequest, organisation: str, channel_id: int) -> HttpResponse:
    state = state_of(channel_id)
    told = {"channel": state.name}
    if state.health == "dead":
        messages.error(request, _("%(channel)s is disconnected. Renew its access first.") % told)
    elif poll_now(state.id):
        messages.success(request, _("%(channel)s is being read now.") % told)
    else:
        messages.info(request, _("%(channel)s is pushed in: there is nothing to read.") % told)
    return back(request, state.id)


@talks_to_network
@require_POST
@admin_only
def test(request: MemberRequest, organisation: str, channel_id: int) -> HttpResponse:
    """Asks the network whose access this is."""
    with short_transaction(request):
        state = state_of(channel_id)
    try:
        with short_transaction(request):
            standing = standing_of(state)
        account = check_renew(standing=standing, credentials=standing.credentials)
    except UnknownNetwork as error:
        messages.error(request, str(error))
    except CareError as refused:
        told = {"channel": state.name, "reason": refused.sentence}
        messages.error(request, _("%(channel)s does not work. %(reason)s") % told)
    else:
        told = {"channel": state.name, "handle": account.handle}
        messages.success(request, _("%(channel)s works: the access is %(handle)s’s.") % told)
        _revive(request, state, standing)
    return back(request, state.id)


def _revive(request: MemberRequest, state: ChannelState, standing: Standing) -> None:
    if state.health != "ok":
        with short_transaction(request):
            do_revive(standing=standing)


@require_POST
@admin_only
def disconnect(request: MemberRequest, organisation: str, channel_id: int) -> HttpResponse:
    state = state_of(channel_id)
    if request.POST.get("sure") != "yes":
        error = _("Say that you mean it: tick the box, then disconnect.")
        return _page(request, state, error=error, status=422)
    do_disconnect(channel_id=state.id, member=request.member)
    told = {"channel": state.name}
    messages.success(request, _("%(channel)s is disconnected. Its cases stay.") % told)
    return see_other(request, "channels:channel", state.id)
