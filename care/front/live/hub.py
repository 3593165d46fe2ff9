"""One subscription of the process, handed out to its open streams.

While Valkey is away there is nothing to hand out: open streams are closed, and their pages ask by
themselves.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from care.front.live.doors import Pass
from care.front.live.stream import Stream

logger = logging.getLogger(__name__)

# A subscription that says nothing is asked whether it is still there, after so many seconds.
SILENCE = 5.0
AGAIN_AFTER = 1.0
# Of one member in one process: forgotten tabs; the oldest make room.
MOST_OF_A_MEMBER = 12
MOST = 5_000


class Hub:
    def __init__(self, url: str | None, channel: str) -> None:
        self.url, self.channel = url, channel
        self.up = asyncio.Event()
        self._streams: dict[int, list[Stream]] = defaultdict(list)

    def __iter__(self) -> Iterator[Stream]:
        for streams in list(self._streams.values()):
            yield from list(streams)

    @property
    def is_full(self) -> bool:
        return sum(map(len, self._streams.values())) >= MOST

    @contextmanager
    def joined(self, made: Pass) -> Iterator[Stream]:
        stream = Stream(made)
        streams = self._streams[made.organisation_id]
        own = [other for other in streams if other.made.member_id == made.member_id]
        for oldest in own[: max(0, len(own) + 1 - MOST_OF_A_MEMBER)]:
            oldest.close()
        streams.append(stream)
        try:
            yield stream
        finally:
            streams.remove(stream)
            if not streams:
                self._streams.pop(made.organisation_id, None)

    def close_all(self) -> None:
        for stream in self:
            stream.close()

    async def listen(self) -> None:
        """For ever. Says once that Valkey is away, and once that it is back."""
        said = False
        while self.url is not None:
            try:
                await self._listen_once(self.url)
            except (RedisError, OSError, TimeoutError) as error:
                if not said or self.up.is_set():
                    logger.warning("live streams are off: %s", type(error).__name__)
                said = True
            finally:
                self.up.clear()
                self.close_all()
            await asyncio.sleep(AGAIN_AFTER)

    async def _listen_once(self, url: str) -> None:
        patience: dict[str, Any] = {
            "socket_timeout": SILENCE,
            "socket_connect_timeout": SILENCE,
            "retry": Retry(NoBackoff(), 0),
        }
        client = Redis.from_url(url, **patience)
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(self.channel)
                await self._hand_out(subscription)
        finally:
            await client.aclose()

    async def _hand_out(self, subscription: PubSub) -> None:
        asked = False
        while True:
            message = await subscription.get_message(timeout=SILENCE)
            if message is None:
                if asked:
                    raise TimeoutError
                await subscription.ping()
            asked = message is None
            if message is not None and message["type"] == "subscribe":
                self.up.set()
            elif message is not None and message["type"] == "message":
                self.tell(message["data"])

    def tell(self, said: bytes) -> None:
        message = json.loads(said)
        # A copy: a stream may end meanwhile.
        streams = list(self._streams.get(message["o"], ()))
        if "cases" in message:
            for stream in streams:
                stream.changed(message["cases"])
            return
        # What is of some members alone, like a case that they are looking at, nobody else hears of.
        for stream in streams:
            _tell_one(stream, message)


def _tell_one(stream: Stream, message: dict[str, Any]) -> None:
    member = stream.made.member_id
    if "noticed" in message:
        if member in message["noticed"]:
            stream.noticed()
    elif "bulk" in message:
        if member == message["bulk"]:
            stream.went_on()
    elif member in message["members"]:
        stream.here(message["here"], message["members"])
