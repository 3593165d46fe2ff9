"""The process that keeps one server of a data folder running for as long as anybody uses it.

Every command that uses a server holds a shared lock on its users file; the keeper ends the server
once it can take that lock alone. The kernel drops a lock with its holder, so a command may end in
any way, even by kill -9, and commands may overlap in any order. When the keeper itself is killed,
the kernel ends the server (see process.spawn).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from types import FrameType
from typing import Protocol

from care.services import locks
from care.services.account import Home
from care.services.errors import ServiceError
from care.services.layout import Layout, open_layout
from care.services.postgres import Postgres
from care.services.process import READY
from care.services.secret_files import write_private
from care.services.sockets import leave_folder
from care.services.valkey import Valkey

LOOK_EVERY = 0.1
# More ends than this within the time are no accident that another start would cure.
RESTARTS = 5
RESTARTS_WITHIN = 120.0


class Server(Protocol):
    layout: Layout
    home: Home
    sockets: Path

    @property
    def name(self) -> str: ...
    @property
    def log(self) -> Path: ...
    def prepare(self) -> None: ...
    def start(self) -> subprocess.Popen[bytes]: ...
    def stop(self) -> None: ...
    def addresses(self) -> dict[str, str]: ...
    def discard(self) -> list[Path]: ...


class Keeper:
    def __init__(self, server: Server, *, throwaway: bool) -> None:
        self.server = server
        self.throwaway = throwaway
        self.told_to_stop = False
        self._users = locks.open_lock(server.layout.users_lock(server.name))
        self._ends: deque[float] = deque(maxlen=RESTARTS)

    def keep(self, *, tell: int) -> None:
        """`tell` is a pipe to the command that started us: it hears one sentence."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_soon)
        try:
            self.server.prepare()
            process = self.server.start()
        except ServiceError as error:
            os.write(tell, str(error).encode())
            raise
        self._announce()
        os.write(tell, READY.encode())
        os.close(tell)
        try:
            self._watch(process)
        finally:
            self._address_file.unlink(missing_ok=True)
            self.server.stop()
            leave_folder(self.server.sockets, self.server.home)
            if self.throwaway:
                for path in self.server.discard():
                    shutil.rmtree(path, ignore_errors=True)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        while not self.told_to_stop and not locks.try_alone(self._users):
            if process.poll() is not None:
                process = self._start_again(process.returncode)
            time.sleep(LOOK_EVERY)

    def _start_again(self, code: int) -> subprocess.Popen[bytes]:
        now = time.monotonic()
        self._ends.append(now)
        if len(self._ends) == RESTARTS and now - self._ends[0] < RESTARTS_WITHIN:
            raise ServiceError(
                f"{self.server.name} ended {RESTARTS} times in a row; see {self.server.log}."
            )
        print(f"{self.server.name} ended (exit code {code}); starting it again.", flush=True)
        self._address_file.unlink(missing_ok=True)
        self.server.stop()
        time.sleep(min(0.2 * 2 ** (len(self._ends) - 1), 5.0))
        process = self.server.start()
        self._announce()
        return process

    def _announce(self) -> None:
        facts = {"pid": os.getpid(), **self.server.addresses()}
        write_private(self._address_file, json.dumps(facts, indent=1))

    @property
    def _address_file(self) -> Path:
        return self.server.layout.address_file(self.server.name)

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="care.services.keeper")
    parser.add_argument("server", choices=["postgres", "valkey"])
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--tell", type=int, required=True)
    parser.add_argument("--throwaway", action="store_true")
    options = parser.parse_args(arguments)
    layout = open_layout(options.data_dir)
    server: Server
    if options.server == "postgres":
        server = Postgres(layout, throwaway=options.throwaway)
    else:
        server = Valkey(layout, throwaway=options.throwaway)
    try:
        Keeper(server, throwaway=options.throwaway).keep(tell=options.tell)
    except ServiceError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
