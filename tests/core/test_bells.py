"""Bells, a real worker and a real broker."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from care.celery import BELLS, app
from care.core import bell
from tests.connectors.network import wait_for

LONGEST = 40


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Path]:
    """The log of a worker that is ready, and has nothing to hear that earlier tests rang."""
    empty_the_broker(app)
    log = tmp_path / "worker.log"
    argv = [sys.executable, "-m", "celery", "--app", "care", "worker", "--pool", "solo"]
    argv += ["--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with log.open("w") as out:
        worker = subprocess.Popen(argv, stdout=out, stderr=out)
        try:
            wait_for(lambda: " ready." in log.read_text(), LONGEST)
            yield log
        finally:
            worker.terminate()
            worker.wait()


def times_heard(log: Path) -> dict[str, int]:
    text = log.read_text()
    return {name: len(re.findall(rf"Task {name}\[[^]]+\] received", text)) for name in BELLS}


def all_heard(log: Path, times: int) -> bool:
    return times_heard(log) == dict.fromkeys(BELLS, times)


def empty_the_broker(broker: Celery) -> None:
    with broker.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.client.flushall()


def test_each_bell_is_heard_once_also_after_the_broker_was_emptied(heard: Path) -> None:
    for round_ in (1, 2):
        for name in BELLS:
            bell._ring_now(name, 0)
        wait_for(partial(all_heard, heard, round_), LONGEST)
        empty_the_broker(app)
