"""Every organisation of the drill has a word of its own in all that is written in it. It must stand
on its own pages, on nobody else's, and in no log at all."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.test import Client

from care.core.models import Person
from care.core.tokens import READ, do_make_token
from inbox.models import Case
from tests.drill.life import Desk
from tests.drill.script import CANARY
from tests.drill.truth import Row

_ANY = re.compile(rf"{CANARY}[0-9a-z]+", re.IGNORECASE)
PLACES = ("queues/first-line/", "queues/second-line/", "views/open/", "views/resolved/")
SETTINGS = ("channels/", "stuck/")
API = ("cases/", "customers/", "channels/", "queues/", "tags/")
OF_A_CASE = ("", "messages/", "events/")
CASES = 8


@dataclass(frozen=True, slots=True)
class Reader:
    """An admin at a browser, or their program."""

    desk: Desk
    http: httpx.Client
    by_token: bool

    def reads(self, path: str) -> tuple[int, str]:
        answer = self.http.get(path)
        return answer.status_code, answer.text


def leaks(desks: Sequence[Desk], *, url: str, seed: int) -> Iterator[Row]:
    dice = random.Random(seed)
    for desk in desks:
        for by_token in (False, True):
            with httpx.Client(base_url=url, trust_env=False, timeout=30) as http:
                reader = Reader(desk, http, by_token)
                let_in(reader)
                yield from _reading(reader, _own_paths(reader, dice), must=200)
                for other in desks:
                    if other is not desk:
                        yield from _reading(reader, _foreign_paths(reader, other, dice), must=404)


def let_in(reader: Reader) -> None:
    """Without the form of sign-in, because checking a password takes long on purpose."""
    admin = reader.desk.cast.admin
    if reader.by_token:
        with reader.desk.cast.door():
            _, token = do_make_token(by=None, name="drill", scopes=[READ], acts_as=admin, days=None)
        reader.http.headers["Authorization"] = f"Bearer {token}"
        return
    client = Client()
    client.force_login(Person.objects.get(memberships=admin.membership_id))
    reader.http.cookies.set("sessionid", client.cookies["sessionid"].value)


def _reading(reader: Reader, paths: Sequence[str], *, must: int) -> Iterator[Row]:
    house, seen_own = reader.desk.house, False
    for path in paths:
        status, text = reader.reads(path)
        for canary in set(_ANY.findall(text)):
            seen_own |= canary == house.canary
            if canary != house.canary:
                yield {"of": house.slug, "path": path, "canary": canary}
        if status != must:
            yield {"of": house.slug, "path": path, "status": status, "instead of": must}
    if must == 200 and not seen_own:
        yield {"of": house.slug, "path": "all", "canary": "its own is nowhere"}


def _own_paths(reader: Reader, dice: random.Random) -> list[str]:
    cases = _cases(reader.desk, dice)
    if reader.by_token:
        return [f"/api/v1/{path}" for path in API] + _api_of(cases)
    root = f"/{reader.desk.house.slug}"
    return [
        *(f"{root}/desk/{place}" for place in PLACES),
        *(f"{root}/settings/{page}" for page in SETTINGS),
        *(f"{root}/desk/cases/{case}/" for case in cases),
    ]


def _foreign_paths(reader: Reader, other: Desk, dice: random.Random) -> list[str]:
    """Somebody else's cases, under one's own name and under theirs."""
    cases = _cases(other, dice)[:3]
    if reader.by_token:
        return _api_of(cases)
    own, theirs = reader.desk.house.slug, other.house.slug
    return [
        *(f"/{own}/desk/cases/{case}/" for case in cases),
        *(f"/{theirs}/desk/cases/{case}/" for case in cases),
        *(f"/{theirs}/{page}" for page in ("desk/", "settings/channels/", "settings/stuck/")),
    ]


def _api_of(cases: Sequence[int]) -> list[str]:
    return [f"/api/v1/cases/{case}/{part}" for case in cases for part in OF_A_CASE]


def _cases(desk: Desk, dice: random.Random) -> list[int]:
    with desk.cast.door():
        found = list(Case.objects.filter(merged_into=None).values_list("id", flat=True))
    return dice.sample(found, min(CASES, len(found)))


class Logs:
    """Reads what was added since the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}

    def leaks(self) -> Iterator[Row]:
        for path in sorted(self._folder.iterdir()):
            begin = self._read.get(path, 0)
            with path.open("rb") as log:
                log.seek(begin if begin <= path.stat().st_size else 0)
                added = log.read()
            self._read[path] = path.stat().st_size
            for canary in set(_ANY.findall(added.decode(errors="replace"))):
                yield {"log": path.name, "canary": canary}
