from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from care.services.children import RESTARTS, Child
from care.services.errors import ServiceError
from care.services.plan import Program
from tests.services.commands import eventually


def child(tmp_path: Path, code: str, *, patience: float = 5) -> Child:
    program = Program(name="child", argv=(sys.executable, "-c", code), patience=patience)
    return Child(program, logs=tmp_path, env=os.environ)


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Child]:
    made = child(tmp_path, "import sys; sys.exit('no broker here')")
    yield made
    made.kill()


def after_its_end(child: Child, *, now: float) -> str | None:
    assert eventually(lambda: not child.runs)
    return child.look_after(now=now)


def test_a_child_that_ends_is_started_again_after_a_pause(failing: Child) -> None:
    failing.start()
    said = after_its_end(failing, now=100)
    assert said is not None
    assert "child ended (exit code 1); it starts again in 0.5 s" in said
    assert "no broker here" in said, "its last words are shown"
    assert failing.look_after(now=100.4) is None
    assert failing.exit_code is None, "still in its pause"
    failing.look_after(now=100.6)
    assert eventually(lambda: failing.exit_code == 1), "it was started again"


def test_pauses_grow(failing: Child) -> None:
    failing.start()
    pauses = []
    for now in (100, 110, 120):
        said = after_its_end(failing, now=now)
        assert said is not None
        pauses.append(said.partition("again in ")[2].partition(" s")[0])
        failing.look_after(now=now + 9)
    assert pauses == ["0.5", "1", "2"]


def test_a_child_that_never_runs_is_given_up_with_its_last_words(failing: Child) -> None:
    failing.start()
    for now in range(RESTARTS - 1):
        after_its_end(failing, now=100 + now * 20)
        failing.look_after(now=100 + now * 20 + 19)
    with pytest.raises(ServiceError, match="child ended 5 times in a row") as given_up:
        after_its_end(failing, now=190)
    assert "no broker here" in str(given_up.value)


def test_a_child_that_ends_now_and_then_is_never_given_up(failing: Child) -> None:
    failing.start()
    for hour in range(RESTARTS * 2):
        said = after_its_end(failing, now=hour * 3600)
        assert said is not None
        assert "starts again in 0.5 s" in said
        failing.look_after(now=hour * 3600 + 60)


def test_a_child_that_ignores_us_is_killed_with_all_it_started(tmp_path: Path) -> None:
    stubborn = child(
        tmp_path,
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "os.fork()\n"
        "os.write(1, b'%d ' % os.getpid())\n"
        "time.sleep(600)",
        patience=0.2,
    )
    stubborn.start()
    assert eventually(lambda: len(stubborn.log.read_text().split()) == 2), stubborn.log.read_text()
    stubborn.stop()
    started = [int(pid) for pid in stubborn.log.read_text().split()]
    assert eventually(lambda: all(map(is_gone, started)))


def is_gone(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
