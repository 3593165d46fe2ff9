"""An account that is known keeps its brand and its name, and what people change while a network is
asked about it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from care.core.errors import Refused
from connectors import polling
from connectors.actions import (
    Standing,
    check_connect,
    check_renew,
    do_connect,
    do_disconnect,
    do_renew,
    do_revive,
)
from connectors.pages.gate import standing_of, state_of
from inbox.models import Case, Channel
from routing.models import Brand
from tests.cast import Cast
from tests.connectors.network import Network
from tests.connectors.pages.conftest import CHANNELS
from tests.connectors.pages.walk import (
    CONFIRM,
    CONNECT,
    account,
    channel,
    connects,
    shown,
    token_of,
    typed,
)


@pytest.fixture
def other_brand(acme: Cast) -> Brand:
    with acme.door():
        return Brand.objects.create(name="Acme Shoes", slug="shoes")


def rename(cast: Cast, channel_id: int) -> None:
    with cast.door():
        Channel.objects.filter(id=channel_id).update(name="The help desk")


def standing(cast: Cast, channel_id: int) -> Standing:
    """As a page reads it before it asks the network."""
    with cast.door():
        return standing_of(state_of(channel_id), whatever_was_stored=True)


def renews(cast: Cast, network: Network, before: Standing) -> dict[str, str]:
    """The second half of a renewal that began with `before`."""
    access = {"token": token_of(network)}
    found = check_renew(standing=before, credentials=access)
    with cast.door():
        do_renew(standing=before, credentials=access, account=found, member=cast.admin)
    return access


def test_an_account_that_is_connected_again_keeps_its_name(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    rename(acme, channel_id)
    assert connects(admin, acme, simulated) == channel_id
    assert channel(acme, channel_id).name == "The help desk"


def test_another_brand_is_refused_where_it_was_chosen(
    admin: Client, acme: Cast, simulated: Network, other_brand: Brand
) -> None:
    """The cases that are there keep their brand, and would part from their channel's."""
    channel_id = connects(admin, acme, simulated, history="work")
    simulated.customer_posts("kim", "@AcmeHelp my router is down")
    polling.poll_due()
    before = account(acme, channel_id).credentials
    form = typed(acme, simulated, token_of(simulated), brand=str(other_brand.id))
    answer = admin.post(CONNECT, form)
    assert answer.status_code == 422
    assert "AcmeHelp is connected already and speaks for Acme." in answer.content.decode()
    assert admin.post(CONFIRM, {"yes": "connect"}).headers["Location"] == f"{CHANNELS}connect/"
    assert account(acme, channel_id).credentials == before
    with acme.door():
        assert Case.objects.get().brand_id == channel(acme, channel_id).brand_id != other_brand.id


def test_another_brand_is_refused_to_whoever_was_slower(
    admin: Client, acme: Cast, simulated: Network, other_brand: Brand
) -> None:
    """Both looked when the account was nobody's."""
    token = token_of(simulated)
    admin.post(CONNECT, typed(acme, simulated, token, brand=str(other_brand.id)))
    access = {"token": token}
    found = check_connect(network="simulated", credentials=access, base_url=simulated.url)
    with acme.door():
        channel_id = do_connect(
            brand_id=Brand.objects.earliest("id").id,
            network="simulated",
            credentials=access,
            account=found,
            base_url=simulated.url,
        )
        do_disconnect(channel_id=channel_id, member=acme.admin)
    answer = admin.post(CONFIRM, {"yes": "connect"})
    assert answer.headers["Location"] == CONNECT
    assert "speaks for Acme." in shown(admin, CONNECT)
    now = channel(acme, channel_id)
    assert (now.health, now.brand_id == other_brand.id) == ("dead", False)
    assert account(acme, channel_id).credentials == ""


def test_the_operator_s_command_finds_the_brand_of_a_known_account(
    acme: Cast, other_brand: Brand
) -> None:
    call_command("connect_generic", "acme", "forum", brand="shoes")
    call_command("connect_generic", "acme", "forum")
    with acme.door():
        assert Channel.objects.get().brand_id == other_brand.id
        first = Brand.objects.earliest("id").slug
    with pytest.raises(CommandError, match="speaks for Acme Shoes"):
        call_command("connect_generic", "acme", "forum", brand=first)


def test_a_renewed_access_leaves_a_new_name_as_it_is(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    before = standing(acme, channel_id)
    rename(acme, channel_id)
    access = renews(acme, simulated, before)
    assert channel(acme, channel_id).name == "The help desk"
    assert account(acme, channel_id).open_credentials() == access


def test_a_channel_that_was_disconnected_while_it_was_renewed_stays_so(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    before = standing(acme, channel_id)
    with acme.door():
        do_disconnect(channel_id=channel_id, member=acme.admin)
    with pytest.raises(Refused, match="was disconnected meanwhile, and stays so"):
        renews(acme, simulated, before)
    assert channel(acme, channel_id).health == "dead"
    assert account(acme, channel_id).credentials == ""
    assert polling.poll_due() == 0
    # Said once more, and so meant.
    renews(acme, simulated, standing(acme, channel_id))
    now = channel(acme, channel_id)
    assert (now.health, now.disconnected_at) == ("ok", None)


def test_a_test_leaves_a_new_name_as_it_is(admin: Client, acme: Cast, simulated: Network) -> None:
    channel_id = connects(admin, acme, simulated)
    with acme.door():
        Channel.objects.update(health="dead")
    before = standing(acme, channel_id)
    rename(acme, channel_id)
    with acme.door():
        do_revive(standing=before)
    now = channel(acme, channel_id)
    assert (now.health, now.name) == ("ok", "The help desk")
