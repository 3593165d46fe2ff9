"""Telling pages of a change never fails or holds up the change itself."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from care.core import live, presence, valkey
from care.core.models import Person
from inbox.access import case_to_change
from inbox.actions.note import do_note
from inbox.actions.notices import do_read
from inbox.models import Note
from tests.cast import Cast, hire
from tests.desk.letters import fill, hear, letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def anna(acme: Cast) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=acme.anna.membership_id))
    return client


@pytest.fixture(autouse=True)
def fresh_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "_circuit", valkey._Circuit())


@pytest.fixture
def stuck_broker(tmp_path: Path) -> Iterator[socket.socket]:
    """It takes connections and answers none."""
    path = tmp_path / "stuck.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen(100)
        with override_settings(LIVE_URL=f"unix://{path}"):
            yield server


def connections_to(server: socket.socket) -> int:
    server.setblocking(False)
    taken = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return taken
        taken += 1


def save_notes(client: Client, case_id: int, count: int) -> None:
    for number in range(count):
        assert fill(client, case_id, "note", text=f"Note {number}").status_code == 303


def test_a_page_saves_while_the_broker_is_stuck_and_asks_it_once(
    acme: Cast, anna: Client, stuck_broker: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    case_id = hear(acme, letter("kim"))
    with caplog.at_level(logging.WARNING, "care.core.valkey"):
        save_notes(anna, case_id, 5)
    with acme.door():
        assert Note.objects.count() == 5
        assert presence.be_here(case_id=case_id, member_id=acme.anna.id) == ()
    # The first of them waited for it; then it was left alone.
    assert connections_to(stuck_broker) == 1
    assert len([said for said in caplog.records if said.name == "care.core.valkey"]) == 1


@pytest.mark.parametrize("address", ["unix:///nowhere/at/all.sock", "amqp://another-kind", ""])
def test_a_page_saves_where_no_broker_is(acme: Cast, anna: Client, address: str) -> None:
    with override_settings(LIVE_URL=address):
        save_notes(anna, hear(acme, letter("kim")), 2)


def test_each_verb_tells_of_its_case_once(
    acme: Cast, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = hear(acme, letter("kim"))
    said: list[object] = []
    monkeypatch.setattr(live, "_publish", lambda message: said.append(message["cases"]))
    anna.get(f"/acme/desk/cases/{case_id}/")
    anna.get(f"/acme/desk/cases/{case_id}/")
    assert said == [[case_id]]  # the first look takes the dot of the new off
    fill(anna, case_id, "hand-over", note="Please look.", tag="second-line-support")
    assert said == [[case_id], [case_id]]


def test_who_is_there_is_known_to_the_others_until_they_leave(acme: Cast) -> None:
    with acme.door():
        be, leave = presence.be_here, presence.leave
        assert be(case_id=1, member_id=7) == ()
        assert be(case_id=1, member_id=8, pen="note") == (presence.Here(7, ""),)
        assert be(case_id=1, member_id=7) == (presence.Here(8, "note"),)
        assert be(case_id=2, member_id=9) == ()
        be(case_id=1, member_id=8)
        assert be(case_id=1, member_id=7) == (presence.Here(8, ""),)
        leave(case_id=1, member_id=8)
        assert be(case_id=1, member_id=7) == ()
    with hire("globex").door():
        assert presence.be_here(case_id=1, member_id=9) == ()


def test_windows_of_the_told_hear_of_a_notice_and_of_what_they_read_elsewhere(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = hear(acme, letter("kim"))
    said: list[dict[str, object]] = []
    monkeypatch.setattr(live, "_publish", said.append)
    with acme.door():
        case = case_to_change(acme.anna, case_id)
        do_note(member=acme.anna, case=case, text="@Tess, please")
    assert {"o": acme.id, "noticed": [acme.tess.id]} in said
    said.clear()
    with acme.door():
        do_read(member=acme.tess)
        do_read(member=acme.tess)
    assert said == [{"o": acme.id, "noticed": [acme.tess.id]}]
