"""All of the product in a temporary folder: servers, network, web, two workers and two beats. Each
of them can be killed and started again. Programs are started from the main thread only, because the
kernel ends them with the thread that made them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx

from care.services import key_files, plan, process
from care.services.children import Child
from care.services.layout import open_layout
from care.services.plan import Program
from care.services.ports import LOOPBACK, free_port
from care.services.postgres import Postgres
from care.services.sockets import leave_folder
from care.services.valkey import Valkey
from care.services.wishes import Wishes
from tests.drill import haste

SLOW_START = 240.0
NAMES = ("a", "b")


class Running(Child):
    _begun_at = 0

    def start(self) -> None:
        super().start()
        # Its log may have been set aside just now.
        self._begun_at = self.log.stat().st_size

    @property
    def said(self) -> str:
        """Its log since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._begun_at)
            return log.read().decode(errors="replace")

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid


class Stand:
    def __init__(self, folder: Path, mutation: str | None = None) -> None:
        self.folder = folder
        self.mutation = mutation
        self.layout = open_layout(folder)
        self.ledger = folder / "network.sqlite"
        self.postgres = Postgres(self.layout)
        self.valkey = Valkey(self.layout)
        self.network_port = free_port()
        wishes = Wishes(folder, free_port(), demo=False, corpus=None, speed="", play="")
        self.url = plan.address(wishes)
        self.network_url = f"http://{LOOPBACK}:{self.network_port}"
        self._wishes = wishes
        self._env: dict[str, str] = {}
        self._children: dict[str, Running] = {}

    def begin(self) -> None:
        """The servers; afterwards this process may set up Django."""
        self.postgres.prepare()
        self.valkey.prepare()
        self.start_postgres()
        self.valkey.start()
        addresses = self.postgres.addresses()
        os.environ.update(
            DATABASE_URL=addresses["database_url"],
            CARE_OWNER_DATABASE_URL=addresses["owner_database_url"],
            CARE_ADMIN_DATABASE_URL=addresses["admin_database_url"],
            BROKER_URL=self.valkey.addresses()["broker_url"],
            CARE_TRUSTED_HOSTS=LOOPBACK,
            **haste.ENVIRONMENT,
        )
        os.environ.update(key_files(self.folder))
        self._env = plan.environment(
            self._wishes, base=os.environ, network_port=self.network_port, found={}
        ) | {"CARE_HASHED_STATIC": "0"}
        os.environ.update(self._env)

    def start_programs(self) -> None:
        """Needs a migrated database."""
        for program in self._programs():
            child = Running(program, logs=self.layout.logs, env=self._env)
            self._children[program.name] = child
            child.start()
        self._wait("network", lambda: answers(f"{self.network_url}/sim/status"))
        self._wait("web", lambda: answers(f"{self.url}/healthz"))
        for name in NAMES:
            self._wait(f"worker-{name}", partial(self.is_ready, name))

    def _wait(self, name: str, look: Callable[[], bool]) -> None:
        child = self._children[name]
        ends = time.monotonic() + SLOW_START
        while not look():
            if not child.runs or time.monotonic() > ends:
                end = process.last_lines(child.log)
                raise RuntimeError(f"{name} did not start. The end of its log:\n{end}")
            time.sleep(0.05)

    def end(self) -> None:
        """Also after a start that did not come far."""
        for child in reversed(self._children.values()):
            child.stop()
        for server in (self.valkey, self.postgres):
            with suppress(AttributeError):  # it was not even prepared
                server.stop()
                leave_folder(server.sockets, server.home)

    # What a seed does to it

    def worker(self, name: str) -> Running:
        return self._children[f"worker-{name}"]

    def is_ready(self, name: str) -> bool:
        """It has begun to take tasks since it was last started."""
        worker = self.worker(name)
        return worker.runs and " ready." in worker.said

    def wait_for_a_worker(self) -> None:
        ends = time.monotonic() + SLOW_START
        while not any(map(self.is_ready, NAMES)):
            if time.monotonic() > ends:
                raise RuntimeError("No worker came back after it was killed; see the logs.")
            self.revive()
            time.sleep(0.05)

    def kill_worker(self, name: str) -> None:
        self.worker(name).kill()

    def kill_process_of(self, name: str) -> None:
        """One of those that do the work; the worker itself lives on."""
        worker = self.worker(name).pid
        if worker is None:
            return
        for child in children_of(worker)[:1]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def kill_network(self) -> None:
        self._children["network"].kill()

    def start_postgres(self) -> None:
        self._database = self.postgres.start()

    def crash_postgres(self) -> None:
        """It dies with everything it had not written yet; its sessions notice."""
        process.end_session(self._database)

    def revive(self) -> None:
        """Whatever does not run is started again."""
        for child in self._children.values():
            if not child.runs:
                child.kill()
                child.start()

    def _programs(self) -> list[Program]:
        network = [sys.executable, "-m", "connectors.simulator", "--empty"]
        network += ["--port", str(self.network_port), "--ledger", str(self.ledger)]
        programs = [Program("network", tuple(network), patience=5), plan.web(self._wishes)]
        ours = [sys.executable, "-m", "tests.drill.program"]
        if self.mutation:
            ours += ["--mutation", self.mutation]
        for name in NAMES:
            worker = plan.worker()
            begins = worker.argv.index("worker")
            argv = (*ours, *worker.argv[begins:], "--hostname", f"{name}@drill")
            programs.append(Program(f"worker-{name}", argv, worker.patience))
            beat = plan.beat(self._wishes)
            begins = beat.argv.index("beat")
            own = [f"{part}-{name}" if part.endswith("/schedule") else part for part in beat.argv]
            programs.append(Program(f"beat-{name}", (*ours, *own[begins:]), beat.patience))
        return programs


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).is_success
    except httpx.TransportError:
        return False


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # Behind the name, which may hold anything: state, parent …
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return sorted(found)
