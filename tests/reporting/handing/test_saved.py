"""Reports under a name, and on their way by mail."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from care.core.errors import Refused
from care.core.models import Mail, Member, Person
from care.core.models.member import Role
from care.core.secrets import unseal
from reporting import folder
from reporting.handing import mails, saved
from reporting.models import SavedReport, Schedule
from tests.cast import Cast
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(transactional_db: None, acme: Cast, settings: Any) -> Cast:
    settings.MAIL_HOST, settings.MAIL_FROM = "127.0.0.1", "Care <care@acme.example>"
    customer_writes(acme, "Where is my parcel?", customer="kim")
    folder.fold_due()
    return acme


def keep(cast: Cast, *, shared: bool = True, query: str = "period=7d") -> SavedReport:
    with cast.door():
        return saved.do_save(
            member=cast.leader, name="Mondays", report="volume", query=query, shared=shared
        )


def mail_to(cast: Cast, row: SavedReport, *readers: Member) -> None:
    with cast.door():
        mailing = saved.check_mailing(
            rhythm="week",
            weekday="0",
            hour="7",
            readers=[str(reader.id) for reader in readers],
            saved=row,
        )
        saved.do_mail(saved=row, organisation=cast.organisation, mailing=mailing)


def its_time_comes(cast: Cast) -> None:
    with cast.door():
        Schedule.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def letters() -> dict[str, list[str]]:
    return {mail.to: json.loads(unseal(mail.sealed)) for mail in Mail.objects.order_by("to")}


def test_on_its_day_each_reader_gets_the_figures(acme: Cast) -> None:
    mail_to(acme, keep(acme), acme.leader, acme.admin)
    assert mails.mail_due() == 0, "it is not its time yet"
    its_time_comes(acme)
    assert mails.mail_due() == 2
    found = letters()
    assert set(found) == {"ada@acme.example", "leo@acme.example"}
    subject, body = found["leo@acme.example"]
    assert subject.startswith("Mondays")
    assert "/acme/reports/volume/?period=7d" in body
    assert "parcel" not in body, "no word of a customer leaves by mail"


def test_it_is_mailed_once_and_then_on_the_next_such_day(acme: Cast) -> None:
    mail_to(acme, keep(acme), acme.leader)
    its_time_comes(acme)
    assert [mails.mail_due(), mails.mail_due()] == [1, 0]
    with acme.door():
        assert Schedule.objects.get().due_at > timezone.now()


def test_who_may_not_read_reports_any_more_gets_none(acme: Cast) -> None:
    mail_to(acme, keep(acme), acme.leader, acme.admin)
    with acme.door():
        Member.objects.filter(id=acme.admin.id).update(role=Role.AGENT)
    its_time_comes(acme)
    assert mails.mail_due() == 1


def test_a_report_that_is_shared_no_more_goes_to_its_owner_alone(acme: Cast) -> None:
    row = keep(acme)
    mail_to(acme, row, acme.leader, acme.admin)
    with acme.door():
        saved.do_change(saved=row, name="Mondays", shared=False)
    its_time_comes(acme)
    mails.mail_due()
    assert set(letters()) == {"leo@acme.example"}


def test_a_report_that_cannot_be_made_holds_up_no_other(acme: Cast) -> None:
    mail_to(acme, keep(acme, query="team=999999"), acme.leader)
    with acme.door():
        other = saved.do_save(
            member=acme.admin, name="Whole", report="volume", query="", shared=True
        )
    mail_to(acme, other, acme.admin)
    its_time_comes(acme)
    assert mails.mail_due() == 1
    assert set(letters()) == {"ada@acme.example"}


def test_agents_cannot_be_readers(acme: Cast) -> None:
    row = keep(acme)
    with pytest.raises(Refused):
        mail_to(acme, row, acme.anna)


def test_what_is_not_shared_is_mailed_to_nobody_else(acme: Cast) -> None:
    row = keep(acme, shared=False)
    with pytest.raises(Refused):
        mail_to(acme, row, acme.admin)
    mail_to(acme, row, acme.leader)


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def test_a_report_is_kept_mailed_and_removed_on_the_page(acme: Cast) -> None:
    leader, page = client_of(acme.leader), "/acme/reports/saved/"
    said = {"report": "volume", "query": "period=7d", "name": "Mondays", "shared": "1"}
    assert leader.post(page, said).status_code == 303
    assert "Mondays" in client_of(acme.admin).get(page).content.decode()
    twice = leader.post(page, said)
    assert twice.status_code == 422
    assert "already" in twice.content.decode()
    with acme.door():
        row = SavedReport.objects.get()
    form = {"rhythm": "day", "weekday": "0", "hour": "7", "reader": [str(acme.admin.id)]}
    assert leader.post(f"{page}{row.id}/mail/", form).status_code == 303
    assert "mailed to 1 person" in leader.get(page).content.decode()
    assert client_of(acme.admin).post(f"{page}{row.id}/remove/").status_code == 404
    assert leader.post(f"{page}{row.id}/remove/").status_code == 303
    with acme.door():
        assert not SavedReport.objects.exists()
        assert not Schedule.objects.exists()
