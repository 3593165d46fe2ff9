"""All of Care, running: the programs of `make run` over the database that the tests point to."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from django.core.management import call_command
from django.test import override_settings

from care.services import plan
from care.services.children import Child
from care.services.layout import open_layout
from care.services.plan import Program
from care.services.ports import free_port
from care.services.process import last_lines
from care.services.wishes import Wishes
from tests.connectors.network import Network, wait_for

# So that what customers write is here within seconds; networks allow fewer questions than ours.
FASTER = {"CARE_POLL_SECONDS": "1", "CARE_TRUSTED_HOSTS": "127.0.0.1"}
SLOW_START = 240


class Product:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._logs = open_layout(folder).logs
        self._ledger = folder / "network.sqlite"
        self.network = Network(self._ledger, "--empty")
        wishes = Wishes(folder, free_port(), demo=False, corpus=None, speed="", play="")
        self.url = plan.address(wishes)
        network_port = int(self.network.url.rsplit(":", 1)[1])
        self._env = FASTER | plan.environment(
            wishes, base=os.environ, network_port=network_port, found={}
        )
        self.web = self._child(plan.web(wishes))
        self.worker = self._child(plan.worker())
        self.beat = self._child(plan.beat(wishes))

    def start(self) -> None:
        self.start_worker()
        self.beat.start()
        collect_static(self._folder / "static")
        # It reads the list of static files when it starts.
        self.web.start()
        wait_for(self._answers, SLOW_START)
        self.wait_for_the_worker()

    def stop(self) -> None:
        for child in (self.beat, self.web, self.worker):
            child.stop()
        self.network.stop()

    def start_worker(self) -> None:
        self.worker.log.unlink(missing_ok=True)
        self.worker.start()

    def wait_for_the_worker(self) -> None:
        wait_for(lambda: " ready." in self.worker.log.read_text(), SLOW_START)

    def start_network(self) -> None:
        """Anew, at its old address and with all that was written on it."""
        port = self.network.url.rsplit(":", 1)[1]
        self.network = Network(self._ledger, "--empty", "--port", port)

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Killed, in the middle of whatever it does; another one takes over afterwards."""
        self.worker.kill()
        try:
            yield
        finally:
            self.start_worker()

    @contextmanager
    def without_network(self) -> Iterator[None]:
        self.network.stop()
        try:
            yield
        finally:
            self.start_network()

    @contextmanager
    def with_frozen_network(self) -> Iterator[None]:
        """It takes requests and answers none. If it is still there in the end, it goes on."""
        frozen = self.network
        frozen.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            if frozen.runs:
                frozen.signal(signal.SIGCONT)
            else:
                self.start_network()

    def _child(self, program: Program) -> Child:
        return Child(program, logs=self._logs, env=self._env)

    def _answers(self) -> bool:
        assert self.web.runs, last_lines(self.web.log)
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).is_success
        except httpx.TransportError:
            return False


def collect_static(to: Path) -> None:
    """As `manage.py collectstatic` does it for `make run`, without another process."""
    storage = {"BACKEND": "care.static_files.HashedFiles"}
    with override_settings(STATIC_ROOT=to, STORAGES={"staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
