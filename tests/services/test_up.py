"""All of Care, started as `make run` starts it. Each start takes some seconds, so tests are few."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from care.services.ports import free_port
from tests.services.commands import (
    PROJECT,
    SERVERS,
    Command,
    eventually,
    keeper_of,
    kill,
    none_left,
    postmaster_of,
    running,
    without_services,
)


class Care:
    def __init__(self, data_dir: Path, port: int, **environ: str) -> None:
        self.data_dir = data_dir
        self.address = f"http://127.0.0.1:{port}"
        self.said: list[str] = []
        wishes = {"CARE_DATA_DIR": str(data_dir), "PORT": str(port), "DEMO": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "care.services", "up"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=PROJECT,
            env=without_services() | wishes | environ,
            start_new_session=True,
        )

    def wait_for(self, sentence: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if sentence in line:
                return
        raise AssertionError("".join(self.said))

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def end(self) -> int:
        said, _ = self.process.communicate(timeout=60)
        self.said.append(said)
        return self.process.returncode

    def left_over(self) -> list[str]:
        """Command lines of what still runs for this data folder."""
        found = [command for _, command in programs_of(self.data_dir)]
        return found + [server for server in SERVERS if running(self.data_dir, server)]


def programs_of(data_dir: Path) -> list[tuple[int, str]]:
    mark = f"CARE_DATA_DIR={data_dir}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if command and mark in (entry / "environ").read_bytes() + b"\0":
                found.append((int(entry.name), command))
        except OSError:
            continue  # ended meanwhile, or another user's
    return found


def runs(data_dir: Path, name: str) -> bool:
    return any(name in command for _, command in programs_of(data_dir))


def program(data_dir: Path, name: str) -> int:
    return min(pid for pid, command in programs_of(data_dir) if name in command)


@pytest.fixture
def care(lived_in: Path) -> Iterator[Care]:
    started = Care(lived_in, free_port())
    yield started
    if started.process.poll() is None:
        kill(started.process.pid)
    started.process.communicate()
    assert eventually(lambda: not started.left_over()), started.left_over()


def test_ctrl_c_stops_all_of_it_in_good_order(care: Care) -> None:
    care.wait_for("Ctrl-C stops all of it")
    assert "manage.py create_organisation" in "".join(care.said), "nobody can sign in yet"
    assert care.is_healthy()
    for name in ("uvicorn", "celery --app care worker", "celery --app care beat", "simulator"):
        assert runs(care.data_dir, name), name
    # A terminal sends it to everybody in the foreground, not to the supervisor alone.
    os.killpg(care.process.pid, signal.SIGINT)
    assert care.end() == 0, "".join(care.said)
    assert care.left_over() == []
    assert "Care has stopped" in "".join(care.said)


def test_a_killed_supervisor_leaves_nothing_behind(care: Care) -> None:
    care.wait_for("Ctrl-C stops all of it")
    kill(care.process.pid)
    assert eventually(lambda: not care.left_over()), care.left_over()


def test_what_dies_is_started_again(care: Care) -> None:
    care.wait_for("Ctrl-C stops all of it")
    command = Command(care.data_dir)
    database = command.addresses()["database_url"]
    kill(program(care.data_dir, "uvicorn"))
    kill(program(care.data_dir, "celery --app care worker"))
    kill(postmaster_of(care.data_dir))
    kill(keeper_of(care.data_dir, "valkey"))
    care.wait_for("worker ended (exit code -9)")
    assert eventually(care.is_healthy)
    assert eventually(lambda: runs(care.data_dir, "celery --app care worker"))
    again = Command(care.data_dir)
    assert again.addresses()["database_url"] == database
    again.let_go()
    command.let_go()
    care.process.terminate()
    assert care.end() == 0, "".join(care.said)
    assert care.left_over() == []


def test_a_command_that_still_works_keeps_the_servers_when_care_stops(care: Care) -> None:
    care.wait_for("Migrations")
    command = Command(care.data_dir)
    command.addresses()
    care.process.send_signal(signal.SIGTERM)
    assert care.end() == 0, "".join(care.said)
    assert running(care.data_dir, "postgres")
    command.let_go()
    assert eventually(lambda: none_left(care.data_dir))


def test_a_second_start_with_the_same_data_is_refused(care: Care) -> None:
    care.wait_for("Database and broker")
    second = Care(care.data_dir, free_port())
    assert second.end() == 1
    assert "Care already runs with the data folder" in "".join(second.said)


def test_a_port_in_use_is_said_in_one_sentence(data_dir: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        care = Care(data_dir, port)
        assert care.end() == 1
    (said,) = care.said
    assert said.startswith(f"Port {port} is in use by another program.")
    assert said.count("\n") == 1
