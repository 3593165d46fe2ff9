"""What only X does, beyond the contract of all networks."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.errors import AdapterError
from connectors.networks.x.adapter import XAdapter
from connectors.protocol import Access
from inbox.networks.items import Known, OutgoingReply
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.walking import Poller, ids, is_worth_another_try, reply_to
from tests.connectors.standins.x import StandIn
from tests.connectors.standins.x.world import User

X = XAdapter(page_size=5)


def failed_send(access: Access, reply: OutgoingReply) -> AdapterError:
    with pytest.raises(AdapterError) as error:
        X.send(access, reply)
    return error.value


def test_a_walk_keeps_its_mark_until_it_is_complete(x: StandIn, ann: User, access: Access) -> None:
    asked = [x.world.post(ann, f"@acme {number}").id for number in range(8)]
    first = X.fetch(access, "mentions", None)
    assert [item.external_id for item in first.items] == asked[:2:-1]
    assert first.cursor["mentions"] == {"since": None, "newest": asked[7], "next": "t0"}
    x.world.post(ann, "@acme written meanwhile")
    second = X.fetch(access, "mentions", first.cursor)
    assert [item.external_id for item in second.items] == asked[2::-1]
    assert second.cursor["mentions"]["since"] == asked[7]


def test_a_place_that_x_forgot_starts_the_walk_again_from_the_same_mark(
    x: StandIn, ann: User, access: Access
) -> None:
    old = x.world.post(ann, "@acme old").id
    asked = [x.world.post(ann, f"@acme {number}").id for number in range(7)]
    place = {"since": old, "newest": asked[6], "next": "forgotten"}
    page = X.fetch(access, "mentions", {"leg": "mentions", "mentions": place})
    assert [item.external_id for item in page.items] == asked[:1:-1]
    assert page.cursor["mentions"]["since"] == old


def test_only_800_mentions_are_shown_and_the_walk_ends_there(
    x: StandIn, ann: User, access: Access
) -> None:
    for number in range(803):
        x.world.post(ann, f"@acme {number}")
    poller = Poller(XAdapter(), access)
    assert len(poller.poll()) == 800
    assert poller.poll() == []


def test_of_an_edited_mention_every_version_is_the_same_message(
    x: StandIn, ann: User, poller: Poller
) -> None:
    first = x.world.post(ann, "@acme hlep").id
    [before] = poller.poll()
    x.world.edit(first, "@acme help")
    [again] = poller.poll()
    assert (again.external_id, again.text) == (before.external_id, "@acme help")
    known = [Known(before.external_id, "post", before.text)]
    [change] = X.changes(poller.access, None, known).changes
    assert (change.external_id, change.what, change.text) == (first, "edited", "@acme help")
    assert X.changes(poller.access, None, [replace(known[0], text="@acme help")]).changes == ()


def test_a_post_that_is_only_hidden_from_us_is_not_deleted(
    x: StandIn, ann: User, access: Access
) -> None:
    hidden, gone = x.world.post(ann, "@acme a"), x.world.post(ann, "@acme b")
    hidden.hidden = gone.deleted = True
    known = [Known(one.id, "post", one.text) for one in (hidden, gone)]
    [change] = X.changes(access, None, known).changes
    assert (change.external_id, change.what) == (gone.id, "deleted")


def test_more_than_a_hundred_posts_are_looked_up_in_several_calls(
    x: StandIn, ann: User, access: Access
) -> None:
    asked = [x.world.post(ann, f"@acme {number}") for number in range(130)]
    asked[3].deleted = asked[120].deleted = True
    known = [Known(one.id, "post", one.text) for one in asked]
    found = X.changes(access, None, known).changes
    assert [one.external_id for one in found] == [asked[3].id, asked[120].id]


def test_the_walk_over_direct_messages_ends_behind_a_mark_that_was_deleted(
    x: StandIn, acme: User, ann: User, poller: Poller
) -> None:
    first = [x.world.message(ann, acme, str(number)) for number in range(9)]
    for number, one in enumerate(first):
        one.created_at -= timedelta(minutes=10 - number)
    assert ids(poller.poll()) == sorted(one.id for one in first)
    x.world.messages.remove(first[-1])
    later = x.world.message(ann, acme, "later")
    assert ids(poller.poll()) == [later.id]


def test_our_own_direct_messages_are_marked_by_their_sender(
    x: StandIn, acme: User, ann: User, poller: Poller
) -> None:
    x.world.message(ann, acme, "hi")
    x.world.message(acme, ann, "hello from the app")
    found = {item.text: item for item in poller.poll()}
    assert [found["hi"].own, found["hello from the app"].own] == [False, True]
    assert found["hi"].conversation == "-".join(sorted((acme.id, ann.id), key=int))


def test_somebody_who_only_posted_can_be_written_to_directly(
    x: StandIn, ann: User, poller: Poller
) -> None:
    asked = poller.item(x.world.post(ann, "@acme help").id)
    reply = reply_to(asked, "in private", visibility="private")
    sent = X.send(poller.access, reply)
    assert [one.id for one in x.world.messages] == [sent.external_id]
    looked = X.own_posts(poller.access, reply, datetime.now(UTC) - timedelta(minutes=1))
    assert [item.external_id for item in looked.items] == [sent.external_id]


def test_the_same_words_again_are_already_there(x: StandIn, ann: User, poller: Poller) -> None:
    reply = reply_to(poller.item(x.world.post(ann, "@acme help").id), "hello")
    X.send(poller.access, reply)
    error = failed_send(poller.access, reply)
    assert error.already
    assert not error.permanent


def test_who_did_not_mention_the_account_cannot_be_answered(
    x: StandIn, ann: User, access: Access
) -> None:
    loose = x.world.post(ann, "I am unhappy with them")
    reply = OutgoingReply("sorry", "public", loose.id, None, None, "key")
    error = failed_send(access, reply)
    assert error.permanent
    assert not error.dead_token
    assert "mentioned or quoted" in error.sentence


def test_a_month_s_allowance_that_is_used_up_is_not_asked_for_every_minute(
    x: StandIn, poller: Poller
) -> None:
    x.usage_capped = True
    with pytest.raises(AdapterError, match="month") as error:
        poller.poll()
    assert error.value.retry_after is not None
    assert error.value.retry_after > 3600
    assert is_worth_another_try(error.value)


def test_a_day_s_limit_is_waited_for_and_not_only_the_quarter_of_an_hour(
    x: StandIn, access: Access
) -> None:
    reset = str(int(time.time()) + 7200)
    with Meddler(x.url) as meddler:
        meddler.always(
            429,
            {"title": "Too Many Requests"},
            x_rate_limit_remaining="99",
            x_rate_limit_reset=str(int(time.time()) + 60),
            x_user_limit_24hour_limit="1440",
            x_user_limit_24hour_remaining="0",
            x_user_limit_24hour_reset=reset,
        )
        there = replace(access, base_url=meddler.url)
        error = failed_send(there, OutgoingReply("hello", "public", None, None, None, "key"))
    assert error.retry_after is not None
    assert 7100 < error.retry_after < 7300


def test_each_kind_of_call_meets_its_own_limit(x: StandIn, ann: User, poller: Poller) -> None:
    x.ceilings["dm_events"] = 0
    asked = x.world.post(ann, "@acme help").id
    page = X.fetch(poller.access, "mentions", None)
    assert [item.external_id for item in page.items] == [asked]
    with pytest.raises(AdapterError) as error:
        X.fetch(poller.access, "private", None)
    assert error.value.retry_after is not None
    assert 800 < error.value.retry_after < 910


def test_a_good_signature_that_x_refuses_once_is_no_dead_token(
    x: StandIn, ann: User, poller: Poller
) -> None:
    reply = reply_to(poller.item(x.world.post(ann, "@acme help").id), "hello")
    x.refuses_once = True
    assert is_worth_another_try(failed_send(poller.access, reply))
    X.send(poller.access, reply)
    assert len(x.world.posts_of(x.account("acme"))) == 1


def test_a_revoked_account_is_dead_and_others_go_on(
    x: StandIn, acme: User, ann: User, poller: Poller
) -> None:
    other = x.account("other")
    acme.revoked = True
    with pytest.raises(AdapterError) as error:
        poller.poll()
    assert error.value.dead_token
    theirs = Access(x.url, other.id, other.keys, poller.access.http)
    assert X.identify(theirs).handle == "other"


def test_a_key_that_is_missing_is_named(access: Access) -> None:
    keys = {name: key for name, key in access.credentials.items() if name != "consumer_key"}
    with pytest.raises(AdapterError, match="consumer_key") as error:
        X.identify(replace(access, credentials=keys))
    assert error.value.dead_token


def test_no_secret_is_in_a_sentence_or_a_representation(x: StandIn, access: Access) -> None:
    x.usage_capped = True
    with pytest.raises(AdapterError) as error:
        X.identify(access)
    for secret in access.credentials.values():
        assert secret not in repr(error.value) + repr(access)
