"""Answers a request for the stream, and keeps it going."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import parse_qs

from care.front.live.doors import Doors, Refusal
from care.front.live.hub import Hub
from care.front.live.stream import Stream, event
from care.front.live.watch import watch
from care.front.protocol import Receive, Scope, Send, refuse

BEAT = 15.0
LONGEST = 15 * 60.0
# A reader that takes nothing for so long is gone.
STUCK = 20.0
BEATING = event("beat", {}).encode()
FIRST_CONNECT = 1.0

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx and its kin would keep the events until they have a buffer full.
    (b"x-accel-buffering", b"no"),
    (b"content-security-policy", b"default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
]


class Live:
    def __init__(self, doors: Doors, *, url: str | None, channel: str) -> None:
        self.doors = doors
        self.hub = Hub(url, channel)
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._running: list[asyncio.Task[None]] = []
        self._ends = False

    def start(self) -> None:
        """In the server's loop; a second time does nothing."""
        if not self._running:
            self._running = [
                asyncio.create_task(self.hub.listen()),
                asyncio.create_task(watch(self.hub, self.doors)),
            ]

    def end_streams(self) -> None:
        """The server stops: it waits for every answer, and streams would not end by themselves."""
        self._ends = True
        self.hub.close_all()

    async def stop(self) -> None:
        self.end_streams()
        for task in self._running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._running = []
        self._threads.shutdown(wait=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.start()
        if scope["method"] != "GET":
            await refuse(send, 405, "A stream is asked for by GET.")
            return
        if self._ends or self.hub.is_full or not await self._is_up():
            await refuse(send, 503, "Live is off for now. Pages ask for changes by themselves.")
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        answer = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            lambda: self.doors.admit(
                headers, scheme=scope["scheme"], organisation=_organisation(scope)
            ),
        )
        if isinstance(answer, Refusal):
            await refuse(send, answer.status, answer.sentence)
            return
        with self.hub.joined(answer) as stream:
            await self._run(stream, receive, send)

    async def _is_up(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hub.up.wait(), FIRST_CONNECT)
        return self.hub.up.is_set()

    async def _run(self, stream: Stream, receive: Receive, send: Send) -> None:
        async def hear_it_leave() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            stream.close()

        leaving = asyncio.create_task(hear_it_leave())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _pour(stream, send)
        finally:
            leaving.cancel()


def _organisation(scope: Scope) -> str:
    with suppress(ValueError):
        query = parse_qs(str(scope["query_string"], "latin-1"), max_num_fields=20)
        return query.get("organisation", [""])[0]
    return ""


async def _pour(stream: Stream, send: Send) -> None:
    ends = time.monotonic() + LONGEST * random.uniform(0.85, 1)
    again = random.randrange(1_000, 4_000)
    new = f"retry: {again}\n{event('hello', {})}".encode()
    while not stream.closed and time.monotonic() < ends:
        try:
            await asyncio.wait_for(send(_part(new or BEATING)), STUCK)
        except TimeoutError:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(stream.wake.wait(), BEAT)
        new = stream.take()
    await send({"type": "http.response.body", "body": b""})


def _part(body: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": body, "more_body": True}
