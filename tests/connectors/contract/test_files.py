"""Pictures in both directions, on every network that takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.errors import AdapterError
from inbox.networks.items import OutgoingFile
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.contract.walking import Poller, reply_to
from tests.pictures import picture


def file(alt: str) -> OutgoingFile:
    content = picture(size=(64, 48))
    return OutgoingFile("router.png", "image/png", alt, len(content), lambda: content)


@pytest.mark.parametrize("private", [False, True])
def test_a_reply_carries_its_picture_and_what_is_on_it(
    stage: Stage, poller: Poller, private: bool
) -> None:
    asked = stage.whispers("ann", "help") if private else stage.asks("ann", "help")
    reply = replace(reply_to(poller.item(asked), "like this"), files=(file("The grey button"),))
    sent = stage.adapter.send(poller.access, reply)
    assert stage.carried(sent.external_id) == ["The grey button"]
    back = {item.external_id: item for item in poller.poll()}[sent.external_id]
    assert back.text == "like this"
    assert [(one.kind, one.alt) for one in back.media] == [("picture", "The grey button")]


def test_several_stay_in_their_order(stage: Stage, poller: Poller) -> None:
    asked = poller.item(stage.asks("ann", "help"))
    alts = ["first", "second", "third"]
    reply = replace(reply_to(asked, "three steps"), files=tuple(map(file, alts)))
    sent = stage.adapter.send(poller.access, reply)
    assert stage.carried(sent.external_id) == alts


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_upload_that_fails_leaves_no_post_and_no_doubt(
    stage: Stage, meddler: Meddler, watched: Poller, status: int
) -> None:
    asked = watched.item(stage.asks("ann", "help"))
    meddler.always(status, b"oops")
    meddler.canned[0].when = lambda method, path: method != "GET" and "media" in path
    reply = replace(reply_to(asked, "like this"), files=(file("a"),))
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert not error.value.doubt
    assert not error.value.permanent
    assert stage.posted() == []


def test_a_file_that_is_missing_here_stops_the_reply(stage: Stage, poller: Poller) -> None:
    def gone() -> bytes:
        raise FileNotFoundError

    asked = poller.item(stage.asks("ann", "help"))
    reply = replace(reply_to(asked, "like this"), files=(replace(file("a"), load=gone),))
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(poller.access, reply)
    assert error.value.permanent
    assert stage.posted() == []


def test_a_customers_picture_is_told_of_and_fetched(stage: Stage, poller: Poller) -> None:
    item = poller.item(stage.shows("ann", "my router", "All lamps are red"))
    assert item.text == "@acme my router"
    [media] = item.media
    assert (media.kind, media.alt) == ("picture", "All lamps are red")
    assert stage.adapter.file(poller.access, media.url)


def test_a_private_address_is_not_asked_for_a_file(stage: Stage, poller: Poller) -> None:
    """Whoever writes to us may name any address; our own network is not the internet."""
    for address in ("http://127.0.0.2:1/a.png", "https://10.1.2.3/a.png", "http://[::1]:9/a"):
        with pytest.raises(AdapterError) as error:
            stage.adapter.file(poller.access, address)
        assert error.value.permanent
