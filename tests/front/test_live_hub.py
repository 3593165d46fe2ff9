"""What a slow reader and a lost broker do to streams, without a server around them."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from care.core import valkey
from care.front.live.hub import MOST_OF_A_MEMBER, Hub
from care.front.live.stream import MOST, Stream

CHANNEL = "care:test:live"


@dataclass(frozen=True)
class Somebody:
    organisation_id: int = 1
    member_id: int = 1


def told(stream: Stream) -> list[tuple[str, Any]]:
    events = [part.split("\n") for part in stream.take().decode().split("\n\n") if part]
    return [
        (kind.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for kind, data in events
    ]


def test_a_reader_hears_each_id_once_however_often_it_changed() -> None:
    stream = Stream(Somebody())
    for _ in range(1_000):
        stream.changed([5, 3])
    assert told(stream) == [("cases", [3, 5])]
    assert told(stream) == []


def test_a_reader_that_takes_nothing_is_told_once_to_ask_for_everything() -> None:
    stream = Stream(Somebody())
    for case_id in range(2 * MOST):
        stream.changed([case_id])
        stream.here(case_id, [1])
    assert told(stream) == [("resync", {})]
    stream.changed([7])
    assert told(stream) == [("cases", [7])]


def test_forgotten_tabs_make_room() -> None:
    async def open_many() -> None:
        hub = Hub(None, CHANNEL)
        streams = [hub.joined(Somebody()) for _ in range(MOST_OF_A_MEMBER + 2)]
        opened = [stream.__enter__() for stream in streams]
        assert [stream.closed for stream in opened[:3]] == [True, True, False]
        with hub.joined(Somebody(member_id=2)) as other:
            assert not other.closed
        for stream in streams:
            stream.__exit__(None, None, None)
        assert list(hub) == []

    asyncio.run(open_many())


@asynccontextmanager
async def wire(to: str, path: Path) -> AsyncIterator[None]:
    """Another way to the broker, which can be cut."""
    ends: list[asyncio.StreamWriter] = []

    async def pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            into.write(data)
            await into.drain()
        into.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(to)
        ends.extend((writer, back))
        await asyncio.gather(pour(reader, back), pour(there, writer), return_exceptions=True)

    server = await asyncio.start_unix_server(connect, path)
    try:
        yield
    finally:
        server.close()
        for end in ends:
            end.close()
        os.unlink(path)


def test_streams_end_with_the_broker_and_begin_anew_with_it(tmp_path: Path) -> None:
    broker = valkey.url()
    assert broker is not None
    path = tmp_path / "wire.sock"

    async def lose_it() -> None:
        hub = Hub(f"unix://{path}", CHANNEL)
        listening = asyncio.create_task(hub.listen())
        with hub.joined(Somebody()) as stream:
            async with wire(broker.removeprefix("unix://"), path):
                await asyncio.wait_for(hub.up.wait(), 10)
                async with Redis.from_url(broker) as client:
                    await client.publish(CHANNEL, json.dumps({"o": 1, "cases": [9]}))
                await asyncio.wait_for(stream.wake.wait(), 10)
                assert told(stream) == [("cases", [9])]
            await asyncio.wait_for(stream.wake.wait(), 10)
            assert stream.closed
            assert not hub.up.is_set()
        async with wire(broker.removeprefix("unix://"), path):
            await asyncio.wait_for(hub.up.wait(), 10)
        listening.cancel()

    asyncio.run(asyncio.wait_for(lose_it(), 30))
