from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from care.core.models import Member, Person
from care.core.tenancy import organisation_door
from care.services.ports import free_port
from inbox.flow.ingest import receive
from inbox.models import Case, Note
from inbox.networks.items import Author, IncomingItem
from tests import databases
from tests.cast import Cast, hire
from tests.front.raw import exchange, head

# As care.services.plan starts it.
UVICORN = [sys.executable, "-m", "uvicorn", "care.asgi:application", "--http", "h11"]
UVICORN += ["--loop", "asyncio"]
PROJECT = Path(__file__).resolve().parents[2]
SLOW_START = 30


@dataclass(slots=True)
class Desk:
    """The real server, and somebody who is signed in to it."""

    port: int
    process: subprocess.Popen[bytes]
    cast: Cast
    case_id: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def case_path(self) -> str:
        return f"/{self.cast.organisation.slug}/desk/cases/{self.case_id}/"

    def sign_in(self, member: Member) -> None:
        client = Client()
        client.force_login(Person.objects.get(memberships=member.membership_id))
        client.get(self.case_path)  # with forms on it, and so with their token
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, cookies=self.cookies, trust_env=False, timeout=30)

    def post_bytes(self, path: str, body: bytes) -> tuple[int, bytes]:
        """As a form is sent, with bytes that no library would send."""
        return exchange(self.port, self.form_head(path, len(body)) + body)

    def form_head(self, path: str, length: int) -> bytes:
        return head("POST", path, self.form_headers() | {"Content-Length": str(length)})

    def form_headers(self) -> dict[str, str]:
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def form(self, **fields: str) -> bytes:
        return urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields).encode()

    def notes(self) -> list[str]:
        with organisation_door(self.cast.id):
            return list(Note.objects.order_by("id").values_list("text", flat=True))


@pytest.fixture(scope="module")
def served(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    database_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """What a test writes stays for the next one of its module."""
    emptier = databases.Emptier(database_name)
    port = free_port()
    log = tmp_path_factory.mktemp("front") / "web.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*UVICORN, "--port", str(port)],
            cwd=PROJECT,
            env=os.environ | {"CARE_WEB_THREADS": "3"},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        with django_db_blocker.unblock():
            cast = hire("acme")
            desk = Desk(port, process, cast, hear(cast, "My router is down."))
            _wait_for(desk, log)
            desk.sign_in(cast.anna)
            yield desk
    finally:
        process.terminate()
        process.wait(10)
        emptier.empty()
        emptier.close()


@pytest.fixture
def desk(served: Desk) -> Iterator[Desk]:
    """Whatever was sent to it, the server is still there and answers at once."""
    yield served
    assert served.process.poll() is None
    assert served.get("/healthz").status_code == 200


def hear(cast: Cast, text: str) -> int:
    """The id of the case that this post of a customer opens."""
    receive(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        items=[
            IncomingItem(
                external_id=f"post-{cast.organisation.slug}",
                kind="post",
                author=Author("kim", "kim", "Kim"),
                own=False,
                text=text,
                sent_at=cast.organisation.created_at,
                in_reply_to=None,
                conversation=None,
                visibility="public",
            )
        ],
        cursor_after=None,
    )
    with organisation_door(cast.id):
        return Case.objects.latest("id").id


def _wait_for(desk: Desk, log: Path) -> None:
    for _ in range(SLOW_START * 20):
        assert desk.process.poll() is None, log.read_text()
        try:
            desk.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(log.read_text())
