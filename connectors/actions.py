"""Verbs on accounts. What asks a network stands outside any transaction; what writes needs the
organisation's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import Member
from connectors.access import http_client
from connectors.errors import AdapterError
from connectors.models import Account, sealed
from connectors.protocol import Access
from connectors.registry import adapter_of
from inbox.flow.delivery import due_again
from inbox.flow.ingest.channels import (
    brand_of,
    close_channel,
    hold_channel,
    open_channel,
    reopen_channel,
)
from inbox.networks.items import Author


def check_connect(*, network: str, credentials: Mapping[str, str], base_url: str = "") -> Author:
    """Whose account this is, asked of the network itself: call it outside any transaction.
    Without `base_url` the network is where its adapter says."""
    adapter = adapter_of(network)
    access = Access(base_url or adapter.base_url, "", credentials, http_client(network))
    try:
        return adapter.identify(access)
    except AdapterError as error:
        raise _not_accepted(error) from error


def ask_limits(
    *, network: str, credentials: Mapping[str, str], account: Author, base_url: str = ""
) -> dict[str, int]:
    """How long messages may be on this account's server: call it outside any transaction."""
    adapter = adapter_of(network)
    where = base_url or adapter.base_url
    try:
        http = http_client(adapter.capabilities.network)
        return dict(adapter.limits(Access(where, account.external_id, credentials, http)))
    except AdapterError as error:
        raise _not_accepted(error) from error


def _not_accepted(error: AdapterError) -> Refused:
    sentence = _("The network did not accept this access. %(reason)s")
    return Refused(sentence % {"reason": error.sentence}, code="not_accepted")


def check_brand(*, brand_id: int, network: str, account: Author) -> None:
    """Cases keep the brand they came to, so an account that is known keeps its own. Needs the
    organisation's door."""
    brand = brand_of(network, account.external_id)
    if brand is None or brand.id == brand_id:
        return
    raise Refused(
        _("%(handle)s is connected already and speaks for %(brand)s. Choose %(brand)s to renew it.")
        % {"handle": account.handle, "brand": brand.name},
        code="other_brand",
    )


def do_connect(
    *,
    brand_id: int,
    network: str,
    credentials: Mapping[str, str],
    account: Author,
    base_url: str = "",
    name: str = "",
    history_until: datetime | Literal["now"] | None = "now",
    limits: Mapping[str, int] | None = None,
    member: Member | None = None,
) -> int:
    """The id of the channel, new or brought back to life with a new access. Needs the
    organisation's door; `account` is what check_connect gave. An account that is known keeps its
    brand and what people call it; another brand is refused, see `check_brand`.

    What was written up to `history_until` arrives resolved and silent; None: all of it is work. A
    network that pushes has no history, only what somebody chose to push.
    """
    kinds = adapter_of(network).kinds
    if history_until == "now":
        history_until = timezone.now() if kinds else None
    with transaction.atomic():
        channel_id = open_channel(
            brand_id=brand_id,
            network=network,
            name=(name or account.display_name or account.handle)[:120],
            handle=account.handle[:200],
            account_id=account.external_id,
            kinds=kinds,
            history_until=history_until,
            limits=limits,
        )
        # Now, with the row held: two people may connect it at once.
        check_brand(brand_id=brand_id, network=network, account=account)
        _keep(channel_id, base_url, credentials)
    due_again(channel_id)
    _noted(member, "channel.connect", channel_id, network=network, handle=account.handle[:200])
    return channel_id


def _keep(channel_id: int, base_url: str, credentials: Mapping[str, str]) -> None:
    Account.objects.update_or_create(
        channel_id=channel_id,
        defaults={"base_url": base_url, "credentials": sealed(credentials)},
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A connected account as its channel knew it before the network was asked."""

    channel_id: int
    network: str
    account_id: str
    handle: str
    disconnected_at: datetime | None
    base_url: str
    credentials: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Standing({self.channel_id})"


def check_renew(*, standing: Standing, credentials: Mapping[str, str]) -> Author:
    """The new access must be one to the same account: its conversations go on there. Call it
    outside any transaction."""
    account = check_connect(
        network=standing.network, credentials=credentials, base_url=standing.base_url
    )
    if account.external_id != standing.account_id:
        raise Refused(
            _("This access belongs to %(other)s, but the channel is %(handle)s. Connect it anew.")
            % {"other": account.handle, "handle": standing.handle},
            code="other_account",
        )
    return account


def do_renew(
    *,
    standing: Standing,
    credentials: Mapping[str, str],
    account: Author,
    limits: Mapping[str, int] | None = None,
    member: Member | None = None,
) -> None:
    """Its streams go on where they stopped; what waited to be sent is sent. Only the access is
    written: whatever else people changed while the network was asked stays as they left it."""
    channel = hold_channel(standing.channel_id)
    if channel.disconnected_at not in {None, standing.disconnected_at}:
        raise Refused(
            _(
                "%(channel)s was disconnected meanwhile, and stays so. If it is to go on, renew it"
                " once more."
            )
            % {"channel": channel.name},
            code="disconnected",
        )
    reopen_channel(
        channel,
        handle=account.handle[:200],
        kinds=adapter_of(standing.network).kinds,
        limits=limits,
    )
    _keep(channel.id, standing.base_url, credentials)
    due_again(channel.id)
    _noted(member, "channel.renew", channel.id, handle=account.handle[:200])


def do_revive(*, standing: Standing) -> None:
    """The access works, whatever was thought of it: its streams are asked at once. Nothing happens
    where the channel was disconnected while the network was asked."""
    channel = hold_channel(standing.channel_id)
    if channel.disconnected_at is None:
        kinds = adapter_of(standing.network).kinds
        reopen_channel(channel, handle=channel.handle, kinds=kinds)


def do_disconnect(*, channel_id: int, member: Member) -> None:
    """Nothing is fetched or sent any more, and its access is forgotten. Its cases stay, and the
    channel too: whoever connects the same account again goes on with it."""
    sentence = _("Disconnected by %(name)s. Connect it again to go on.")
    close_channel(channel_id, sentence % {"name": member.display_name})
    Account.objects.filter(channel_id=channel_id).update(credentials="")
    _noted(member, "channel.disconnect", channel_id)


def _noted(member: Member | None, verb: str, channel_id: int, **data: str) -> None:
    audit.note(member, verb, f"channel {channel_id}", **data)
