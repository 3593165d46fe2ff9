"""What every adapter must do about addresses, proxies, limits and tokens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from care.core.http import HttpClient
from connectors.errors import AdapterError
from connectors.protocol import Access
from connectors.registry import ADAPTERS
from inbox.networks.lengths import COUNTERS
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.contract.stages import STAGES, someone_else
from tests.connectors.contract.walking import Notes, Poller, ids, is_worth_another_try, reply_to


def failure(poller: Poller) -> AdapterError:
    with pytest.raises(AdapterError) as error:
        poller.poll()
    return error.value


def test_every_registered_network_that_is_polled_plays_on_a_stage() -> None:
    assert set(STAGES) == {name for name, adapter in ADAPTERS.items() if adapter.kinds}


def test_what_the_pages_need_is_told(stage: Stage) -> None:
    adapter = stage.adapter
    assert adapter.capabilities.counter in COUNTERS
    assert {field.name for field in adapter.fields} == set(stage.access().credentials)
    assert adapter.kinds
    assert adapter.poll_seconds > 0


def test_the_account_says_who_it_is_and_how_much_it_may_write(stage: Stage) -> None:
    access = stage.access()
    who = stage.adapter.identify(replace(access, account_id=""))
    assert who.external_id == access.account_id
    assert who.handle.lower() == "acme"
    limits: dict[str, int] = {
        str(way): length for way, length in stage.adapter.capabilities.max_length.items()
    }
    limits |= stage.adapter.limits(access)
    assert all(length > 100 for length in limits.values())


def test_another_kind_of_server_at_the_address_is_not_taken_for_the_network(
    stage: Stage, meddler: Meddler
) -> None:
    access = stage.access(meddler.url)
    for status, body in ((200, {"hello": 1}), (200, b"<html>"), (404, b"<html>"), (200, [])):
        meddler.always(status, body)
        with pytest.raises(AdapterError) as error:
            stage.adapter.identify(access)
        assert not error.value.doubt


def test_all_requests_go_to_the_account_s_own_address(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    asked = stage.asks("ann", "help")
    item = watched.item(asked)
    before = len(meddler.asked)
    stage.adapter.send(watched.access, reply_to(item, "hello"))
    assert before > 0
    assert meddler.writes == 1


def test_a_private_address_is_not_spoken_to_unless_it_is_trusted(
    stage: Stage, meddler: Meddler
) -> None:
    access = someone_else(stage.access(meddler.url))
    with pytest.raises(AdapterError):
        stage.adapter.identify(access)
    encrypted = replace(access, base_url=meddler.url.replace("http://", "https://"))
    with pytest.raises(AdapterError, match="private network"):
        stage.adapter.identify(encrypted)
    assert meddler.asked == []


def test_redirects_are_not_followed(stage: Stage, meddler: Meddler, watched: Poller) -> None:
    meddler.always(302, b"", location=f"{stage.url}/elsewhere")
    assert not failure(watched).doubt
    assert len(meddler.asked) == 1


def test_the_proxy_of_the_environment_carries_reads_and_writes(
    stage: Stage, meddler: Meddler, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", meddler.url)
    port = urlsplit(stage.url).port
    host = f"network.invalid:{port}"
    http = HttpClient(allowed_hosts=frozenset({host}))
    access = replace(stage.access(f"http://{host}"), http=http)
    asked = stage.asks("ann", "help")
    poller = Poller(stage.adapter, access)
    stage.adapter.send(access, reply_to(poller.item(asked), "hello"))
    assert len(stage.posted()) == 1
    assert meddler.writes == 1
    assert set(meddler.hosts) == {host}


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_certificates_of_the_environment_are_the_ones_that_count(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "/nowhere/ca.pem")
    encrypted = stage.access(stage.url.replace("http://", "https://"))
    with pytest.raises(AdapterError, match="certificates"):
        stage.adapter.identify(encrypted)


def test_a_limit_that_is_reached_says_when_to_come_back_and_nobody_hammers(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    meddler.always(429, {"error": "Too many requests"}, **stage.limit(120))
    error = failure(watched)
    assert error.retry_after is not None
    assert 100 < error.retry_after < 140
    assert is_worth_another_try(error)
    assert len(meddler.asked) == 1


def test_a_reply_that_meets_the_limit_was_not_sent(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    reply = reply_to(watched.item(stage.asks("ann", "help")), "hello")
    meddler.always(429, {"error": "Too many requests"}, **stage.limit(120))
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert error.value.retry_after is not None
    assert is_worth_another_try(error.value)


def test_the_meter_is_asked_before_and_told_after_each_call(stage: Stage, meddler: Meddler) -> None:
    notes = Notes()
    access: Access = replace(stage.access(meddler.url), meter=notes)
    meddler.once(429, {"error": "Too many requests"}, **stage.limit(120))
    poller = Poller(stage.adapter, access)
    failure(poller)
    [(bucket, _, remaining, resets_at)] = notes.told
    assert notes.asked == [bucket]
    assert remaining == 0
    assert resets_at is not None
    away = resets_at - datetime.now(UTC)
    assert timedelta(seconds=100) < away < timedelta(seconds=140)
    notes.spent = True
    before = len(meddler.asked)
    assert failure(poller).retry_after == 60
    assert len(meddler.asked) == before


def test_a_token_that_is_refused_once_is_not_given_up(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    asked = stage.asks("ann", "help")
    meddler.once(401, stage.expired)
    error = failure(watched)
    assert is_worth_another_try(error)
    assert ids(watched.poll()) == [asked]


def test_a_token_that_is_gone_is_said_to_be_dead_for_reading_and_writing(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    reply = reply_to(watched.item(stage.asks("ann", "help")), "hello")
    meddler.always(401, stage.unauthorised)
    assert failure(watched).dead_token
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert error.value.dead_token
    assert error.value.permanent
    assert not error.value.doubt
    assert stage.posted() == []


@pytest.mark.parametrize(("status", "body"), [(503, b"<html>"), (500, b""), (200, b"<html>")])
def test_a_server_that_starts_or_fails_is_asked_again_later(
    stage: Stage, meddler: Meddler, watched: Poller, status: int, body: bytes
) -> None:
    asked = stage.asks("ann", "help")
    meddler.once(status, body)
    error = failure(watched)
    assert is_worth_another_try(error)
    assert ids(watched.poll()) == [asked]
