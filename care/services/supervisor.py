"""Runs all of Care on one machine, from one terminal, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from care.services import locks, plan, process
from care.services.children import Child
from care.services.ensure import found, key_files, lease_servers
from care.services.errors import ServiceError
from care.services.first_administrator import (
    Terminal,
    ask_for_first_administrator,
    somebody_can_sign_in,
)
from care.services.layout import Layout, open_layout
from care.services.lease import Lease
from care.services.plan import Program
from care.services.ports import free_port, require_free
from care.services.report import Report
from care.services.wishes import Wishes

LOOK_EVERY = 0.1
TRIM_LOGS_EVERY = 60.0
SLOW_START = 30.0
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


class Supervisor:
    def __init__(self, wishes: Wishes, report: Report, *, environ: Mapping[str, str]) -> None:
        self.wishes = wishes
        self.report = report
        self.environ = environ
        self.layout: Layout = open_layout(wishes.data_dir)
        self.children: list[Child] = []
        self.leases: list[Lease] = []
        self.env: dict[str, str] = {}
        self.asked_to_stop = 0
        self._waits_for_a_server = False

    def run(self) -> None:
        """Returns after an orderly stop; raises ServiceError when Care cannot go on."""
        require_free(self.wishes.port)
        with (
            self._only_one(),
            self._signals(),
            lease_servers(self.wishes.data_dir, environ=self.environ) as self.leases,
        ):
            try:
                self._start()
                self._watch(until=lambda: self.asked_to_stop > 0)
            except Stopped:
                pass
            finally:
                self.report.stopping()
                self._stop_children()
        self.report.stopped()

    def _start(self) -> None:
        self.report.step("Database and broker")
        with self._interruptible():
            services = found(self.leases, environ=self.environ)
        network_port = self._network_port()
        self.env = plan.environment(
            self.wishes,
            base=self.environ,
            network_port=network_port,
            found=services.environment() | key_files(self.wishes.data_dir, environ=self.environ),
        )
        self.report.step("Migrations and static files")
        self._run_to_end(plan.migrate())
        self._run_to_end(plan.static())
        self.report.step("The simulated network")
        self._add(plan.network(self.wishes, port=network_port))
        if self.wishes.demo:
            # Connects its channels to the network, so that one runs first.
            self.report.step("Demo organisations")
            self._run_to_end(plan.demo())
        elif sys.stdin.isatty() and not somebody_can_sign_in(services.owner_database_url):
            with self._interruptible():
                ask_for_first_administrator(Terminal(), env=self.env)
        self.report.step("Web, worker and beat")
        for program in (
            plan.worker(),
            plan.beat(self.wishes),
            plan.web(self.wishes),
        ):
            self._add(program)
        self._watch(until=lambda: self.asked_to_stop > 0 or self._answers(), for_the_web=True)
        if not self.asked_to_stop:
            self.report.running(self.wishes, env=self.env)

    def _network_port(self) -> int:
        """The one of the last time, if it is free: addresses in stored messages stay good."""
        file = self.layout.data_dir / "network.port"
        before = file.read_text().strip() if file.exists() else ""
        port = free_port(wish=int(before) if before.isdigit() else None)
        file.write_text(f"{port}\n")
        return port

    def _add(self, program: Program) -> None:
        child = Child(program, logs=self.layout.logs, env=self.env)
        self.children.append(child)
        child.start()

    def _run_to_end(self, program: Program) -> None:
        step = Child(program, logs=self.layout.logs, env=self.env)
        step.start()
        try:
            while step.runs and not self.asked_to_stop:
                time.sleep(0.05)
            if self.asked_to_stop:
                raise Stopped
        finally:
            step.stop()
        if step.exit_code != 0:
            raise ServiceError(
                f"`manage.py {program.name}` failed (exit code {step.exit_code})."
                f" The end of {step.log}:\n{process.last_lines(step.log)}"
            )

    def _watch(self, *, until: Callable[[], bool], for_the_web: bool = False) -> None:
        trim_at = time.monotonic() + TRIM_LOGS_EVERY
        complain_at = time.monotonic() + (SLOW_START if for_the_web else float("inf"))
        while not until():
            now = time.monotonic()
            if now > complain_at:
                complain_at = float("inf")
                self.report.news(f"The web does not answer yet; see {self.layout.logs}/web.log.")
            for child in self.children:
                if news := child.look_after(now=now):
                    self.report.news(news)
            for lease in self.leases:
                if not lease.is_kept():
                    self.report.news(f"{lease.server} was lost; it starts again.")
                    with self._interruptible():
                        lease.renew()
            if now > trim_at:
                trim_at = now + TRIM_LOGS_EVERY
                for log in self.layout.logs.glob("*.log"):
                    process.trim_log(log)
            time.sleep(LOOK_EVERY)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{plan.address(self.wishes)}/healthz", timeout=2) as page:
                return bool(page.status == 200)
        except urllib.error.HTTPError as error:
            # It answers; whatever it is about, the page itself says it better.
            return error.code < 500
        except OSError:
            return False

    def _stop_children(self) -> None:
        while self.children:
            child = self.children.pop()
            if self.asked_to_stop > 1:
                child.kill()
            else:
                child.stop()

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        lock = locks.open_lock(self.layout.data_dir / "up.lock")
        try:
            if not locks.try_alone(lock):
                raise ServiceError(
                    f"Care already runs with the data folder {self.layout.data_dir}."
                    " Stop it with Ctrl-C where it runs, or choose another folder:"
                    " make run DATA_DIR=FOLDER"
                )
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._ask) for number in STOPPED_BY}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        # Once: in good order. Again, from an impatient person: at once.
        self.asked_to_stop += 1
        if self._waits_for_a_server:
            raise Stopped

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Around a wait that has no limit, such as for a database that recovers from a crash."""
        self._waits_for_a_server = True
        try:
            yield
        finally:
            self._waits_for_a_server = False
