from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from care.services import process
from care.services.account import Home, settle
from care.services.binaries import valkey_program
from care.services.errors import ServiceError
from care.services.layout import Layout
from care.services.sockets import claim, socket_folder

SOCKET_NAME = "valkey.sock"
STOP_PATIENCE = 20.0


@dataclass(slots=True)
class Valkey:
    layout: Layout
    throwaway: bool = False
    home: Home = field(init=False)
    program: Path = field(init=False)
    sockets: Path = field(init=False)
    folder: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    name = "valkey"

    def prepare(self) -> None:
        self.home = settle(self.layout)
        self.program = valkey_program(self.home)
        self.sockets = socket_folder(self.home, longest_name=SOCKET_NAME)
        self.folder = self.home.private_folder("valkey")

    def start(self) -> subprocess.Popen[bytes]:
        claimed = claim(self.home, self.name)
        try:
            with process.open_log(self.log) as log:
                self._process = process.spawn(
                    [self.program, *self._settings()],
                    log=log,
                    dies_with_us_by=signal.SIGTERM,
                    env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                    cwd=self.folder,
                    account=self.home.account,
                    keeps_open=[claimed],
                )
        finally:
            os.close(claimed)
        self._await_answer(self._process)
        return self._process

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process, patience=STOP_PATIENCE)

    def addresses(self) -> dict[str, str]:
        return {"broker_url": f"redis+socket://{quote(str(self.socket))}"}

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET_NAME

    @property
    def log(self) -> Path:
        return self.layout.logs / "valkey.log"

    def discard(self) -> list[Path]:
        return [self.folder]

    def _settings(self) -> list[str]:
        # A full broker must refuse; one that evicts loses bells without a word.
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "maxmemory-policy": "noeviction",
            "appendonly": "no" if self.throwaway else "yes",
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _await_answer(self, server: subprocess.Popen[bytes]) -> None:
        while not answers(self.socket):
            if server.poll() is not None:
                raise ServiceError(
                    f"Valkey ended while it started (exit code {server.returncode})."
                    f" The end of {self.log}:\n{process.last_lines(self.log)}"
                )
            time.sleep(0.02)


def answers(path: Path) -> bool:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def socket_of(broker_url: str) -> Path:
    return Path(unquote(urlsplit(broker_url).path))
