"""Commands as people start them: other processes that use the embedded servers for a while."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from care.services import locks
from care.services.layout import Layout

PROJECT = Path(__file__).resolve().parents[2]
HOLD = """
import dataclasses, json, os, sys
from pathlib import Path
from care.services import ServiceError, ensure
try:
    with ensure(Path(sys.argv[1])) as services:
        facts = dataclasses.asdict(services)
        print(json.dumps({name: url for name, url in facts.items() if url}), flush=True)
        sys.stdin.readline()
except ServiceError as error:
    sys.exit(str(error))
"""
SERVERS = ("postgres", "valkey")


class Command:
    """Joins or starts the servers of a folder, and keeps using them until it is let go."""

    def __init__(self, data_dir: Path, *, user: str | None = None, **environ: str) -> None:
        other: dict[str, Any] = {}
        if user is not None:
            entry = pwd.getpwnam(user)
            other = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=without_services() | {"PYTHONPATH": str(PROJECT)} | environ,
            **other,
        )

    def addresses(self) -> dict[str, str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate()[1])
        found: dict[str, str] = json.loads(line)
        return found

    def complaint(self) -> str:
        _, said = self.process.communicate(timeout=60)
        assert self.process.returncode == 1, said
        return str(said)

    def let_go(self) -> None:
        _, said = self.process.communicate(input="\n", timeout=60)
        assert self.process.returncode == 0, said

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def without_services() -> dict[str, str]:
    """The environment before the tests' own servers came into it."""
    gone = {"DATABASE_URL", "CARE_OWNER_DATABASE_URL", "CARE_ADMIN_DATABASE_URL", "BROKER_URL"}
    gone |= {"CARE_DATA_DIR", "CARE_SECRET_KEY_FILE", "CARE_CREDENTIALS_KEY_FILE"}
    return {name: value for name, value in os.environ.items() if name not in gone}


def running(data_dir: Path, server: str) -> bool:
    """Every process of a server holds its claim, its keeper holds another lock."""
    layout = Layout(data_dir)
    home = data_dir
    if layout.home_pointer.exists():
        home = Path(layout.home_pointer.read_text().strip())
    return locks.is_held(home / f"{server}.claim") or locks.is_held(layout.keeper_lock(server))


def none_left(data_dir: Path) -> bool:
    return not any(running(data_dir, server) for server in SERVERS)


def eventually(holds: Callable[[], bool], *, within: float = 90.0) -> bool:
    """Long: all of Care starts anew in some of these tests, while others keep the machine busy."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def keeper_of(data_dir: Path, server: str) -> int:
    facts = json.loads(Layout(data_dir).address_file(server).read_text())
    return int(facts["pid"])


def postmaster_of(data_dir: Path) -> int:
    return int((data_dir / "pg18" / "postmaster.pid").read_text().splitlines()[0])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
