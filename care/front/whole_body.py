"""The request front: reads a body whole before any page runs.

A reply that was cut off on its way can then never be posted, and a slow client holds a coroutine,
not one of the few threads that render pages.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from typing import IO

from care.front.protocol import App, Message, Receive, Scope, Send, refuse

MAX_BODY = 1_048_576
# Forms that carry files, at the addresses that take them: a file of 25 MB and what stands around
# it; spooled to disk past 1 MB. A telephone's line needs minutes for that.
MAX_UPLOAD = 26 * 1_048_576
READ_SECONDS = 30.0
UPLOAD_SECONDS = 240.0
NOWHERE = re.compile(r"(?!)")
_CHUNK = 65_536


class Refusal(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class WholeBody:
    """`uploads` matches the paths that take files."""

    def __init__(
        self,
        app: App,
        *,
        uploads: re.Pattern[str] = NOWHERE,
        read_seconds: float = READ_SECONDS,
        upload_seconds: float = UPLOAD_SECONDS,
    ) -> None:
        self.app = app
        self.uploads = uploads
        self.read_seconds = read_seconds
        self.upload_seconds = upload_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        uploads = self._takes_files(scope)
        limit = MAX_UPLOAD if uploads else MAX_BODY
        seconds = self.upload_seconds if uploads else self.read_seconds
        with tempfile.SpooledTemporaryFile(max_size=MAX_BODY) as body:
            try:
                await asyncio.wait_for(_read(scope, receive, body, limit), seconds)
            except Refusal as refusal:
                await refuse(send, refusal.status, refusal.sentence)
                return
            except TimeoutError:
                await refuse(send, 408, _too_slow(seconds))
                return
            body.seek(0)
            await self.app(scope, _replay(body, receive), send)

    def _takes_files(self, scope: Scope) -> bool:
        multipart = _header(scope, b"content-type").startswith(b"multipart/form-data")
        return multipart and self.uploads.fullmatch(scope["path"]) is not None


def _too_slow(seconds: float) -> str:
    return f"The request did not arrive within {seconds:g} seconds. Send it again."


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key.lower() == name:
            return bytes(value)
    return b""


def _declared_length(scope: Scope) -> int | None:
    raw = _header(scope, b"content-length")
    if not raw:
        return None
    if not raw.isdigit():
        raise Refusal(400, "The Content-Length is not a number.")
    return int(raw)


async def _read(scope: Scope, receive: Receive, body: IO[bytes], limit: int) -> None:
    """Write the request's body into `body`; raise Refusal when it is too long or was cut off."""
    declared = _declared_length(scope)
    too_long = Refusal(
        413, f"The request is larger than {limit // 1_048_576} MB. Send less at once."
    )
    if declared is not None and declared > limit:
        raise too_long
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "The request broke off before it was complete. Send it again.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_long
        body.write(chunk)
        if not message.get("more_body", False):
            break
    if declared is not None and size != declared:
        raise Refusal(400, "The request is shorter than it said. Send it again.")


def _replay(body: IO[bytes], receive: Receive) -> Receive:
    """A `receive` that hands out the stored body, then waits for what the client really does."""
    done = False

    async def next_message() -> Message:
        nonlocal done
        if done:
            return await receive()
        chunk = body.read(_CHUNK)
        done = len(chunk) < _CHUNK
        return {"type": "http.request", "body": chunk, "more_body": not done}

    return next_message
