"""Pictures between the product and a network: sent once with their reply, and fetched later."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care.core import files
from care.core.models import Member
from connectors import fetching, looking, polling, sending
from connectors.networks.simulated import client
from inbox.access import case_beside
from inbox.actions.attach import do_attach, keep
from inbox.actions.fetching import do_fetch_again
from inbox.actions.reply import check_reply, do_reply
from inbox.flow.drafts import sweep_files
from inbox.flow.ingest import receive
from inbox.flow.ingest.files import claim_file, due_files
from inbox.models import Attachment, Case, Message, Outbox
from inbox.networks.items import Author, IncomingItem, Media
from tests.connectors.desk import Desk, make_everything_due
from tests.connectors.network import Network
from tests.pictures import photograph, picture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk(network: Network) -> Desk:
    desk = Desk("acme")
    desk.connect(network, "Acme")
    return desk


def listen(desk: Desk) -> None:
    make_everything_due(desk)
    polling.poll_due()


def hear_a_question(network: Network, desk: Desk, *pictures: str) -> str:
    said = {"author": "ann", "text": "@acme help", "pictures": pictures, "alt": "My router"}
    written = network.said("POST", "/sim/posts", json=said)["post"]["id"]
    listen(desk)
    return str(written)


def answer_with_a_picture(desk: Desk, member: Member | None = None) -> int:
    kept = keep(organisation_id=desk.id, pen="reply", content=photograph(), name="how.jpg")
    with desk.open():
        member = member or desk.agent
        case = case_beside(member, Case.objects.latest("id").id)
        row = do_attach(member=member, case=case, pen="reply", kept=kept, alt="Press here")
        key = uuid.uuid4().hex
        checked = check_reply(
            member=member,
            case=case,
            text="hello",
            visibility="public",
            idempotency_key=key,
            files=[row.id],
        )
        message = do_reply(member=member, case=case, reply=checked, idempotency_key=key)
        return Outbox.objects.get(message=message).id


def everything_fetched(desk: Desk, rounds: int = 1) -> None:
    for _ in range(rounds):
        with desk.open(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE inbox_attachment SET fetch_at = now() WHERE fetch_at IS NOT NULL"
            )
        fetching.fetch_files()


def only(desk: Desk) -> Attachment:
    with desk.open():
        return Attachment.objects.get()


def test_the_network_gets_the_picture_without_what_the_camera_wrote(
    network: Network, desk: Desk
) -> None:
    hear_a_question(network, desk)
    answer_with_a_picture(desk)
    sending.send_due()
    [entry] = network.ledger(author="Acme")
    [media] = entry["media"]
    assert (media["type"], media["alt"]) == ("image/jpeg", "Press here")
    given = network.call("GET", media["url"].removeprefix(network.url)).content
    assert given == files.whole(only(desk).stored)
    assert b"SecretPhone" not in given


def goes_on(desk: Desk, rounds: int) -> None:
    for _ in range(rounds):
        make_everything_due(desk)
        sending.send_due()
        make_everything_due(desk)
        looking.look_due()


class Killed(BaseException):
    """Nothing of ours catches it, as nothing catches SIGKILL."""


def test_a_worker_killed_between_upload_and_post_posts_once(
    network: Network, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload is repeated, the post is not: the lease ends, and two looks find nothing."""
    hear_a_question(network, desk)
    outbox_id = answer_with_a_picture(desk)

    def killed(*_: Any, **__: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(client, "create_post", killed)
        with pytest.raises(Killed):
            sending.send_due()
    assert network.ledger(author="Acme") == []
    assert desk.outbox(outbox_id).state == "sending"
    with desk.open():
        Outbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    goes_on(desk, rounds=5)
    assert desk.outbox(outbox_id).state == "sent"
    [entry] = network.ledger(author="Acme")
    assert len(entry["media"]) == 1


@pytest.mark.parametrize("fault", ["dropped_after", "failed_after", "failed_before"])
def test_an_upload_whose_answer_is_lost_is_repeated_and_the_post_stands_once(
    network: Network, desk: Desk, fault: str
) -> None:
    hear_a_question(network, desk)
    outbox_id = answer_with_a_picture(desk)
    network.faults({"on": "POST /1/media*", "fault": fault, "times": 1})
    sending.send_due()
    assert desk.outbox(outbox_id).state == "queued"
    goes_on(desk, rounds=2)
    [entry] = network.ledger(author="Acme")
    assert [one["alt"] for one in entry["media"]] == ["Press here"]


def test_a_post_whose_answer_is_lost_is_found_with_its_picture(
    network: Network, desk: Desk
) -> None:
    hear_a_question(network, desk)
    outbox_id = answer_with_a_picture(desk)
    network.faults({"on": "POST /1/posts", "fault": "dropped_after", "times": 1})
    goes_on(desk, rounds=3)
    listen(desk)
    assert desk.outbox(outbox_id).state == "sent"
    assert len(network.ledger(author="Acme")) == 1
    with desk.open():
        assert Attachment.objects.get().message_id == desk.outbox(outbox_id).message_id


def test_a_customers_picture_is_fetched_as_it_is(network: Network, desk: Desk) -> None:
    hear_a_question(network, desk, "router:red")
    row = only(desk)
    assert (row.state, row.kind, row.alt, row.stored) == ("awaited", "picture", "My router", "")
    fetching.fetch_files()
    row = only(desk)
    assert (row.state, row.mime, row.width, row.fetch_at) == ("here", "image/png", 480, None)
    given = network.call("GET", row.remote_url.removeprefix(network.url)).content
    assert files.whole(row.stored) == given
    assert files.whole(row.preview).startswith(b"RIFF")
    assert fetching.fetch_files() == 0


def test_a_picture_alone_is_a_message(network: Network, desk: Desk) -> None:
    network.account("bob")
    said = {"author": "bob", "to": "Acme", "text": "", "pictures": ["speed:3"]}
    network.said("POST", "/sim/private_messages", json=said)
    listen(desk)
    with desk.open():
        assert Message.objects.get().text == ""
        assert Attachment.objects.get().message.case.snippet == "📎"


def test_pages_without_pictures_ask_nothing_of_files(network: Network, desk: Desk) -> None:
    for author in ("ann", "bob"):
        network.customer_posts(author, "@acme help")
    with CaptureQueriesContext(connection) as captured:
        listen(desk)
    assert not any("inbox_attachment" in query["sql"] for query in captured.captured_queries)


def test_what_the_network_deletes_is_gone_here_too(network: Network, desk: Desk) -> None:
    written = hear_a_question(network, desk, "router:red")
    fetching.fetch_files()
    row = only(desk)
    network.deletes(written)
    listen(desk)
    with desk.open():
        assert Message.objects.get().deleted_at is not None
        assert not Attachment.objects.exists()
    assert not files.storage().exists(row.stored)
    assert not files.storage().exists(row.preview)


def test_a_message_deleted_while_its_picture_is_fetched_leaves_no_file(
    network: Network, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = hear_a_question(network, desk, "router:red")
    real = fetching._content

    def while_it_is_deleted(claimed: Any) -> bytes:
        content = real(claimed)
        network.deletes(written)
        listen(desk)
        return content

    monkeypatch.setattr(fetching, "_content", while_it_is_deleted)
    before = stored_names(desk)
    assert fetching.fetch_files() == 1
    assert stored_names(desk) == before


def stored_names(desk: Desk) -> set[str]:
    return {name for names in files._batches(str(desk.id)) for name in names}


def test_a_network_that_fails_is_asked_again_and_then_a_person(
    network: Network, desk: Desk
) -> None:
    hear_a_question(network, desk, "router:red")
    with desk.open():
        Attachment.objects.update(remote_url=f"{network.url}/sim/nothing-here")
        case = Case.objects.get()
    fetching.fetch_files()
    row = only(desk)
    assert (row.state, row.fetch_at) == ("failed", None)
    assert "404" in row.last_error
    with desk.open():
        Attachment.objects.update(remote_url=f"{network.url.replace('127.0.0.1', 'no.invalid')}/x")
        row.refresh_from_db()
        do_fetch_again(member=desk.agent, case=case, row=row)
    everything_fetched(desk)
    assert (only(desk).state, only(desk).attempts) == ("failed", 1)


def test_a_worker_that_died_while_fetching_is_followed_by_another(
    network: Network, desk: Desk
) -> None:
    hear_a_question(network, desk, "router:red")
    assert claim_file(due_files(1)[0], 60) is not None
    assert fetching.fetch_files() == 0
    everything_fetched(desk)
    assert (only(desk).state, only(desk).attempts) == ("here", 2)


@pytest.mark.parametrize(
    "address", ["http://10.0.0.7/a.png", "https://192.168.1.1/a.png", "http://169.254.169.254/x"]
)
def test_a_private_address_is_never_asked(network: Network, desk: Desk, address: str) -> None:
    channel = desk.connect(network, "Acme")
    item = IncomingItem(
        external_id="p-private",
        kind="post",
        author=Author("u-eve", "eve"),
        own=False,
        text="look",
        sent_at=timezone.now(),
        in_reply_to=None,
        conversation=None,
        visibility="public",
        media=(Media("picture", address), Media("picture", "javascript:alert(1)")),
    )
    receive(
        organisation_id=desk.id,
        channel_id=channel,
        stream_id=None,
        items=[item],
        cursor_after=None,
    )
    assert only(desk).remote_url == address
    fetching.fetch_files()
    row = only(desk)
    assert (row.state, row.attempts, row.stored) == ("failed", 1, "")


def test_the_sweep_takes_what_nobody_names_and_nothing_else(
    network: Network, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_a_question(network, desk)
    answer_with_a_picture(desk)
    kept = files.keep(desk.id, picture())
    sweep_files()
    assert files.storage().exists(kept.stored)  # somebody may be about to write its row
    monkeypatch.setattr(files, "_BEING_WRITTEN", timedelta(seconds=-1))
    assert sweep_files() >= 2
    assert not files.storage().exists(kept.stored)
    assert files.storage().exists(only(desk).stored)
