"""From a channel to its account on the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from care.core.errors import CareError
from care.core.http import HttpClient
from care.core.tenancy import current_organisation_id
from connectors.meter import Priority, SharedMeter
from connectors.models import Account
from connectors.protocol import Access, Adapter

SIMULATED = "simulated"


def http_client(network: str) -> HttpClient:
    """Only what the operator trusts may be a private address: other people's networks are not, and
    the simulated network is for its own channels alone."""
    trusted = {host.lower() for host in settings.TRUSTED_HOSTS}
    if settings.SIMULATOR_URL and network == SIMULATED:
        trusted.add(urlsplit(settings.SIMULATOR_URL).netloc.lower())
    return HttpClient(allowed_hosts=frozenset(trusted))


def access_of(
    adapter: Adapter, *, channel_id: int, account_id: str, priority: Priority = "ingest"
) -> Access:
    """Needs the organisation's door. Raises CareError when the channel has no usable access.
    `priority`: how much of what the network allows this use may take."""
    account = Account.objects.filter(channel_id=channel_id).exclude(credentials="").first()
    if account is None:
        raise CareError(
            _("This channel has no access to its network; connect it again."),
            code="not_connected",
        )
    base_url = account.base_url or adapter.base_url
    meter = SharedMeter(current_organisation_id(), account.id, priority)
    http = http_client(adapter.capabilities.network)
    return Access(base_url, account_id, account.open_credentials(), http, meter)


def is_current(access: Access, channel_id: int) -> bool:
    """The channel still has this very access, or none at all. Needs the organisation's door."""
    account = Account.objects.filter(channel_id=channel_id).exclude(credentials="").first()
    try:
        return account is None or account.open_credentials() == access.credentials
    except CareError:
        return False
