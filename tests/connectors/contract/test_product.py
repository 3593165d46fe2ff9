"""Every network through the whole product: connected, polled, answered, and in doubt."""

from __future__ import annotations

import pytest

from connectors import looking, polling, sending
from connectors.actions import ask_limits, check_connect, do_connect
from inbox.models import Case, Message
from routing.models import Brand
from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.desk import Desk, make_everything_due

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


def connect(desk: Desk, stage: Stage, *, url: str = "") -> int:
    network = stage.adapter.capabilities.network
    credentials = stage.access().credentials
    account = check_connect(network=network, credentials=credentials, base_url=stage.url)
    limits = ask_limits(
        network=network, credentials=credentials, account=account, base_url=stage.url
    )
    with desk.open():
        return do_connect(
            brand_id=Brand.objects.get().id,
            network=network,
            credentials=credentials,
            account=account,
            base_url=url or stage.url,
            limits=limits,
        )


def poll(desk: Desk) -> None:
    make_everything_due(desk)
    polling.poll_due()


def case_of(desk: Desk, external_id: str) -> Case:
    with desk.open():
        cases = Case.objects.select_related("channel")
        return cases.get(messages__external_id=external_id)


def test_a_question_in_public_and_one_in_private_are_answered_once_where_they_were_asked(
    stage: Stage, desk: Desk
) -> None:
    channel_id = connect(desk, stage)
    asked, secret = stage.asks("ann", "where is it?"), stage.whispers("bob", "my number is 12")
    poll(desk)
    assert sorted(desk.stored(channel_id)) == sorted([asked, secret])
    first = desk.reply("On its way 🚚", case=case_of(desk, asked))
    second = desk.reply("Thank you", visibility="private", case=case_of(desk, secret))
    sending.send_due()
    assert [desk.outbox(id_).state for id_ in (first, second)] == ["sent", "sent"]
    sent = {desk.outbox(id_).message.external_id for id_ in (first, second)}
    assert {(one.external_id, one.reach) for one in stage.posted()} == {
        (desk.outbox(first).message.external_id, "public"),
        (desk.outbox(second).message.external_id, "private"),
    }
    poll(desk)
    assert set(desk.stored(channel_id)) == {asked, secret} | sent
    with desk.open():
        assert Case.objects.count() == 2


@pytest.mark.parametrize("private", [False, True])
def test_a_reply_whose_answer_was_lost_is_found_and_was_posted_once(
    stage: Stage, meddler: Meddler, desk: Desk, private: bool
) -> None:
    connect(desk, stage, url=meddler.url)
    asked = stage.whispers("ann", "help") if private else stage.asks("ann", "help")
    poll(desk)
    reach = "private" if private else "public"
    outbox_id = desk.reply("This helps", visibility=reach, case=case_of(desk, asked))
    meddler.loses_answers_to_writes = True
    sending.send_due()
    assert desk.outbox(outbox_id).state == "unknown"
    make_everything_due(desk)
    looking.look_due()
    row = desk.outbox(outbox_id)
    [posted] = stage.posted()
    assert (row.state, row.message.external_id) == ("sent", posted.external_id)
    poll(desk)
    sending.send_due()
    assert len(stage.posted()) == 1


def test_what_the_brand_answered_elsewhere_belongs_to_the_case(stage: Stage, desk: Desk) -> None:
    channel_id = connect(desk, stage)
    asked = stage.asks("ann", "where is it?")
    poll(desk)
    answer = stage.answers_elsewhere("In the post", asked)
    poll(desk)
    assert desk.stored(channel_id) == [asked, answer]
    with desk.open():
        assert Case.objects.count() == 1
        assert Message.objects.get(external_id=answer).direction == "out"


def test_what_the_brand_says_of_itself_is_no_case_and_what_is_said_below_it_is(
    stage: Stage, desk: Desk
) -> None:
    connect(desk, stage)
    news = stage.answers_elsewhere("We have a new colour", None)
    poll(desk)
    with desk.open():
        assert Case.objects.count() == 0
    comment = stage.asks("ann", "is it blue?", in_reply_to=news)
    poll(desk)
    with desk.open():
        assert Case.objects.count() == 1
        assert Message.objects.get(external_id=comment).parent_external_id == news


def test_what_the_customer_changes_or_deletes_is_seen(stage: Stage, desk: Desk) -> None:
    connect(desk, stage)
    edited, deleted = stage.asks("ann", "wher is it?"), stage.asks("bob", "you are awful")
    poll(desk)
    poll(desk)
    stage.edits(edited, "where is it?")
    stage.deletes(deleted)
    poll(desk)
    with desk.open():
        found = {one.external_id: one for one in Message.objects.all()}
    assert found[edited].text.endswith("where is it?")
    assert found[edited].edited_at is not None
    assert (found[deleted].text, found[deleted].deleted_at is None) == ("", False)
