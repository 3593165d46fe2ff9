"""What the pages of channels have in common."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from care.core.errors import CareError
from care.core.pages.gate import MAX_ID, see_other
from care.core.requests import MemberRequest
from connectors.actions import Standing
from connectors.models import Account
from inbox.flow.ingest.overview import ChannelState, channel_states


def back(request: MemberRequest, channel_id: int) -> HttpResponse:
    """To the page on which the button stood."""
    if request.POST.get("from") == "channel":
        return see_other(request, "channels:channel", channel_id)
    return see_other(request, "channels:list")


def state_of(channel_id: int) -> ChannelState:
    """Needs the organisation's door. Absent and foreign are the same 404."""
    found = channel_states(channel_id) if 0 < channel_id <= MAX_ID else ()
    if not found:
        raise Http404
    return found[0]


def standing_of(state: ChannelState, *, whatever_was_stored: bool = False) -> Standing:
    """Needs the organisation's door. Raises CareError when there are no credentials, or no key
    opens them; with `whatever_was_stored` there are none then."""
    account = Account.objects.filter(channel_id=state.id).first()
    credentials: dict[str, str] = {}
    try:
        credentials = _credentials(account)
    except CareError:
        if not whatever_was_stored:
            raise
    return Standing(
        channel_id=state.id,
        network=state.network,
        account_id=state.account_id,
        handle=state.handle,
        disconnected_at=state.disconnected_at,
        base_url=account.base_url if account else "",
        credentials=credentials,
    )


def _credentials(account: Account | None) -> dict[str, str]:
    if account is None or not account.credentials:
        raise CareError(_("It has no access to its network: renew it."), code="not_connected")
    return account.open_credentials()
