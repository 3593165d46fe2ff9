"""Pages without a browser: each hears the stream, asks for its list as `care/js/live.js` does,
and says that it is there. Reads what to open as JSON, and says in the end when it saw what."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

BEAT = 15.0
TOKEN = "b" * 32
AT_ONCE = 6


@dataclass(slots=True)
class Listener:
    port: int
    session: str
    slug: str
    queue: str
    case_id: int
    """Of the case it has open."""
    seen: str = ""
    ids: set[int] = field(default_factory=set)
    order: set[int] = field(default_factory=set)
    saw: dict[int, float] = field(default_factory=dict)
    asked: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def path(self) -> str:
        return f"/{self.slug}/desk/queues/{self.queue}/"

    async def listen(self, ready: asyncio.Semaphore) -> None:
        reader, writer = await self._send("GET", f"/live?organisation={self.slug}", {})
        kind = b""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                kind = line.strip()
            if line.startswith(b"event: hello"):
                ready.release()
            if line.startswith(b"data: ") and kind == b"event: cases":
                self.ids.update(json.loads(line.removeprefix(b"data: ")))
                self.changed.set()
        writer.close()

    async def refetch(self) -> None:
        pause = 0.0
        while True:
            await self.changed.wait()
            await asyncio.sleep(max(random.uniform(0.02, 0.15), pause))
            self.changed.clear()
            ids, self.ids = self.ids, set()
            began = time.monotonic()
            await self.ask(ids)
            pause = min(5.0, time.monotonic() - began)

    async def ask(self, ids: Iterable[int] = ()) -> None:
        headers = {"HX-Request": "true", "HX-Target": "rows", "Care-Seen": self.seen}
        if ids:
            headers["Care-Rows"] = ",".join(map(str, ids))
        answer = await self._whole("GET", self.path, headers)
        self.asked += 1
        found = re.search(rb'data-seen="([^"]*)"\s+data-order="([^"]*)"', answer)
        if found is None:
            return
        self.seen = found[1].decode()
        order = {int(each) for each in found[2].split()}
        now = time.time()
        self.saw.update(dict.fromkeys(order - self.order, now))
        self.order = order

    async def beat(self) -> None:
        path = f"/{self.slug}/desk/cases/{self.case_id}/here/"
        await asyncio.sleep(random.uniform(0, BEAT))
        while True:
            body = urlencode({"csrfmiddlewaretoken": TOKEN, "pen": ""})
            await self._whole("POST", path, {}, body)
            await asyncio.sleep(BEAT)

    async def _whole(
        self, method: str, path: str, headers: dict[str, str], body: str = ""
    ) -> bytes:
        reader, writer = await self._send(method, path, headers | {"Connection": "close"}, body)
        answer = await reader.read()
        writer.close()
        return answer

    async def _send(
        self, method: str, path: str, headers: dict[str, str], body: str = ""
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        always = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "Content-Length": str(len(body)),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        lines = [f"{name}: {value}" for name, value in (always | headers).items()]
        writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", body]).encode())
        await writer.drain()
        return reader, writer


async def run(wanted: list[dict[str, Any]]) -> None:
    listeners = [Listener(**one) for one in wanted]
    ready = asyncio.Semaphore(0)
    for start in range(0, len(listeners), AT_ONCE):
        await asyncio.gather(*(one.ask() for one in listeners[start : start + AT_ONCE]))
    tasks: list[asyncio.Task[None]] = []
    for one in listeners:
        tasks += map(asyncio.create_task, (one.listen(ready), one.refetch(), one.beat()))
    for _ in listeners:
        await ready.acquire()
    for one in listeners:
        one.saw.clear()
        one.asked = 0
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await task
    said = [{"slug": o.slug, "queue": o.queue, "saw": o.saw, "asked": o.asked} for o in listeners]
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.stdin.readline())))
