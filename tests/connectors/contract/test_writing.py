"""What every adapter must do when it writes: once, to the right place, or say what is in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import AdapterError
from inbox.networks.items import IncomingItem
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.contract.walking import Poller, reply_to


def question(stage: Stage, poller: Poller, *, private: bool = False) -> IncomingItem:
    written = stage.whispers("ann", "help") if private else stage.asks("ann", "help")
    return poller.item(written)


def a_minute_ago() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def test_public_stays_public_and_direct_stays_direct(stage: Stage, poller: Poller) -> None:
    open_one, secret = question(stage, poller), question(stage, poller, private=True)
    first = stage.adapter.send(poller.access, reply_to(open_one, "for everybody"))
    second = stage.adapter.send(poller.access, reply_to(secret, "for you"))
    reach = {one.external_id: one.reach for one in stage.posted()}
    assert reach == {first.external_id: "public", second.external_id: "private"}
    back = {item.external_id: item for item in poller.poll()}
    assert back[first.external_id].in_reply_to == open_one.external_id
    assert back[second.external_id].conversation == secret.conversation


@pytest.mark.parametrize("private", [False, True])
def test_a_lost_answer_is_a_doubt_and_a_look_finds_the_reply_once(
    stage: Stage, meddler: Meddler, watched: Poller, private: bool
) -> None:
    reply = reply_to(question(stage, watched, private=private), "this will help")
    meddler.loses_answers_to_writes = True
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert error.value.doubt
    assert not error.value.permanent
    assert meddler.writes == 1
    looked = stage.adapter.own_posts(watched.access, reply, a_minute_ago())
    [posted] = stage.posted()
    [found] = looked.items
    assert looked.complete
    assert found.own
    assert (found.external_id, found.text) == (posted.external_id, "this will help")
    place = (found.kind, found.in_reply_to if not private else found.conversation)
    assert place == (("private", reply.conversation) if private else ("post", reply.in_reply_to))


@pytest.mark.parametrize("private", [False, True])
def test_a_look_for_a_reply_that_never_arrived_is_complete_and_shows_nothing(
    stage: Stage, poller: Poller, private: bool
) -> None:
    asked = question(stage, poller, private=private)
    other = question(stage, poller)
    stage.answers_elsewhere("to another post", other.external_id)
    looked = stage.adapter.own_posts(poller.access, reply_to(asked, "never sent"), a_minute_ago())
    assert looked.complete
    assert [item for item in looked.items if item.in_reply_to in (None, asked.external_id)] == []


def test_a_look_reaches_back_over_several_pages(stage: Stage, poller: Poller) -> None:
    asked, other = question(stage, poller), question(stage, poller)
    reply = reply_to(asked, "the one")
    sent = stage.adapter.send(poller.access, reply)
    for number in range(11):
        stage.answers_elsewhere(f"another {number}", other.external_id)
    looked = stage.adapter.own_posts(poller.access, reply, a_minute_ago())
    assert sent.external_id in {item.external_id for item in looked.items}
    assert looked.complete


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_that_fails_while_we_write_leaves_a_doubt(
    stage: Stage, meddler: Meddler, watched: Poller, status: int
) -> None:
    reply = reply_to(question(stage, watched), "hello")
    meddler.always(status, b"<html>oops</html>")
    meddler.canned[0].when = lambda method, _: method != "GET"
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert error.value.doubt
    assert meddler.writes == 1


def test_an_answer_to_a_write_that_cannot_be_read_leaves_a_doubt(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    reply = reply_to(question(stage, watched), "hello")
    meddler.always(200, b"<html>welcome</html>")
    meddler.canned[0].when = lambda method, _: method != "GET"
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(watched.access, reply)
    assert error.value.doubt


def test_a_post_that_was_deleted_before_the_answer_is_refused_for_good(
    stage: Stage, poller: Poller
) -> None:
    asked = question(stage, poller)
    stage.deletes(asked.external_id)
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(poller.access, reply_to(asked, "too late"))
    assert error.value.permanent
    assert not error.value.doubt
    assert not error.value.dead_token
    assert stage.posted() == []


def test_a_reply_of_the_greatest_length_is_taken(stage: Stage, poller: Poller) -> None:
    capabilities = stage.adapter.capabilities
    limit = capabilities.max_length["public"]
    text = ("é" * limit)[: limit - 8] + " 👍🏽 ok"
    text += "." * capabilities.left(text, "public")
    assert capabilities.left(text, "public") == 0
    sent = stage.adapter.send(poller.access, reply_to(question(stage, poller), text))
    assert [one.external_id for one in stage.posted()] == [sent.external_id]


def test_a_text_that_is_too_long_is_known_before_it_is_sent(stage: Stage) -> None:
    assert stage.adapter.capabilities.left(stage.too_long, "public") == -1


def test_an_address_in_a_reply_counts_as_the_network_counts_it(
    stage: Stage, poller: Poller
) -> None:
    capabilities = stage.adapter.capabilities
    text = f"https://example.com/{'a' * 200} "
    text += "b" * capabilities.left(text, "public")
    stage.adapter.send(poller.access, reply_to(question(stage, poller), text))
    assert len(stage.posted()) == 1


def test_a_private_message_to_nobody_is_refused(stage: Stage, poller: Poller) -> None:
    reply = reply_to(question(stage, poller, private=True), "hello")
    nobody = replace(reply, conversation=None, recipient=None, in_reply_to=None)
    with pytest.raises(AdapterError) as error:
        stage.adapter.send(poller.access, nobody)
    assert error.value.permanent
    assert stage.posted() == []
