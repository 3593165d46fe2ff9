"""Connecting, testing, renewing and disconnecting a channel, against the running network."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from care.core.errors import Refused
from care.core.models import AuditEntry, Person
from care.core.models.member import Role
from connectors import polling
from connectors.actions import do_revive
from connectors.models import Account
from connectors.pages import drafts
from connectors.pages.gate import standing_of, state_of
from inbox.actions.reply import check_reply
from inbox.flow.ingest.streams import claim_stream, due_streams, stream_failed, stream_polled
from inbox.models import Case, Channel, Stream
from routing.setup import do_create_member
from tests.cast import Cast, hire
from tests.connectors.network import Network
from tests.connectors.pages.conftest import CHANNELS, client_of
from tests.connectors.pages.walk import (
    CONFIRM,
    CONNECT,
    account,
    channel,
    connects,
    does,
    shown,
    token_of,
    typed,
)


def audited(cast: Cast) -> list[tuple[str, int | None]]:
    with cast.door():
        return list(AuditEntry.objects.order_by("id").values_list("verb", "member_id"))


def test_an_empty_list_says_what_to_do(admin: Client, simulated: Network) -> None:
    html = shown(admin, CHANNELS)
    assert "No channel is connected yet" in html
    assert f'href="{CHANNELS}connect/"' in html
    assert f'href="{CONNECT}"' in shown(admin, f"{CHANNELS}connect/")


def test_the_simulated_network_is_offered_only_where_one_runs(admin: Client) -> None:
    assert "Simulated" not in shown(admin, f"{CHANNELS}connect/")
    shown(admin, CONNECT, 404)


def test_nothing_is_connected_before_the_account_was_shown(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    looked = admin.post(CONNECT, typed(acme, simulated, token_of(simulated)))
    assert looked.headers["Location"] == CONFIRM
    html = shown(admin, CONFIRM)
    assert "AcmeHelp here" in html
    assert "come in resolved" in html
    with acme.door():
        assert not Channel.objects.exists()
    assert admin.post(CONFIRM).status_code == 422
    with acme.door():
        assert not Channel.objects.exists()


def test_a_connected_account_is_a_channel_that_is_read(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    assert channel(acme, channel_id).account_id == "u-acmehelp"
    assert audited(acme) == [("channel.connect", acme.admin.id)]
    simulated.customer_posts("kim", "@AcmeHelp my router is down")
    polling.poll_due()
    html = shown(admin, f"{CHANNELS}{channel_id}/")
    assert "Mentions" in html
    assert "just now" in html
    assert "Working" in html
    assert "AcmeHelp here" in shown(admin, CHANNELS)


@pytest.mark.parametrize(("history", "state"), [("resolved", "resolved"), ("work", "open")])
def test_earlier_messages_come_in_as_was_wished(
    admin: Client, acme: Cast, simulated: Network, history: str, state: str
) -> None:
    simulated.account("AcmeHelp")
    simulated.customer_posts("kim", "@AcmeHelp my router is down")
    with time_machine.travel(now() + timedelta(minutes=1)):
        channel_id = connects(admin, acme, simulated, history=history)
    does(admin, channel_id, "poll")
    polling.poll_due()
    with acme.door():
        assert Case.objects.get().state == state


def test_a_secret_is_never_on_a_page_or_in_clear_anywhere(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    token = token_of(simulated)
    refused = admin.post(CONNECT, typed(acme, simulated, token, brand="0"))
    assert refused.status_code == 422
    assert token not in refused.content.decode()
    wrong = admin.post(CONNECT, typed(acme, simulated, "wrong-token-of-ours"))
    assert wrong.status_code == 422
    assert "did not accept this access" in wrong.content.decode()
    assert "wrong-token-of-ours" not in wrong.content.decode()
    admin.post(CONNECT, typed(acme, simulated, token))
    assert token not in shown(admin, CONFIRM)
    assert all(token not in str(row.get_decoded()) for row in Session.objects.all())
    done = admin.post(CONFIRM, {"yes": "connect"})
    page = done.headers["Location"]
    for path in (CHANNELS, page, f"{page}renew/"):
        assert token not in shown(admin, path)
    with acme.door():
        assert token not in Account.objects.get().credentials
        assert token not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://mastodon.example", "https"),
        ("https://10.0.0.1", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("ftp://mastodon.example", "no web address"),
        ("https://user:word@mastodon.example", "Only the server"),
        ("https://mastodon.example/?a=b", "Only the server"),
        ("https://", "no web address"),
        ("https://[", "no web address"),
    ],
)
def test_an_address_that_must_not_be_asked_is_refused(
    admin: Client, acme: Cast, simulated: Network, address: str, sentence: str
) -> None:
    answer = admin.post(CONNECT, typed(acme, simulated, "t", base_url=address))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_what_was_typed_lasts_a_quarter_of_an_hour_and_once(
    admin: Client, acme: Cast, simulated: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    connects(admin, acme, simulated)
    assert admin.post(CONFIRM, {"yes": "connect"}).headers["Location"] == f"{CHANNELS}connect/"
    admin.post(CONNECT, typed(acme, simulated, token_of(simulated, "Second")))
    monkeypatch.setattr(drafts, "LASTS", timedelta(0))
    answer = admin.post(CONFIRM, {"yes": "connect"})
    assert answer.headers["Location"] == f"{CHANNELS}connect/"
    with acme.door():
        assert Channel.objects.count() == 1


def test_what_was_typed_for_one_organisation_is_not_connected_to_another(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    globex = hire("globex", connect=lambda: 0)
    with globex.door():
        do_create_member(
            organisation=globex.organisation,
            email=Person.objects.get(memberships=acme.admin.membership_id).email,
            name="Ada",
            password=None,
            role=Role.ADMIN,
            teams=[],
        )
    admin.post(CONNECT, typed(acme, simulated, token_of(simulated)))
    elsewhere = "/globex/settings/channels/connect/confirm/"
    answer = admin.post(elsewhere, {"yes": "connect"})
    assert answer.headers["Location"] == "/globex/settings/channels/connect/"
    with globex.door():
        assert not Channel.objects.exists()


def test_the_test_says_whose_access_it_is_and_what_is_wrong(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    assert "works: the access is AcmeHelp’s." in does(admin, channel_id, "test")
    simulated.said("POST", "/sim/accounts/AcmeHelp/tokens")
    simulated.said("DELETE", "/sim/everything")
    html = does(admin, channel_id, "test")
    assert "does not work." in html
    assert "told--error" in html


def test_a_channel_that_was_mistaken_for_dead_is_read_again(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    with acme.door():
        Channel.objects.update(health="dead", health_note="Its token is gone.")
    assert "Its token is gone." in shown(admin, CHANNELS)
    does(admin, channel_id, "test")
    assert channel(acme, channel_id).health == "ok"


def test_poll_now_makes_its_streams_due(admin: Client, acme: Cast, simulated: Network) -> None:
    channel_id = connects(admin, acme, simulated)
    polling.poll_due()
    assert "is being read now" in does(admin, channel_id, "poll")
    with acme.door():
        assert not Stream.objects.filter(next_poll_at__gt=Now()).exists()


def test_a_renewed_access_is_one_to_the_same_account(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    before = account(acme, channel_id).credentials
    renew = f"{CHANNELS}{channel_id}/renew/"
    other = admin.post(renew, {"access_token": token_of(simulated, "SomebodyElse")})
    assert other.status_code == 422
    assert "belongs to SomebodyElse" in other.content.decode()
    assert account(acme, channel_id).credentials == before
    with acme.door():
        Channel.objects.update(health="dead")
    answer = admin.post(renew, {"access_token": token_of(simulated)})
    assert answer.status_code == 303
    assert account(acme, channel_id).credentials != before
    assert channel(acme, channel_id).health == "ok"
    assert audited(acme)[-1] == ("channel.renew", acme.admin.id)


def test_an_access_that_no_key_opens_can_still_be_renewed(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    with acme.door():
        Account.objects.update(credentials="sealed with a key that was lost")
    assert "cannot be opened with any key" in does(admin, channel_id, "test")
    answer = admin.post(f"{CHANNELS}{channel_id}/renew/", {"access_token": token_of(simulated)})
    assert answer.status_code == 303
    assert "works:" in does(admin, channel_id, "test")


def test_a_disconnected_channel_is_neither_read_nor_written_to_and_stays(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated, history="work")
    simulated.customer_posts("kim", "@AcmeHelp my router is down")
    polling.poll_due()
    half = admin.post(f"{CHANNELS}{channel_id}/disconnect/")
    assert half.status_code == 422
    assert channel(acme, channel_id).health == "ok"
    html = does(admin, channel_id, "disconnect", sure="yes")
    assert "Disconnected by Ada" in html
    assert account(acme, channel_id).credentials == ""
    simulated.customer_posts("lou", "@AcmeHelp mine too")
    assert polling.poll_due() == 0
    assert "Renew its access first" in does(admin, channel_id, "poll")
    assert "has no access" in does(admin, channel_id, "test")
    with acme.door():
        case = Case.objects.select_related("channel").get()
        with pytest.raises(Refused, match="disconnected"):
            check_reply(
                member=acme.anna,
                case=case,
                text="Hello",
                visibility="public",
                idempotency_key="k" * 32,
            )
    assert audited(acme)[-1] == ("channel.disconnect", acme.admin.id)
    assert connects(admin, acme, simulated) == channel_id
    polling.poll_due()
    with acme.door():
        assert Case.objects.count() == 2


def test_a_walk_under_way_does_not_bring_a_disconnected_channel_back(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    claimed = [claim_stream(ref, 60) for ref in due_streams(2)]
    does(admin, channel_id, "disconnect", sure="yes")
    first, second = (one for one in claimed if one is not None)
    stream_polled(first, poll_again_in=0)
    stream_failed(second, "The network failed.", retry_in=0)
    assert channel(acme, channel_id).health == "dead"
    assert due_streams(10) == []


def test_a_test_under_way_does_not_bring_a_disconnected_channel_back(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    channel_id = connects(admin, acme, simulated)
    with acme.door():
        tested = standing_of(state_of(channel_id))
    does(admin, channel_id, "disconnect", sure="yes")
    with acme.door():
        do_revive(standing=tested)
    assert channel(acme, channel_id).health == "dead"
    assert due_streams(10) == []


def test_the_pages_ask_the_same_however_many_channels_there_are(
    admin: Client, acme: Cast, simulated: Network
) -> None:
    asked = []
    for handle in ("One", "Two", "Three"):
        connects(admin, acme, simulated, handle)
        shown(admin, CHANNELS)
        with CaptureQueriesContext(connection) as captured:
            shown(admin, CHANNELS)
        asked.append(len(captured))
    assert len(set(asked)) == 1


@pytest.mark.parametrize("who", ["anna", "leader", "tess"])
def test_for_everybody_else_the_pages_are_not_there(
    acme: Cast, admin: Client, simulated: Network, who: str
) -> None:
    channel_id = connects(admin, acme, simulated)
    client = client_of(getattr(acme, who))
    for path in ("", "connect/", "connect/simulated/", "connect/confirm/", f"{channel_id}/"):
        assert client.get(f"{CHANNELS}{path}").status_code == 404, path
    for path in ("connect/simulated/", "connect/confirm/", *_forms(channel_id)):
        answer = client.post(f"{CHANNELS}{path}", {"sure": "yes", "yes": "connect"})
        assert answer.status_code == 404, path
    assert channel(acme, channel_id).health == "ok"


def _forms(channel_id: int) -> list[str]:
    return [f"{channel_id}/{what}/" for what in ("poll", "test", "renew", "disconnect")]
