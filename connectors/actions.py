"""Verbs on accounts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from care.core.errors import Refused
from connectors.access import http_client
from connectors.errors import AdapterError
from connectors.models import Account, sealed
from connectors.protocol import Access
from connectors.registry import adapter_of
from inbox.flow.ingest.channels import open_channel
from inbox.networks.items import Author


def check_connect(*, network: str, credentials: Mapping[str, str], base_url: str = "") -> Author:
    """Whose account this is, asked of the network itself: call it outside any transaction.
    Without `base_url` the network is where its adapter says."""
    adapter = adapter_of(network)
    access = Access(base_url or adapter.base_url, "", credentials, http_client())
    try:
        return adapter.identify(access)
    except AdapterError as error:
        raise Refused(
            _("The network did not accept this access. %(reason)s") % {"reason": error.sentence},
            code="not_accepted",
        ) from error


def do_connect(
    *,
    brand_id: int,
    network: str,
    credentials: Mapping[str, str],
    account: Author,
    base_url: str = "",
    name: str = "",
) -> int:
    """The id of the channel, new or brought back to life with a new access. Needs the
    organisation's door; `account` is what check_connect gave."""
    channel_id = open_channel(
        brand_id=brand_id,
        network=network,
        name=name or account.display_name or account.handle,
        handle=account.handle,
        account_id=account.external_id,
        kinds=adapter_of(network).kinds,
    )
    Account.objects.update_or_create(
        channel_id=channel_id,
        defaults={"base_url": base_url, "credentials": sealed(credentials)},
    )
    return channel_id
