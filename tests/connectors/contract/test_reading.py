"""What every adapter must do when it reads its network."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from connectors.networks.reading import MISREAD
from inbox.networks.items import Known
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.contract.walking import Poller, ids, reply_to


def test_23_mentions_in_pages_of_5_polled_twice_are_23(stage: Stage, poller: Poller) -> None:
    asked = [stage.asks("ann", f"question {number}") for number in range(23)]
    assert ids(poller.poll()) == sorted(asked)
    assert poller.poll() == []


def test_more_new_mentions_than_a_page_between_two_polls(stage: Stage, poller: Poller) -> None:
    stage.asks("ann", "first")
    poller.poll()
    asked = [stage.asks("bob", f"question {number}") for number in range(12)]
    assert ids(poller.poll()) == sorted(asked)
    assert poller.poll() == []


def test_what_is_written_during_a_walk_comes_once(stage: Stage, poller: Poller) -> None:
    asked = [stage.asks("ann", f"question {number}") for number in range(13)]
    late: list[str] = []
    found = poller.poll(meanwhile=lambda: late.append(stage.asks("bob", f"late {len(late)}")))
    late_by_now = list(late)
    found += poller.poll()
    assert late_by_now
    assert sorted({item.external_id for item in found}) == sorted(asked + late_by_now)


def test_private_messages_are_walked_to_their_end_as_well(stage: Stage, poller: Poller) -> None:
    first = [stage.whispers("ann", f"secret {number}") for number in range(12)]
    found = poller.poll()
    assert ids(found) == sorted(first)
    assert {(item.kind, item.visibility) for item in found} == {("private", "private")}
    more = [stage.whispers("ann", f"secret {number}") for number in range(12, 19)]
    again = poller.poll()
    assert ids(again) == sorted(more)
    assert len({item.conversation for item in found + again}) == 1


def test_two_people_who_write_privately_are_two_conversations(stage: Stage, poller: Poller) -> None:
    stage.whispers("ann", "my number is 12")
    stage.whispers("bob", "mine is 13")
    assert len({item.conversation for item in poller.poll()}) == 2


def test_words_author_parent_and_time_arrive(stage: Stage, poller: Poller) -> None:
    first = stage.asks("ann", "Grüße <b> & 👋🏽 https://example.com/a?b=c")
    second = stage.asks("bob", "me too", in_reply_to=first)
    found = {item.external_id: item for item in poller.poll()}
    assert found[first].text.endswith("Grüße <b> & 👋🏽 https://example.com/a?b=c")
    assert found[first].author == stage.person("ann")
    assert (found[first].in_reply_to, found[second].in_reply_to) == (None, first)
    assert found[first].sent_at <= found[second].sent_at
    assert not any(item.own for item in found.values())


def test_ids_are_text(stage: Stage, poller: Poller) -> None:
    stage.asks("ann", "hello")
    stage.whispers("ann", "hello")
    for item in poller.poll():
        for given in (item.external_id, item.author.external_id, item.conversation or ""):
            assert isinstance(given, str)


def test_two_people_of_one_name_on_two_servers_are_two(stage: Stage, poller: Poller) -> None:
    stage.asks("ann", "hello")
    stage.asks("ann@", "hello from elsewhere")
    here, there = sorted((item.author for item in poller.poll()), key=lambda one: one.handle)
    assert (here.handle, there.handle) == ("ann", "ann@elsewhere.example")
    assert here.external_id != there.external_id


def test_what_the_account_wrote_elsewhere_arrives_as_its_own(stage: Stage, poller: Poller) -> None:
    question = stage.asks("ann", "help")
    poller.poll()
    answer = stage.answers_elsewhere("here is help", question)
    item = poller.item(answer)
    assert (item.own, item.in_reply_to) == (True, question)
    assert item.author.external_id == poller.access.account_id
    assert item.text == "here is help"
    assert poller.poll() == []


def test_the_reply_just_sent_comes_back_as_our_own(stage: Stage, poller: Poller) -> None:
    question = stage.asks("ann", "help")
    sent = stage.adapter.send(poller.access, reply_to(poller.item(question), "here is help"))
    item = poller.item(sent.external_id)
    assert (item.own, item.in_reply_to, item.text) == (True, question, "here is help")
    assert abs((item.sent_at - sent.sent_at).total_seconds()) < 5


def test_one_item_that_cannot_be_read_is_set_aside_and_the_others_come(
    stage: Stage, meddler: Meddler, watched: Poller
) -> None:
    asked = [stage.asks("ann", f"question {number}") for number in range(7)]
    meddler.spoil(asked[3])
    assert ids(watched.poll()) == sorted(asked[:3] + asked[4:])
    [bad] = watched.unreadable
    assert bad.kind == "post"
    assert asked[3] in str(bad.raw)
    assert watched.poll() == []


@pytest.mark.parametrize("way", ["asks", "whispers"])
def test_what_could_not_be_read_is_read_again_by_who_can(
    stage: Stage, meddler: Meddler, watched: Poller, poller: Poller, way: str
) -> None:
    asked = getattr(stage, way)("ann", "help")
    meddler.spoil(asked)
    watched.poll()
    [bad] = watched.unreadable
    with pytest.raises(MISREAD):
        stage.adapter.read(bad.raw, bad.kind, poller.access.account_id)
    mended = json.loads(json.dumps(bad.raw).replace("long ago", "2026-01-02T03:04:05+00:00"))
    item = stage.adapter.read(mended, bad.kind, poller.access.account_id)
    right = poller.item(asked)
    assert item == replace(right, sent_at=item.sent_at, author=item.author, url=item.url)
    assert item.author.external_id == right.author.external_id


def test_edits_and_deletions_are_noticed(stage: Stage, poller: Poller) -> None:
    asked = [stage.asks("ann", f"question {number}") for number in range(3)]
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    start = stage.adapter.changes(poller.access, None, known)
    assert start.changes == ()
    stage.edits(asked[0], "a better question")
    stage.deletes(asked[1])
    found = stage.adapter.changes(poller.access, start.cursor, known).changes
    assert sorted((one.external_id, one.what) for one in found) == sorted(
        [(asked[0], "edited"), (asked[1], "deleted")]
    )
    [edit] = [one for one in found if one.what == "edited"]
    assert edit.text.endswith("a better question")


def test_people_are_known_by_their_ids(stage: Stage, poller: Poller) -> None:
    ann = stage.person("ann")
    [profile] = stage.adapter.profiles(poller.access, [ann.external_id, "999999999999999"])
    assert (profile.external_id, profile.handle) == (ann.external_id, ann.handle)
