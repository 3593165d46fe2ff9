"""One command's hold on one server: joins the one that runs, or starts a keeper for it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

from care.services import locks, process, valkey
from care.services.errors import ServiceError
from care.services.layout import Layout

PROJECT = Path(__file__).resolve().parents[2]
# A server that another command is starting may be recovering; that keeper says so in its log.
PATIENCE = 300.0
LEAVE_PATIENCE = 90.0


class Lease:
    def __init__(self, layout: Layout, server: str, *, throwaway: bool = False) -> None:
        self.layout = layout
        self.server = server
        self.throwaway = throwaway
        self._keeper: subprocess.Popen[bytes] | None = None
        self._news = -1
        self._users = locks.open_lock(layout.users_lock(server))

    def join(self) -> None:
        """Waits while a keeper is stopping the server; starts a keeper where there is none."""
        locks.share(self._users)
        self._start_keeper()

    def addresses(self) -> dict[str, str]:
        """Waits until the server answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._news >= 0:
                self._hear()
            found = self._announced()
            if found is not None and _answers(self.server, found):
                return found
            if not self.is_kept():
                self._start_keeper()
            time.sleep(0.03)
        raise ServiceError(
            f"The {self.server} of {self.layout.data_dir} does not answer; see {self.layout.logs}."
        )

    def is_kept(self) -> bool:
        if self._keeper is not None:
            self._keeper.poll()
        return locks.is_held(self.layout.keeper_lock(self.server))

    def renew(self) -> None:
        """After the keeper was lost: the same server, at the same address, under a new one."""
        if self._keeper is not None:
            self._keeper.wait()
        self.join()
        self.addresses()

    def leave(self) -> None:
        """Returns when the server has stopped, or when others go on using it."""
        os.close(self._users)
        deadline = time.monotonic() + LEAVE_PATIENCE
        while self.is_kept() and not self._others_use() and time.monotonic() < deadline:
            time.sleep(0.03)
        if self._keeper is not None and not self.is_kept():
            self._keeper.wait()

    def _start_keeper(self) -> None:
        lock = locks.open_lock(self.layout.keeper_lock(self.server))
        if not locks.try_alone(lock):
            os.close(lock)
            return
        hears, tells = os.pipe()
        # The lock goes to the keeper by inheritance: there is no moment at which nobody holds it.
        argv = [sys.executable, "-m", "care.services.keeper", self.server]
        argv += ["--data-dir", str(self.layout.data_dir), "--tell", str(tells)]
        try:
            with process.open_log(self.layout.logs / "services.log") as log:
                self._keeper = subprocess.Popen(
                    argv + (["--throwaway"] if self.throwaway else []),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=PROJECT,
                    pass_fds=(lock, tells),
                    start_new_session=True,
                )
        finally:
            os.close(tells)
            os.close(lock)
        self._news = hears

    def _hear(self) -> None:
        """What our own keeper says; silence while it still prepares the server."""
        if not select.select([self._news], [], [], 0.5)[0]:
            return
        with os.fdopen(self._news, "rb") as pipe:
            said = pipe.read().decode()
        self._news = -1
        if said != process.READY:
            log = self.layout.logs / "services.log"
            raise ServiceError(said or f"{self.server} did not start:\n{process.last_lines(log)}")

    def _announced(self) -> dict[str, str] | None:
        try:
            facts = json.loads(self.layout.address_file(self.server).read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return {name: str(value) for name, value in facts.items()}

    def _others_use(self) -> bool:
        users = locks.open_lock(self.layout.users_lock(self.server))
        try:
            # Nobody holds it: the keeper is about to. Somebody holds it alone: that is the keeper.
            return not locks.try_alone(users) and locks.try_share(users)
        finally:
            os.close(users)


def _answers(server: str, addresses: dict[str, str]) -> bool:
    if server == "valkey":
        return valkey.answers(valkey.socket_of(addresses["broker_url"]))
    try:
        psycopg2.connect(addresses["database_url"]).close()
    except psycopg2.OperationalError:
        return False
    return True
