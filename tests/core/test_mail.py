"""Mails leave by a worker, from rows, and what does not arrive is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from care.core.mailing import sending, smtp
from care.core.mailing.outbox import claim, do_post
from care.core.models import AuditEntry, Mail, MailServer, Member, Person
from care.core.models.mail import MailState
from tests.cast import Cast, hire
from tests.core.mails import Postbox, postbox

PAGE = "/acme/settings/mail/"


@pytest.fixture
def acme(transactional_db: None) -> Cast:
    """Committed, as everything is that a worker or a server's thread sees."""
    return hire("acme")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


@pytest.fixture
def admin(acme: Cast) -> Client:
    return signed_in(acme.admin)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def installation_mails_by(settings: Any, box: Postbox) -> None:
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", box.port
    settings.MAIL_SECURITY, settings.MAIL_FROM = "none", "Care <care@acme.example>"


def post(useful_seconds: float = 3600, **more: Any) -> Mail:
    words = {"kind": "notice", "to": "kim@example.org", "subject": "Grüße", "body": "Hello\n"}
    return do_post(**(words | more), useful_seconds=useful_seconds)


def again(mail: Mail) -> Mail:
    """As it is now, after the time it waits."""
    Mail.objects.filter(id=mail.id, next_attempt_at__isnull=False).update(next_attempt_at=Now())
    return Mail.objects.get(id=mail.id)


def test_a_mail_leaves_once_and_is_forgotten(acme: Cast, box: Postbox, settings: Any) -> None:
    installation_mails_by(settings, box)
    mail = post()
    assert "Hello" not in mail.sealed
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.sealed, mail.next_attempt_at) == (MailState.SENT, "", None)
    [taken] = box.taken
    assert "Hello" in taken
    assert "From: Care <care@acme.example>" in taken
    assert box.recipients == ["kim@example.org"]


def test_two_workers_send_it_once(acme: Cast) -> None:
    post()
    assert claim() is not None
    assert claim() is None


def test_a_worker_that_died_is_followed_by_another(acme: Cast, box: Postbox, settings: Any) -> None:
    installation_mails_by(settings, box)
    post()
    lost = claim()
    assert lost is not None
    again(lost.row)
    assert sending.send_due() == 1
    assert len(box.taken) == 1


def test_a_server_that_is_away_is_tried_again_later_and_later(
    acme: Cast, box: Postbox, settings: Any
) -> None:
    installation_mails_by(settings, box)
    settings.MAIL_PORT = 1
    mail, other = post(), post()
    assert sending.send_due() == 1, "what else waits for that server waits too"
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert mail.last_error == "127.0.0.1 cannot be reached."
    assert mail.next_attempt_at is not None
    assert timedelta(seconds=20) < mail.next_attempt_at - timezone.now() < timedelta(seconds=31)
    settings.MAIL_PORT = box.port
    again(mail)
    again(other)
    assert sending.send_due() == 2
    assert len(box.taken) == 2


def test_what_is_of_no_use_any_more_is_given_up(acme: Cast, settings: Any) -> None:
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", 1
    mail = post(useful_seconds=20)
    sending.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.sealed) == (MailState.GIVEN_UP, "")
    assert mail.last_error == "127.0.0.1 cannot be reached."


def test_a_refused_address_is_given_up_and_a_busy_server_is_not(acme: Cast, settings: Any) -> None:
    for answer, state in (
        ("550 5.1.1 nobody here", MailState.GIVEN_UP),
        ("451 4.7.1 come later", MailState.QUEUED),
    ):
        with postbox(RCPT=answer) as refusing:
            installation_mails_by(settings, refusing)
            mail = post()
            sending.send_due()
            mail.refresh_from_db()
            assert (mail.state, mail.last_error) == (state, f"127.0.0.1 said: {answer}")
            Mail.objects.all().delete()


def test_without_any_server_it_is_said(acme: Cast) -> None:
    mail = post()
    sending.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.GIVEN_UP, "No mail server is set.")


def test_a_new_password_goes_out_by_the_server_of_an_organisation_if_there_is_no_other(
    acme: Cast, box: Postbox, settings: Any
) -> None:
    own_server(acme, box, settings)
    Client().post("/accounts/password/reset/", {"email": "anna@acme.example"})
    sending.send_due()
    assert box.recipients == ["anna@acme.example"]


def own_server(acme: Cast, box: Postbox, settings: Any) -> None:
    settings.TRUSTED_HOSTS = [f"127.0.0.1:{box.port}"]
    with acme.door():
        MailServer.objects.create(
            host="127.0.0.1", port=box.port, security="none", sender="acme@acme.example"
        )


def test_no_mail_goes_by_another_organisations_server(
    acme: Cast, box: Postbox, settings: Any
) -> None:
    own_server(acme, box, settings)
    globex = hire("globex")
    mail = post(organisation_id=globex.id)
    sending.send_due()
    mail.refresh_from_db()
    assert mail.last_error == "No mail server is set."
    assert box.taken == []


def test_an_address_with_a_line_break_writes_no_header(acme: Cast, box: Postbox) -> None:
    with pytest.raises(smtp.MailError, match="cannot be written to"):
        smtp.send(
            server_at(box),
            to="kim@example.org\nBcc: lou@example.org",
            subject="x",
            body="x",
            message_id="1",
        )
    assert box.asked == []


def server_at(box: Postbox, *, trusted: bool = True) -> smtp.Server:
    return smtp.Server("127.0.0.1", box.port, "none", "", "", "care@acme.example", trusted)


def test_a_server_that_says_nothing_holds_nobody_for_long(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.hold = threading.Event()
    monkeypatch.setattr(smtp, "TALK_SECONDS", 0.2)
    with pytest.raises(smtp.MailError, match="broke the connection, or was too slow"):
        smtp.send(server_at(box), to="kim@example.org", subject="x", body="x", message_id="1")
    box.hold.set()


def test_a_private_address_is_refused_unless_the_operator_allows_it(box: Postbox) -> None:
    with pytest.raises(smtp.MailError, match="inside a private network"):
        smtp.send(
            server_at(box, trusted=False),
            to="kim@example.org",
            subject="x",
            body="x",
            message_id="1",
        )
    assert box.asked == []


# The page


def form(box: Postbox, **more: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": box.port,
        "security": "none",
        "username": "care",
        "password": "s3cret-of-the-server",
        "sender": "Acme <care@acme.example>",
    } | more


def test_an_admin_names_a_server_and_tries_it(
    acme: Cast, admin: Client, box: Postbox, settings: Any
) -> None:
    settings.TRUSTED_HOSTS = ["127.0.0.1"]
    assert "Not at all" in admin.get(PAGE).content.decode()
    assert admin.post(PAGE, form(box)).status_code == 303
    page = admin.get(PAGE).content.decode()
    assert "From: " not in page
    assert "s3cret" not in page
    with acme.door():
        assert b"s3cret" not in bytes(MailServer.objects.get().password)
        [told] = AuditEntry.objects.all()
        assert told.data["port"] == [None, box.port]
        assert "s3cret" not in str(told.data)
    told_page = admin.post(f"{PAGE}test/", follow=True).content.decode()
    assert "The server took a mail to ada@acme.example" in told_page
    assert box.recipients == ["ada@acme.example"]
    assert any(line.startswith("AUTH") for line in box.asked)


def test_the_servers_own_words_are_shown(acme: Cast, admin: Client, settings: Any) -> None:
    settings.TRUSTED_HOSTS = ["127.0.0.1"]
    with postbox(AUTH="535 5.7.8 wrong password") as refusing:
        admin.post(PAGE, form(refusing))
        told = admin.post(f"{PAGE}test/", follow=True).content.decode()
    assert "127.0.0.1 said: 535 5.7.8 wrong password" in told


def test_a_stored_password_goes_to_no_other_server(
    acme: Cast, admin: Client, box: Postbox, settings: Any
) -> None:
    settings.TRUSTED_HOSTS = ["127.0.0.1", "localhost"]
    admin.post(PAGE, form(box))
    kept = admin.post(PAGE, form(box, password="", sender="new@acme.example"))
    assert kept.status_code == 303
    elsewhere = admin.post(PAGE, form(box, password="", host="localhost"))
    assert elsewhere.status_code == 422
    assert "Type the password" in elsewhere.content.decode()
    with acme.door():
        assert MailServer.objects.get().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"host": "https://mail.example.org/"}, "without https://"),
        ({"host": ""}, "no text yet"),
        ({"host": "a\x00b"}, "cannot be stored"),
        ({"port": 22}, "Mail servers listen at"),
        ({"port": 0}, "A port is a number"),
        ({"port": 587}, "everybody on the way reads along"),
        ({"port": 587, "security": "starttls", "sender": "nobody"}, "Mails come from an address"),
        ({"security": "rot13"}, "encryption is one of the three"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_not_stored(
    acme: Cast, admin: Client, box: Postbox, wrong: dict[str, Any], sentence: str
) -> None:
    answer = admin.post(PAGE, form(box) | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with acme.door():
        assert not MailServer.objects.exists()


def test_for_others_the_page_is_not_there(acme: Cast, box: Postbox) -> None:
    for member in (acme.anna, acme.leader, hire("globex").admin):
        client = signed_in(member)
        for path in (PAGE, f"{PAGE}test/", f"{PAGE}forget/"):
            assert client.post(path, form(box)).status_code == 404
