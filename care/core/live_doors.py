"""Who may open a live stream, and whether those who have one still may."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host

from care.core.bulk import fetch
from care.core.models import Member, Membership, Person
from care.core.network_pages import limit_statements
from care.core.tenancy import organisation_door

_SLUG = re.compile(r"[a-z0-9-]{1,50}")
_SESSION_KEY = re.compile(r"[a-z0-9]{8,40}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pass:
    """A stream of one member, by one session."""

    organisation_id: int
    member_id: int
    membership_id: int
    session_key: str
    stamp: str
    """Of what ends every session of the person when it changes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    sentence: str


# Absent and foreign look the same.
_NOWHERE = Refusal(404, "There is no such organisation here.")
_NOBODY = Refusal(401, "Sign in first.")


def admit(headers: Mapping[str, str], *, scheme: str, organisation: str) -> Pass | Refusal:
    """`headers` by their names in small letters."""
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return Refusal(400, "This host is not known here. CARE_ALLOWED_HOSTS names those that are.")
    if not _from_our_pages(headers, own=f"{scheme}://{host}"):
        return Refusal(403, "Streams are only for pages of Care itself.")
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not _SESSION_KEY.fullmatch(key):
        return _NOBODY
    return _once_more_if_lost(lambda: _admit(key, organisation))


def still_good(passes: Sequence[Pass]) -> Sequence[bool]:
    """In the order of `passes`, by one query for all of them."""
    return _once_more_if_lost(lambda: _still_good(passes))


def _from_our_pages(headers: Mapping[str, str], *, own: str) -> bool:
    """Browsers name the origin of a stream unless it is the page's own; then they may say that."""
    origin = headers.get("origin")
    if origin is not None and origin not in {own, settings.ORIGIN}:
        return False
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _admit(key: str, organisation: str) -> Pass | Refusal:
    with transaction.atomic():
        limit_statements()
        request = HttpRequest()
        request.session = SessionStore(key)
        person = get_user(request)
        if not isinstance(person, Person):
            return _NOBODY
        if not _SLUG.fullmatch(organisation):
            return _NOWHERE
        membership = Membership.objects.filter(
            person=person, organisation__slug=organisation, active=True
        ).first()
        if membership is None:
            return _NOWHERE
        with organisation_door(membership.organisation_id):
            member = Member.objects.only("id").get(membership=membership)
        return Pass(
            organisation_id=membership.organisation_id,
            member_id=member.id,
            membership_id=membership.id,
            session_key=key,
            stamp=sha256(f"{person.password}:{person.auth_version}".encode()).hexdigest(),
        )


# A session that was ended is a row that is gone; the rest is said by the person and the place.
_GOOD = """
SELECT asked.place
FROM unnest(%(sessions)s::text[], %(memberships)s::bigint[], %(stamps)s::text[])
  WITH ORDINALITY asked (session, membership, stamp, place)
JOIN django_session s ON s.session_key = asked.session AND s.expire_date > now()
JOIN core_membership m ON m.id = asked.membership AND m.active
JOIN core_person p ON p.id = m.person_id AND p.is_active
WHERE asked.stamp
  = encode(sha256(convert_to(p.password || ':' || p.auth_version, 'UTF8')), 'hex')
"""


def _still_good(passes: Sequence[Pass]) -> Sequence[bool]:
    values = {
        "sessions": [made.session_key for made in passes],
        "memberships": [made.membership_id for made in passes],
        "stamps": [made.stamp for made in passes],
    }
    with transaction.atomic():
        limit_statements()
        good = {place - 1 for (place,) in fetch(_GOOD, values)}
    return [number in good for number in range(len(passes))]


def _once_more_if_lost(ask: Callable[[], T]) -> T:
    """The threads of streams keep their connections; a database that was started anew has closed
    them."""
    try:
        return ask()
    except (OperationalError, InterfaceError):
        connection.close()
        return ask()
