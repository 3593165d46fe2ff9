from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from care.core.errors import CareError, Refused
from care.core.models import AuditEntry
from connectors.access import access_of
from connectors.actions import check_connect, do_connect, do_disconnect
from connectors.models import Account
from connectors.registry import ADAPTERS, adapter_of
from inbox.networks.capabilities import UnknownNetwork, capabilities_of
from routing.models import Brand
from tests.connectors.desk import Desk
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


def test_every_adapter_tells_the_desk_its_limits() -> None:
    for network, adapter in ADAPTERS.items():
        assert capabilities_of(network) is adapter.capabilities
    with pytest.raises(UnknownNetwork):
        adapter_of("pigeons")


def test_a_connected_channel_has_its_streams_and_a_sealed_access(network: Network) -> None:
    desk = Desk("acme")
    channel_id = desk.connect(network, "AcmeHelp")
    channel = desk.channel(channel_id)
    assert (channel.network, channel.handle, channel.account_id) == (
        *("simulated", "AcmeHelp", "u-acmehelp"),
    )
    assert set(desk.streams(channel_id)) == {"mentions", "private", "changes"}
    token = network.account("AcmeHelp")["token"]
    with desk.open():
        row = Account.objects.get(channel_id=channel_id)
        assert token not in row.credentials
        access = access_of(adapter_of("simulated"), channel_id=channel_id, account_id="u-acmehelp")
    assert access.credentials == {"token": token}


def test_connecting_again_renews_the_access_of_the_same_channel(network: Network) -> None:
    desk = Desk("acme")
    first = desk.connect(network, "AcmeHelp")
    network.said("POST", "/sim/accounts/AcmeHelp/tokens")
    assert desk.connect(network, "AcmeHelp") == first
    with desk.open():
        assert Account.objects.count() == 1


def test_a_bad_token_is_refused_with_the_reason(network: Network) -> None:
    with pytest.raises(Refused, match="did not accept"):
        check_connect(network="simulated", credentials={"token": "wrong"}, base_url=network.url)


def test_an_address_that_nobody_trusts_is_refused(network: Network, settings: Any) -> None:
    settings.TRUSTED_HOSTS = []
    token = network.account("AcmeHelp")["token"]
    with pytest.raises(Refused, match="https"):
        check_connect(network="simulated", credentials={"token": token}, base_url=network.url)
    settings.SIMULATOR_URL = network.url
    account = check_connect(network="simulated", credentials={"token": token}, base_url=network.url)
    assert account.handle == "AcmeHelp"


def test_without_an_address_the_adapter_s_own_is_used(network: Network) -> None:
    desk = Desk("acme")
    channel_id = desk.connect(network, "AcmeHelp")
    with desk.open():
        Account.objects.update(base_url="")
        adapter = type(adapter_of("simulated"))(base_url="http://elsewhere.example")  # type: ignore[call-arg]
        access = access_of(adapter, channel_id=channel_id, account_id="u-acmehelp")
    assert access.base_url == "http://elsewhere.example"


def test_a_channel_without_access_says_so(network: Network) -> None:
    desk = Desk("acme")
    channel_id = desk.connect(network, "AcmeHelp")
    with desk.open():
        Account.objects.all().delete()
        with pytest.raises(CareError, match="connect it again"):
            access_of(adapter_of("simulated"), channel_id=channel_id, account_id="x")


def test_another_organisation_cannot_see_the_access(network: Network) -> None:
    acme, other = Desk("acme"), Desk("other")
    channel_id = acme.connect(network, "AcmeHelp")
    with other.open():
        assert Account.objects.count() == 0
        with pytest.raises(CareError):
            access_of(adapter_of("simulated"), channel_id=channel_id, account_id="u-acmehelp")
    other_id = other.connect(network, "AcmeHelp")
    assert other_id != channel_id


def test_do_connect_is_told_whose_account_it_is(network: Network) -> None:
    desk = Desk("acme")
    token = {"token": network.account("AcmeHelp", "Acme Helps")["token"]}
    account = check_connect(network="simulated", credentials=token, base_url=network.url)
    with desk.open():
        channel_id = do_connect(
            brand_id=Brand.objects.get().id,
            network="simulated",
            credentials=token,
            account=account,
        )
    assert desk.channel(channel_id).name == "Acme Helps"


def connected(
    desk: Desk, network: str, credentials: dict[str, str], url: str = "", **more: Any
) -> Any:
    account = check_connect(network=network, credentials=credentials, base_url=url)
    with desk.open():
        brand_id = Brand.objects.get().id
        access: dict[str, Any] = {"network": network, "credentials": credentials}
        channel_id = do_connect(brand_id=brand_id, account=account, base_url=url, **access, **more)
    return desk.channel(channel_id)


def test_what_was_written_before_is_history_unless_it_is_wanted_as_work(network: Network) -> None:
    desk, before = Desk("acme"), timezone.now()
    token = {"token": network.account("AcmeHelp")["token"]}
    until = connected(desk, "simulated", token, network.url).history_until
    assert before - timedelta(seconds=2) < until < timezone.now()
    other = {"token": network.account("AcmeShop")["token"]}
    work = connected(desk, "simulated", other, network.url, history_until=None)
    assert work.history_until is None
    again = connected(desk, "simulated", other, network.url)
    assert again.history_until is None


def test_what_a_system_pushes_is_never_history() -> None:
    assert connected(Desk("acme"), "generic", {"handle": "shop"}).history_until is None


def test_what_the_server_allows_is_kept_with_the_channel(network: Network) -> None:
    desk = Desk("acme")
    token = {"token": network.account("AcmeHelp")["token"]}
    assert connected(desk, "simulated", token, network.url, limits={"public": 500}).limits == {
        "public": 500
    }
    assert connected(desk, "simulated", token, network.url).limits == {"public": 500}


def test_who_connected_is_written_down_without_the_secret(network: Network) -> None:
    desk = Desk("acme")
    token = {"token": network.account("AcmeHelp")["token"]}
    channel = connected(desk, "simulated", token, network.url, member=desk.agent)
    with desk.open():
        line = AuditEntry.objects.get()
    assert (line.verb, line.subject, line.member_id) == (
        *("channel.connect", f"channel {channel.id}", desk.agent.id),
    )
    assert token["token"] not in str(line.data)


def test_a_forgotten_access_is_no_access(network: Network) -> None:
    desk = Desk("acme")
    channel_id = desk.connect(network, "AcmeHelp")
    with desk.open():
        do_disconnect(channel_id=channel_id, member=desk.agent)
        with pytest.raises(CareError, match="connect it again"):
            access_of(adapter_of("simulated"), channel_id=channel_id, account_id="x")
    assert desk.connect(network, "AcmeHelp") == channel_id
    assert desk.channel(channel_id).health == "ok"
    assert not [s for s in desk.streams(channel_id).values() if s.failures]
