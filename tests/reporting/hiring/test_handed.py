"""The hiring report as a file, under a name, by mail and by API: with its answer, and as asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from care.core.errors import Refused
from care.core.models import Mail, Person
from care.core.secrets import unseal
from reporting.asked import Asked
from reporting.handing import mails, saved, writing
from reporting.handing.exports import check_export, do_export
from reporting.making import REPORTS, made
from reporting.models import Export, SavedReport, Schedule
from tests.cast import Cast
from tests.reporting.hiring.facts import NOW, fill
from tests.reporting.hiring.test_page import calm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def acme(transactional_db: None, acme: Cast) -> Cast:
    fill(acme, weeks=3, rate=calm)
    return acme


def reader(cast: Cast) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=cast.leader.membership_id))
    return client


def table(cast: Cast, *, section: str, query: str) -> list[list[str]]:
    with cast.door():
        wanted = check_export(
            member=cast.leader,
            organisation=cast.organisation,
            report="hiring",
            query=query,
            form="csv",
            section=section,
        )
        row = do_export(member=cast.leader, wanted=wanted)
    writing.write_due()
    with cast.door():
        done = Export.objects.get(id=row.id)
    assert (done.state, done.error) == ("done", "")
    answer = reader(cast).get(f"/acme/reports/files/{row.id}/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_file_says_what_the_page_says_with_the_same_knobs(acme: Cast) -> None:
    rows = table(acme, section="answer", query="agents=1&work=30")
    assert "First line is short of people now" in rows[1][1]
    people = table(acme, section="people", query="agents=1&work=30")
    assert people[0] != people[1]
    assert len(people) == 8  # a line of names, and seven days


def test_the_page_offers_its_file_and_keeps_its_knobs(acme: Cast) -> None:
    page = reader(acme).get("/acme/reports/hiring/?agents=1&growth=40").content.decode()
    assert 'name="report" value="hiring"' in page
    assert "agents=1&amp;growth=40" in page


def test_kept_under_a_name_it_is_mailed_with_its_answer(acme: Cast, settings: Any) -> None:
    settings.MAIL_HOST, settings.MAIL_FROM = "127.0.0.1", "Care <care@acme.example>"
    page = reader(acme)
    said = {"report": "hiring", "query": "agents=1&work=30", "name": "Do we hire?"}
    assert page.post("/acme/reports/saved/", said).status_code == 303
    assert "hiring/?agents=1" in page.get("/acme/reports/saved/").content.decode()
    with acme.door():
        row = SavedReport.objects.get()
        mailing = saved.check_mailing(
            rhythm="day", weekday="0", hour="8", readers=[str(acme.leader.id)], saved=row
        )
        saved.do_mail(saved=row, organisation=acme.organisation, mailing=mailing)
        Schedule.objects.update(due_at=NOW - timedelta(minutes=1))
    assert mails.mail_due() == 1
    _subject, body = json.loads(unseal(Mail.objects.get().sealed))
    assert "First line is short of people now" in body
    assert "/acme/reports/hiring/?agents=1&work=30" in body


def test_programs_read_it_too(acme: Cast) -> None:
    with acme.door():
        asked = Asked(acme.leader, acme.organisation, QueryDict(""))
        report = made(asked, REPORTS["hiring"])
    assert report.sections[0].name == "answer"
    assert {section.name for section in report.sections} >= {"people", "queue", "tested"}


def test_agents_have_no_hiring_report_as_a_file_either(acme: Cast) -> None:
    with acme.door(), pytest.raises(Refused, match="no such report"):
        check_export(
            member=acme.anna,
            organisation=acme.organisation,
            report="hiring",
            query="",
            form="csv",
            section="",
        )
