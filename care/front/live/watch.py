"""Streams of people who may not listen any more are closed within seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from care.front.live.doors import Doors
from care.front.live.hub import Hub

logger = logging.getLogger(__name__)

EVERY = 2.0
# A database that does not answer vouches for nobody.
PATIENCE = 2.0


async def watch(hub: Hub, doors: Doors) -> None:
    """For ever, one question for all streams."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-watch")
    try:
        while True:
            await asyncio.sleep(EVERY)
            if streams := list(hub):
                good = await _ask(thread, doors, [stream.made for stream in streams])
                for stream, stays in zip(streams, good, strict=True):
                    if not stays:
                        stream.close()
    finally:
        thread.shutdown(wait=False)


async def _ask(
    thread: ThreadPoolExecutor, doors: Doors, passes: Sequence[object]
) -> Sequence[bool]:
    asked = asyncio.get_running_loop().run_in_executor(thread, doors.still_good, passes)
    try:
        return await asyncio.wait_for(asked, PATIENCE)
    # Whatever a database's driver raises: pages ask by themselves until it is back.
    except Exception as error:  # noqa: BLE001
        logger.warning("live streams end, nobody vouches for them: %s", type(error).__name__)
        return [False] * len(passes)
