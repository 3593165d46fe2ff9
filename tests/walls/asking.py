"""Asking pages through the whole of Django, and what may be told apart in their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from care.core.models import Person
from tests.walls.life import Town


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody can tell two answers apart by."""

    status: int
    location: str
    body: str


def signed_in(person: Person | None, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    if person is not None:
        client.force_login(person)
    return client


def person_of(town: Town, who: str) -> Person:
    """As they are now: an earlier test may have ended their sessions."""
    return Person.objects.get(memberships=getattr(town.cast, who).membership_id)


def ask(client: Client, method: str, path: str, data: Mapping[str, str] | None = None) -> Answer:
    response = client.generic(
        method, path, urlencode(data or {}), content_type="application/x-www-form-urlencoded"
    )
    check_always(response, f"{method} {path}")
    return Answer(response.status_code, response.headers.get("Location", ""), scrubbed(response))


def check_always(response: Any, what: str) -> None:
    assert response.status_code < 500, what
    assert_policy(response, what)


def assert_policy(response: HttpResponse, what: str) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, what
    assert "unsafe" not in policy, what
    assert response.headers.get("X-Content-Type-Options") == "nosniff", what


def scrubbed(response: Any) -> str:
    """The body without what differs from answer to answer."""
    # Files are bytes.
    body = response.getvalue().decode(errors="replace")
    body = re.sub(r'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=)"[\w-]+"', r"\1", body)
    body = re.sub(r"<time[^>]*>[^<]*</time>", "", body)
    return re.sub(r"""(nonce=|X-CSRFToken(?:"|&#34;): *)(["']|&#34;)[\w+/=-]+""", r"\1", body)
