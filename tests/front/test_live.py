"""The stream of changes at the real server: who gets it, what it says, and when it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.db import transaction
from django.test import Client

from care.core import live, presence
from care.core.models import Member, Membership, Person
from care.front.live import watch
from care.front.live.stream import MOST
from tests.cast import hire
from tests.front.conftest import Desk

PATH = "/live?organisation=acme"
# Two seconds between two looks, and what a busy machine takes for one.
SOON = 5.0


class Listener:
    """What a page hears. `heard` reads on until an event of the kind is there."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.raw = ""
        self._lines = answer.iter_lines()

    def event(self) -> tuple[str, object]:
        kind = ""
        for line in self._lines:
            self.raw += f"{line}\n"
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            if line.startswith("data: "):
                return kind, json.loads(line.removeprefix("data: "))
        raise EOFError

    def heard(self, kind: str) -> object:
        while True:
            got, data = self.event()
            if got == kind:
                return data

    def ends(self) -> None:
        """Reads until the server has nothing more to say."""
        for line in self._lines:
            self.raw += f"{line}\n"


@contextmanager
def listening(desk: Desk, path: str = PATH, **headers: str) -> Iterator[Listener]:
    cookies = desk.cookies
    with httpx.stream(
        "GET", desk.url + path, cookies=cookies, headers=headers, trust_env=False, timeout=20
    ) as answer:
        assert answer.status_code == 200, answer.read()
        listener = Listener(answer)
        listener.heard("hello")
        yield listener


def status(desk: Desk, path: str = PATH, **headers: str) -> int:
    with httpx.stream(
        "GET", desk.url + path, cookies=desk.cookies, headers=headers, trust_env=False, timeout=20
    ) as answer:
        return answer.status_code


@pytest.fixture
def somebody(desk: Desk) -> Iterator[Desk]:
    """Whatever becomes of who was signed in, the next test finds Anna."""
    yield desk
    Person.objects.update(is_active=True)
    Membership.objects.update(active=True)
    desk.sign_in(desk.cast.anna)


def test_the_answer_is_a_stream_that_no_cache_keeps_and_no_proxy_holds_back(desk: Desk) -> None:
    with listening(desk) as page:
        headers = page.answer.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_whoever_may_not_listen_is_refused_so_that_the_page_asks_by_itself(desk: Desk) -> None:
    hire("globex")
    assert httpx.get(desk.url + PATH, trust_env=False).status_code == 401
    assert status(desk, "/live?organisation=globex") == 404
    assert status(desk, "/live?organisation=no-such-thing") == 404
    assert status(desk, "/live?organisation=%00") == 404
    assert status(desk, "/live") == 404
    assert status(desk, origin="https://evil.example") == 403
    assert status(desk, origin="null") == 403
    assert status(desk, **{"sec-fetch-site": "cross-site"}) == 403
    assert status(desk, host="evil.example") == 400
    assert httpx.post(desk.url + PATH, cookies=desk.cookies, trust_env=False).status_code == 405


def test_a_session_that_is_none_is_refused(desk: Desk) -> None:
    for key in ("x" * 32, "a\\000b", "", "'; --", "\xff"):
        cookie = {b"cookie": f"sessionid={key}".encode("latin-1")}
        answer = httpx.get(desk.url + PATH, headers=cookie, trust_env=False)
        assert answer.status_code == 401, key


def test_our_own_pages_may_name_themselves(desk: Desk) -> None:
    with listening(desk, origin=desk.url, **{"sec-fetch-site": "same-origin"}):
        pass


def test_what_one_transaction_changes_is_told_once_and_by_its_ids_only(desk: Desk) -> None:
    with listening(desk) as page:
        words = desk.form(text="A word that no stream may carry.")
        assert desk.post_bytes(f"{desk.case_path}note/", words)[0] == 303
        assert page.heard("cases") == [desk.case_id]
        with desk.cast.door():
            live.tell_cases([7, 8])
            live.tell_cases([8, 9])
        assert page.heard("cases") == [7, 8, 9]
        assert "word" not in page.raw
        assert "acme" not in page.raw.casefold()


def test_what_is_rolled_back_is_not_told(desk: Desk) -> None:
    with listening(desk) as page:
        with desk.cast.door():
            live.tell_cases([70])
            transaction.set_rollback(True)
        with desk.cast.door():
            live.tell_cases([71])
        assert page.heard("cases") == [71]


def test_another_organisation_is_not_heard(desk: Desk) -> None:
    initech = hire("initech")
    with listening(desk) as page:
        with initech.door():
            live.tell_cases([500])
        with desk.cast.door():
            live.tell_cases([501])
        assert page.heard("cases") == [501]


def test_too_many_ids_become_one_word_to_ask_for_everything(desk: Desk) -> None:
    with listening(desk) as page:
        with desk.cast.door():
            live.tell_cases(range(1, live.MOST + 2))
        assert page.heard("resync") == {}
    assert live.MOST < MOST


def test_who_is_there_is_told_only_to_those_who_are_there(desk: Desk) -> None:
    anna, amir = desk.cast.anna, desk.cast.amir
    with listening(desk) as page:
        with desk.cast.door():
            # Nobody tells Anna of a case that she does not have before her.
            presence.be_here(case_id=99, member_id=amir.id)
            presence.be_here(case_id=99, member_id=desk.cast.tess.id)
            presence.be_here(case_id=desk.case_id, member_id=anna.id)
            (other,) = presence.be_here(case_id=desk.case_id, member_id=amir.id, pen="reply")
            assert other.member_id == anna.id
        assert page.heard("here") == {"case": desk.case_id, "members": [anna.id]}


def ended_by(desk: Desk, what: Callable[[Person, Membership], None]) -> float:
    with listening(desk) as page:
        membership = Membership.objects.get(id=desk.cast.anna.membership_id)
        what(membership.person, membership)
        began = time.monotonic()
        page.ends()
        return time.monotonic() - began


def log_out(desk: Desk) -> None:
    client = Client()
    client.cookies["sessionid"] = desk.cookies["sessionid"]
    client.post("/accounts/logout/")


def disable(person: Person) -> None:
    person.is_active = False
    person.save(update_fields=["is_active"])


def raise_version(person: Person) -> None:
    person.auth_version += 1
    person.save(update_fields=["auth_version"])


def change_password(person: Person) -> None:
    person.password = f"!{person.password}"
    person.save(update_fields=["password"])


def leave(membership: Membership) -> None:
    membership.active = False
    membership.save(update_fields=["active"])


@pytest.mark.parametrize("how", ["log-out", "disabled", "version", "password", "membership"])
def test_the_stream_of_who_may_not_listen_any_more_ends_within_seconds(
    somebody: Desk, how: str
) -> None:
    ends: dict[str, Callable[[Person, Membership], None]] = {
        "log-out": lambda person, membership: log_out(somebody),
        "disabled": lambda person, membership: disable(person),
        "version": lambda person, membership: raise_version(person),
        "password": lambda person, membership: change_password(person),
        "membership": lambda person, membership: leave(membership),
    }
    assert watch.EVERY + watch.PATIENCE < SOON
    ended_by(somebody, ends[how])
    assert status(somebody) in {401, 404}


def test_a_colleague_who_goes_takes_nobody_along(somebody: Desk) -> None:
    with listening(somebody) as page:
        amir: Member = somebody.cast.amir
        somebody.sign_in(amir)
        ended = 0
        with listening(somebody) as other:
            leave(Membership.objects.get(id=amir.membership_id))
            other.ends()
            ended += 1
        with somebody.cast.door():
            live.tell_cases([3])
        assert page.heard("cases") == [3]
        assert ended == 1
