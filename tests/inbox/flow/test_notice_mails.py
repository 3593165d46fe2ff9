"""What somebody has not seen for a while comes by mail: once, all in one, and not at night."""

from __future__ import annotations

import threading
from datetime import UTC, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from care.core.models import Member, Membership
from inbox.flow import notice_mails
from inbox.flow.notice_mails import mail_due
from inbox.models import Case, Notice
from inbox.models.desk import NoticeKind
from tests.cast import Cast, hire
from tests.core.mails import posted
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(settings: Any) -> Cast:
    settings.MAIL_HOST = "mail.example"
    cast = hire("acme")
    customer_writes(cast, "my secret number is 4711")
    with cast.door():
        Member.objects.filter(id=cast.anna.id).update(mail_notices=True)
    return cast


def notice(
    acme: Cast, *, minutes_ago: float = 6, member: Member | None = None, read: bool = False
) -> None:
    with acme.door():
        at = timezone.now() - timedelta(minutes=minutes_ago)
        Notice.objects.create(
            member=member or acme.anna,
            kind=NoticeKind.MENTION,
            case=Case.objects.get(),
            actor=acme.tess,
            at=at,
            read_at=at if read else None,
        )


def later(acme: Cast) -> None:
    """The time between two mails has passed."""
    with acme.door():
        Member.objects.update(mail_after=None)


def test_what_waited_goes_out_in_one_mail_without_a_word_of_a_customer(acme: Cast) -> None:
    notice(acme)
    notice(acme, minutes_ago=20)
    notice(acme, minutes_ago=1)
    notice(acme, read=True)
    notice(acme, minutes_ago=2_000)
    notice(acme, member=acme.amir)
    assert mail_due() == 1
    assert mail_due() == 0
    [letter] = posted()
    assert letter.to == "anna@acme.example"
    assert letter.subject == "2 notices at Acme"
    assert letter.body.count("Tess mentioned you") == 2
    assert "/acme/desk/cases/" in letter.body
    assert "4711" not in letter.body
    assert "carol" not in letter.body
    later(acme)
    assert mail_due() == 0


def test_the_next_mail_waits_a_quarter_of_an_hour_and_tells_only_what_came_since(
    acme: Cast,
) -> None:
    notice(acme)
    assert mail_due() == 1
    notice(acme, minutes_ago=5.5)
    assert mail_due() == 0
    with acme.door():
        waits = Member.objects.get(id=acme.anna.id).mail_after
        assert waits is not None
        assert timedelta(minutes=14) < waits - timezone.now() <= timedelta(minutes=15)
    later(acme)
    assert mail_due() == 1
    assert posted()[-1].subject == "1 notice at Acme"


def test_two_workers_write_one_mail(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the first is at it."""
    notice(acme)
    write, counted = notice_mails._write, []

    def meanwhile(*args: Any) -> None:
        other = threading.Thread(target=work)
        other.start()
        other.join(20)
        write(*args)

    def work() -> None:
        counted.append(mail_due())
        connection.close()

    monkeypatch.setattr(notice_mails, "_write", meanwhile)
    assert mail_due() == 1
    assert counted == [0]
    assert len(posted()) == 1


def test_in_quiet_hours_by_the_clock_of_the_organisation_it_waits(acme: Cast) -> None:
    acme.organisation.zone = "Asia/Tokyo"
    acme.organisation.save(update_fields=["zone"])
    there = timezone.now().astimezone(UTC) + timedelta(hours=9)
    with acme.door():
        Member.objects.filter(id=acme.anna.id).update(
            quiet_from=(there - timedelta(hours=1)).time(),
            quiet_until=(there + timedelta(hours=1)).time(),
        )
    notice(acme)
    assert mail_due() == 0
    assert posted() == []
    with acme.door():
        waits = Member.objects.get(id=acme.anna.id).mail_after
        assert waits is not None
        assert timedelta(minutes=59) < waits - timezone.now() <= timedelta(hours=1)
        Member.objects.filter(id=acme.anna.id).update(quiet_from=time(0), quiet_until=time(0))
    later(acme)
    assert mail_due() == 1


def test_nobody_is_mailed_who_left_or_does_not_want_it_or_has_no_server(
    acme: Cast, settings: Any
) -> None:
    notice(acme)
    settings.MAIL_HOST = ""
    assert mail_due() == 0
    later(acme)
    settings.MAIL_HOST = "mail.example"
    Membership.objects.filter(id=acme.anna.membership_id).update(active=False)
    assert mail_due() == 0
    later(acme)
    Membership.objects.filter(id=acme.anna.membership_id).update(active=True)
    with acme.door():
        Member.objects.update(mail_notices=False)
    assert mail_due() == 0
    with acme.door():
        Member.objects.filter(id=acme.anna.id).update(mail_notices=True)
    assert mail_due() == 1
