"""Programs that use the API: a token each, and what they were answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client

from care.core.models import Member
from care.core.tokens import PUSH, READ, WRITE, do_make_token
from tests.cast import Cast

EVERYTHING = (READ, WRITE, PUSH)
ROOT = "/api/v1/"


def token_of(
    cast: Cast,
    member: Member | None,
    *,
    scopes: Sequence[str] = EVERYTHING,
    days: int | None = None,
) -> str:
    with cast.door():
        _row, token = do_make_token(
            by=cast.admin, name="a program", scopes=scopes, acts_as=member, days=days
        )
    return token


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    body: Any
    headers: dict[str, str]


class Program:
    def __init__(self, token: str | None) -> None:
        self.token = token
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> Said:
        return self.send("GET", path, None, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Said:
        return self.send("POST", path, {} if body is None else body, **headers)

    def delete(self, path: str) -> Said:
        return self.send("DELETE", path, None)

    def send(self, method: str, path: str, body: Any, **headers: str) -> Said:
        raw = b"" if body is None else json.dumps(body).encode()
        kind = "" if body is None else "application/json"
        return self.send_raw(method, path, raw, kind=kind, **headers)

    def send_raw(
        self, method: str, path: str, raw: bytes, *, kind: str = "application/json", **headers: str
    ) -> Said:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            named["authorization"] = f"Bearer {self.token}"
        where = path if path.startswith("/") else ROOT + path
        response = self.client.generic(method, where, raw, content_type=kind, headers=named)
        text = response.getvalue().decode()
        said = response.headers.get("Content-Type", "")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        return Said(
            response.status_code,
            json.loads(text) if text and "json" in said else text,
            {name.lower(): value for name, value in response.headers.items()},
        )


def program(cast: Cast, member: Member | None, *scopes: str) -> Program:
    return Program(token_of(cast, member, scopes=scopes or EVERYTHING))
