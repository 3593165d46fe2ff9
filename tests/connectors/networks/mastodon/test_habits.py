"""What only servers of the Mastodon API do, beyond the contract of all networks."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import AdapterError
from connectors.networks.mastodon import looks
from connectors.networks.mastodon.adapter import MastodonAdapter
from inbox.networks.items import Known, OutgoingReply
from tests.connectors.contract.mastodon_stage import MastodonStage
from tests.connectors.contract.meddler import Canned, Meddler
from tests.connectors.contract.walking import Notes, Poller, ids, reply_to


def sent_by(stage: MastodonStage, poller: Poller, external_id: str, text: str) -> dict[str, Any]:
    """Our answer to that post, as the server has it."""
    sent = stage.adapter.send(poller.access, reply_to(poller.item(external_id), text))
    return next(one for one in stage.statuses() if one["id"] == sent.external_id)


@pytest.mark.parametrize(
    ("reach", "kind", "visibility"),
    [
        ("public", "post", "public"),
        ("unlisted", "post", "public"),
        ("private", "post", "private"),
        ("direct", "private", "private"),
    ],
)
def test_a_reply_reaches_as_far_as_what_it_answers(
    stage: MastodonStage, poller: Poller, reach: str, kind: str, visibility: str
) -> None:
    asked = stage.writes("ann", "@acme help", reach=reach)
    item = poller.item(asked)
    assert (item.kind, item.visibility) == (kind, visibility)
    sent = stage.adapter.send(poller.access, reply_to(item, "hello"))
    [answer] = stage.statuses()
    assert (answer["id"], answer["visibility"]) == (sent.external_id, reach)
    assert answer["in_reply_to_id"] == asked


def test_an_answer_that_was_meant_for_everybody_never_leaves_a_direct_conversation(
    stage: MastodonStage, poller: Poller
) -> None:
    secret = poller.item(stage.whispers("ann", "help"))
    stage.adapter.send(poller.access, reply_to(secret, "hello", visibility="public"))
    assert [one["visibility"] for one in stage.statuses()] == ["direct"]


def test_a_private_answer_to_a_public_post_is_direct(stage: MastodonStage, poller: Poller) -> None:
    asked = poller.item(stage.asks("ann", "help"))
    stage.adapter.send(poller.access, reply_to(asked, "hello", visibility="private"))
    assert [one["visibility"] for one in stage.statuses()] == ["direct"]


def test_whoever_is_answered_is_named_once(stage: MastodonStage, poller: Poller) -> None:
    first = sent_by(stage, poller, stage.asks("ann", "help"), "hello")
    second = sent_by(stage, poller, stage.asks("ann", "help"), "Dear @Ann, hello")
    third = sent_by(stage, poller, stage.asks("ann@", "help"), "hello")
    assert [one["content"] for one in (first, second, third)] == [
        "<p>@ann hello</p>",
        "<p>Dear @Ann, hello</p>",
        "<p>@ann@elsewhere.example hello</p>",
    ]


def test_everybody_in_a_direct_conversation_stays_in_it(
    stage: MastodonStage, poller: Poller
) -> None:
    asked = stage.writes("ann", "@acme @bob help us", reach="direct")
    item = poller.item(asked)
    answer = sent_by(stage, poller, stage.writes("bob", "@acme @ann yes", reach="direct"), "hi")
    assert {one["acct"] for one in answer["mentions"]} == {"ann", "bob"}
    [back] = [one for one in poller.poll() if one.own]
    assert back.conversation == item.conversation
    assert back.text == "hi"


def test_the_key_of_a_reply_goes_along(stage: MastodonStage, poller: Poller) -> None:
    reply = reply_to(poller.item(stage.asks("ann", "help")), "hello")
    first = stage.adapter.send(poller.access, reply)
    assert stage.adapter.send(poller.access, reply) == first
    assert len(stage.statuses()) == 1


def test_a_warning_in_front_of_a_post_is_part_of_its_words(
    stage: MastodonStage, poller: Poller
) -> None:
    given = {"status": "@acme it broke", "spoiler_text": "anger"}
    stage.said("ann", "POST", "/api/v1/statuses", json=given)
    assert [item.text for item in poller.poll()] == ["anger\n\n@acme it broke"]


def test_mentions_that_the_account_s_settings_filter_come_all_the_same(
    stage: MastodonStage, poller: Poller
) -> None:
    policy = {"for_private_mentions": "filter"}
    stage.said("acme", "PATCH", "/api/v2/notifications/policy", json=policy)
    asked = stage.whispers("ann", "hello")
    assert ids(poller.poll()) == [asked]


def test_other_notifications_are_no_messages(stage: MastodonStage, poller: Poller) -> None:
    question = stage.asks("ann", "help")
    answer = sent_by(stage, poller, question, "hello")
    stage.said("ann", "POST", f"/api/v1/statuses/{answer['id']}/favourite")
    stage.said("ann", "POST", f"/api/v1/accounts/{stage.account_id}/follow")
    with Meddler(stage.url) as meddler:
        # A server that ignores which types were asked for.
        meddler.change = _with_a_follow
        watched = Poller(stage.adapter, stage.access(meddler.url))
        assert ids(watched.poll()) == sorted([question, answer["id"]])
        assert watched.unreadable == []


def test_what_the_account_boosts_is_not_its_own_word(stage: MastodonStage, poller: Poller) -> None:
    question = stage.asks("ann", "help")
    own = sent_by(stage, poller, question, "hello")["id"]

    def with_a_boost(given: Any) -> Any:
        """A server that ignores that boosts were not asked for."""
        if isinstance(given, list) and given and "reblog" in given[0]:
            return [{**given[0], "id": "b1", "reblog": {"id": "b0"}}, *given]
        return given

    with Meddler(stage.url) as meddler:
        meddler.change = with_a_boost
        watched = Poller(stage.adapter, stage.access(meddler.url))
        assert ids(watched.poll()) == sorted([question, own])


def test_posts_are_counted_apart_from_other_calls(stage: MastodonStage, poller: Poller) -> None:
    """Their count is over hours, and must not keep the account from reading."""
    reply = reply_to(poller.item(stage.asks("ann", "help")), "hello")
    notes = Notes()
    stage.adapter.send(replace(stage.access(), meter=notes), reply)
    assert notes.asked == ["calls", "posts"]


def _with_a_follow(given: Any) -> Any:
    if isinstance(given, list) and given and "type" in given[0]:
        return [{"id": "f1", "type": "follow", "account": {}}, *given]
    return given


@pytest.mark.parametrize("form", ["iso", "unix"])
def test_a_limit_s_end_is_understood_in_both_ways_of_writing_it(
    stage: MastodonStage, form: str
) -> None:
    at = datetime.now(UTC) + timedelta(seconds=90)
    written = {"iso": at.isoformat(), "unix": str(int(at.timestamp()))}[form]
    with Meddler(stage.url) as meddler:
        meddler.always(429, {}, x_ratelimit_remaining="0", x_ratelimit_reset=written)
        with pytest.raises(AdapterError) as error:
            Poller(stage.adapter, stage.access(meddler.url)).poll()
    assert error.value.retry_after is not None
    assert 85 < error.value.retry_after < 95


def test_headers_at_which_the_library_stumbles_do_not_undo_a_post(
    stage: MastodonStage, poller: Poller
) -> None:
    reply = reply_to(poller.item(stage.asks("ann", "help")), "hello")
    with Meddler(stage.url) as meddler:
        posted = {"id": "01HZX", "created_at": "2026-01-02T03:04:05.000Z", "url": "https://a/1"}
        answer = Canned(200, posted, {"X-RateLimit-Reset": "soon", "Deprecation": "yes"})
        answer.when = lambda method, _: method == "POST"
        meddler.canned = [answer]
        sent = stage.adapter.send(stage.access(meddler.url), reply)
    assert (sent.external_id, sent.url) == ("01HZX", "https://a/1")


@pytest.mark.parametrize("status", [400, 422])
def test_a_text_that_the_server_finds_too_long_is_refused_in_its_words(
    stage: MastodonStage, poller: Poller, status: int
) -> None:
    reply = reply_to(poller.item(stage.asks("ann", "help")), "hello")
    with Meddler(stage.url) as meddler:
        words = {"error": "Validation failed: Text character limit of 500 exceeded"}
        meddler.canned = [Canned(status, words, when=lambda method, _: method == "POST")]
        with pytest.raises(AdapterError, match="limit of 500") as error:
            stage.adapter.send(stage.access(meddler.url), reply)
    assert error.value.permanent
    assert not error.value.doubt


def test_a_locked_account_is_dead_and_a_missing_right_is_not(stage: MastodonStage) -> None:
    with Meddler(stage.url) as meddler:
        poller = Poller(stage.adapter, stage.access(meddler.url))
        for words, dead in (
            ("Your login is currently disabled", True),
            ("This action is outside the authorized scopes", False),
        ):
            meddler.always(403, {"error": words})
            with pytest.raises(AdapterError, match=words) as error:
                poller.poll()
            assert error.value.dead_token == dead


def test_a_post_of_somebody_who_blocked_us_is_not_deleted(
    stage: MastodonStage, poller: Poller
) -> None:
    stage.asks("ann", "help")
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    with Meddler(stage.url) as meddler:
        # With our token there is nothing to see; without one, the meddler lets us through.
        access = stage.access(meddler.url)
        hidden = replace(access, credentials={"token": "token-acme"})
        seen: list[str] = []

        def without_us(method: str, path: str) -> bool:
            seen.append(path)
            return len(seen) < 3

        meddler.canned = [Canned(404, {"error": "Record not found"}, when=without_us)]
        assert stage.adapter.changes(hidden, None, known).changes == ()
        assert len(seen) == 3


def test_a_direct_message_that_is_gone_is_deleted(stage: MastodonStage, poller: Poller) -> None:
    asked = stage.whispers("ann", "help")
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    stage.deletes(asked)
    [change] = stage.adapter.changes(poller.access, None, known).changes
    assert (change.external_id, change.kind, change.what) == (asked, "private", "deleted")


@pytest.mark.parametrize("body", [{"error": "Record not found"}, b"<html>Not Found</html>"])
def test_nothing_is_deleted_because_the_whole_server_is_not_found(
    stage: MastodonStage, poller: Poller, body: Any
) -> None:
    stage.asks("ann", "help")
    stage.whispers("bob", "my number is 417")
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    with Meddler(stage.url) as meddler:
        meddler.always(404, body)
        assert stage.adapter.changes(stage.access(meddler.url), None, known).changes == ()
    assert len(known) == 2


def test_servers_that_look_up_one_at_a_time_are_asked_so(
    stage: MastodonStage, poller: Poller
) -> None:
    asked = stage.asks("ann", "helo")
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    stage.edits(asked, "hello")
    ann = stage.person("ann")
    with Meddler(stage.url) as meddler:
        missing = Canned(404, {"error": "Not Found"})
        missing.when = lambda _, path: "?" in path
        meddler.canned = [missing]
        access = stage.access(meddler.url)
        [change] = stage.adapter.changes(access, None, known).changes
        [profile] = stage.adapter.profiles(access, [ann.external_id])
    assert (change.what, change.text) == ("edited", "@acme hello")
    assert profile.handle == "ann"


def test_more_than_twenty_posts_are_looked_up_in_several_calls(
    stage: MastodonStage, poller: Poller
) -> None:
    asked = [stage.asks("ann", f"question {number}") for number in range(looks.AT_ONCE + 3)]
    known = [Known(one.external_id, one.kind, one.text) for one in poller.poll()]
    stage.edits(asked[0], "better")
    stage.edits(asked[-1], "better")
    found = stage.adapter.changes(poller.access, None, known).changes
    assert sorted(one.external_id for one in found) == sorted([asked[0], asked[-1]])


def test_a_look_under_a_message_that_was_deleted_tells_nothing(
    stage: MastodonStage, poller: Poller
) -> None:
    secret = poller.item(stage.whispers("ann", "help"))
    stage.deletes(secret.external_id)
    since = datetime.now(UTC) - timedelta(minutes=1)
    looked = stage.adapter.own_posts(poller.access, reply_to(secret, "hello"), since)
    assert looked.items == ()
    assert not looked.complete


def test_the_length_that_a_server_allows_leaves_room_for_the_name(stage: MastodonStage) -> None:
    with Meddler(stage.url) as meddler:
        access = stage.access(meddler.url)
        own = {"configuration": {"statuses": {"max_characters": 5000}}}
        meddler.always(200, own)
        assert stage.adapter.limits(access) == {"public": 4968, "private": 4968}
        older = Canned(200, {"max_toot_chars": 1000})
        newer = Canned(404, {"error": "Not Found"}, when=lambda _, path: "/v2/" in path)
        meddler.canned = [newer, older]
        assert stage.adapter.limits(access)["public"] == 968
    assert not [path for _, path in meddler.asked if path.endswith("/")]


def test_the_first_walk_ends_after_so_much_history(
    stage: MastodonStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.networks.mastodon.walks.HISTORY", 10)
    asked = [stage.asks("ann", f"question {number}") for number in range(17)]
    poller = Poller(MastodonAdapter(page_size=5), stage.access())
    assert ids(poller.poll()) == sorted(asked[7:])
    late = stage.asks("ann", "late")
    assert ids(poller.poll()) == [late]


def test_a_server_without_an_address_is_not_asked(stage: MastodonStage) -> None:
    nowhere = replace(stage.access(), base_url="")
    with pytest.raises(AdapterError, match="address") as error:
        stage.adapter.identify(nowhere)
    assert error.value.permanent


def test_an_answer_to_nobody_in_particular_is_a_post(stage: MastodonStage) -> None:
    reply = OutgoingReply("hello world", "public", None, None, None, f"key-{time.time()}")
    stage.adapter.send(stage.access(), reply)
    assert [one["content"] for one in stage.statuses()] == ["<p>hello world</p>"]
