"""Canned answers taken along and brought in as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from care.core.models import Member, Person
from routing.models import CannedAnswer, Tag
from tests.cast import Cast, hire

PAGE = "/acme/settings/answers/"


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme")


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def bring(member: Member, table: str, **fields: Any) -> Any:
    return client_of(member).post(f"{PAGE}import/", {"table": table, **fields})


def answers(cast: Cast, **which: Any) -> list[CannedAnswer]:
    with cast.door():
        return list(CannedAnswer.objects.filter(**which).order_by("id"))


def test_a_test_run_shows_everything_and_writes_nothing(acme: Cast) -> None:
    before = [(one.id, one.text) for one in answers(acme)]
    table = (
        "shortcut,name,text,belongs_to\r\n"
        "bye,Good bye,Bye!,organisation\r\n"
        "hello,Hello,Hi!,organisation\r\n"
        ",No shortcut,,me\r\n"
        "odd,Odd,Text,no-such-team\r\n"
        "bye,Twice,Bye bye!,organisation\r\n"
    )
    response = bring(acme.admin, table)
    page = response.content.decode()
    assert response.status_code == 200
    assert "1 new, 1 changed, 0 as they are, 3 refused" in page
    assert "There is no team “no-such-team”" in page
    assert "Line 2 has the same shortcut" in page
    assert [(one.id, one.text) for one in answers(acme)] == before


def test_after_the_yes_it_is_written(acme: Cast) -> None:
    with acme.door():
        praise = Tag.objects.get(slug="praise")
    table = (
        "shortcut;text;acknowledges;tags_on;then\n"
        'bye;"Bye,\nsee you!";yes;praise;resolve\n'
        "broken;x;;no-such-tag;\n"
    )
    assert bring(acme.anna, table, sure="yes").status_code == 303
    (made,) = answers(acme, member_id=acme.anna.id)
    assert (made.shortcut, made.name, made.text) == ("bye", "bye", "Bye,\nsee you!")
    assert made.acknowledges
    assert made.actions == [
        {"kind": "add_tag", "tag_id": praise.id},
        {"kind": "then", "then": "resolve"},
    ]


def test_what_was_exported_changes_nothing_when_it_comes_back(acme: Cast) -> None:
    with acme.door():
        CannedAnswer.objects.create(
            name="Sum", shortcut="sum", text="=1+1, and 'quoted'", member=acme.admin
        )
    response = client_of(acme.admin).get(f"{PAGE}export/")
    table = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "'=1+1" in table
    page = bring(acme.admin, table).content.decode()
    assert "0 new, 0 changed" in page
    assert "0 refused" in page


def test_an_agent_brings_in_only_their_own(acme: Cast) -> None:
    table = "shortcut,text,belongs_to\nbye,Bye!,organisation\n"
    page = bring(acme.anna, table).content.decode()
    assert "Only admins write answers for the whole organisation" in page
    bring(acme.anna, table, sure="yes")
    assert answers(acme, shortcut="bye") == []


def test_nobody_exports_what_others_keep_for_themselves(acme: Cast) -> None:
    with acme.door():
        CannedAnswer.objects.create(name="Mine", shortcut="mine", text="x", member=acme.anna)
    table = client_of(acme.admin).get(f"{PAGE}export/").content.decode("utf-8-sig")
    shortcuts = [row["shortcut"] for row in csv.DictReader(io.StringIO(table))]
    assert "mine" not in shortcuts
    assert "hello" in shortcuts


@pytest.mark.parametrize("table", ["", "a,b\n1,2\n", "shortcut,text\n", "\x00", "x" * 500_001])
def test_what_is_no_table_is_refused_with_a_sentence(acme: Cast, table: str) -> None:
    response = bring(acme.admin, table)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_file_of_a_spreadsheet_is_read(acme: Cast) -> None:
    raw = "shortcut;text\nadiós;¡Adiós!\n".encode("cp1252")
    file = SimpleUploadedFile("answers.csv", raw, content_type="text/csv")
    page = client_of(acme.anna).post(f"{PAGE}import/", {"file": file}).content.decode()
    assert "1 new" in page
    assert "/adios" in page
