"""The programs of `make run`. Nothing here starts anything."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from care.services.ports import LOOPBACK
from care.services.wishes import PROJECT, Wishes

MANAGE = [sys.executable, str(PROJECT / "manage.py")]


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    argv: tuple[str, ...]
    # How long it may take to end in good order before it is killed.
    patience: float


def address(wishes: Wishes) -> str:
    return f"http://{LOOPBACK}:{wishes.port}"


def environment(
    wishes: Wishes, *, base: Mapping[str, str], network_port: int, found: Mapping[str, str]
) -> dict[str, str]:
    settings = {
        "CARE_DATA_DIR": str(wishes.data_dir),
        "CARE_HASHED_STATIC": "1",
        "CARE_SIMULATOR_URL": f"http://{LOOPBACK}:{network_port}",
        "DJANGO_SETTINGS_MODULE": "care.settings",
        "PORT": str(wishes.port),
        "PYTHONUNBUFFERED": "1",
    }
    if wishes.corpus is not None:
        settings["CARE_CORPUS"] = str(wishes.corpus)
    origin = {"CARE_ORIGIN": base.get("CARE_ORIGIN") or address(wishes)}
    return {**base, **found, **settings, **origin}


def network(wishes: Wishes, *, port: int) -> Program:
    ledger = wishes.data_dir / "network" / "ledger.sqlite3"
    ledger.parent.mkdir(mode=0o700, exist_ok=True)
    argv = [sys.executable, "-m", "connectors.simulator"]
    argv += ["--port", str(port), "--ledger", str(ledger)]
    if wishes.corpus is not None:
        argv += ["--corpus", str(wishes.corpus)]
    elif not wishes.demo:
        argv += ["--empty"]
    if wishes.speed:
        argv += ["--speed", wishes.speed]
    if wishes.play:
        argv += ["--play", wishes.play]
    return Program(name="network", argv=tuple(argv), patience=5)


def web(wishes: Wishes) -> Program:
    # Open live streams would hold the server for ever without a limit to its good manners.
    argv = [sys.executable, "-m", "uvicorn", "care.asgi:application", "--host", LOOPBACK]
    # Said, because uvicorn would take other parts that some other package brought along.
    argv += ["--http", "h11", "--loop", "asyncio"]
    argv += ["--port", str(wishes.port), "--timeout-graceful-shutdown", "2", "--no-access-log"]
    if wishes.web_processes > 1:
        # One that is late with its sign of life is busy: on a machine that has much to do, five
        # seconds pass, and it would be killed with the pages that it makes.
        argv += ["--workers", str(wishes.web_processes), "--timeout-worker-healthcheck", "60"]
    return Program(name="web", argv=tuple(argv), patience=10)


def worker() -> Program:
    argv = [*_celery(), "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO"]
    # One worker on one machine has nobody to gossip with.
    argv += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # What it leaves undone is rows in the database, claimed again when their lease is over.
    return Program(name="worker", argv=tuple(argv), patience=8)


def beat(wishes: Wishes) -> Program:
    schedule = wishes.data_dir / "beat" / "schedule"
    schedule.parent.mkdir(mode=0o700, exist_ok=True)
    argv = [*_celery(), "beat", "--schedule", str(schedule), "--loglevel", "WARNING"]
    return Program(name="beat", argv=tuple(argv), patience=5)


def migrate() -> Program:
    return Program(name="migrate", argv=(*MANAGE, "migrate", "--no-input"), patience=30)


def static() -> Program:
    argv = (*MANAGE, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
    return Program(name="static", argv=argv, patience=10)


def demo() -> Program:
    return Program(name="demo", argv=(*MANAGE, "demo"), patience=30)


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "care"]
