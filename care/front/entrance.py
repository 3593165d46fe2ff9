"""Which application answers: the stream of changes, or pages. And the server's start and end."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from typing import Any

from care.front.live import Live
from care.front.protocol import App, Receive, Scope, Send


class Entrance:
    def __init__(self, *, live: Live, pages: App) -> None:
        self.live = live
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live":
            await self.live(scope, receive, send)
        else:
            await self.pages(scope, receive, send)

    async def _live_and_end(self, receive: Receive, send: Send) -> None:
        await receive()
        self.live.start()
        _on_stop(self.live)
        _end_with_parent()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.live.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _end_with_parent() -> None:
    """One of several processes of a server: when the one that started it is killed, nobody else
    would stop it, and it would hold the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    loop, ended = asyncio.get_running_loop(), parent.sentinel

    def stop() -> None:
        loop.remove_reader(ended)
        os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(ended, stop)


def _on_stop(live: Live) -> None:
    """The server tells applications of its end only after all answers have ended, which streams
    would not do. So what it is told to stop by is heard here too, before it."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        servers_own = signal.getsignal(number)
        if not callable(servers_own):
            continue

        def stop(got: int, frame: Any, goes_on: Any = servers_own) -> None:
            loop.call_soon_threadsafe(live.end_streams)
            goes_on(got, frame)

        signal.signal(number, stop)
