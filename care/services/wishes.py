"""The variables of `make run`, read and checked before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from care.services.errors import ServiceError

PROJECT = Path(__file__).resolve().parents[2]
PLAYS = ("both", "customers")
# More would not help: what they all ask is one Postgres on the same machine.
MOST_WEB_PROCESSES = 4


def web_processes() -> int:
    """By itself as many as there are processors for."""
    free = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(free or 1, MOST_WEB_PROCESSES))


@dataclass(frozen=True, slots=True)
class Wishes:
    data_dir: Path
    port: int
    demo: bool
    corpus: Path | None
    # Empty: as the simulated network has it by itself.
    speed: str
    play: str
    web_processes: int = field(default_factory=web_processes)


def wishes_from(environ: Mapping[str, str]) -> Wishes:
    """An empty variable counts as not given: make hands on all of them."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    data_dir = given.get("DATA_DIR") or given.get("CARE_DATA_DIR") or PROJECT / ".data"
    return Wishes(
        data_dir=Path(data_dir).expanduser().resolve(),
        port=_port(given.get("PORT", "8000")),
        demo=_flag(given.get("DEMO", "1")),
        corpus=_file(given["CORPUS"]) if "CORPUS" in given else None,
        speed=_speed(given.get("SPEED", "")),
        play=_play(given.get("PLAY", "")),
        web_processes=_processes(given.get("CARE_WEB_PROCESSES", "")),
    )


def _processes(value: str) -> int:
    if not value:
        return web_processes()
    if not re.fullmatch(r"[0-9]{1,2}", value) or not int(value):
        raise ServiceError(f"CARE_WEB_PROCESSES is {value!r}; give a number from 1 to 99.")
    return int(value)


def _port(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 0 < int(value) < 65_536:
        raise ServiceError(f"PORT is {value!r}; give a number from 1 to 65535.")
    return int(value)


def _flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise ServiceError(f"DEMO is {value!r}; give 1 for the demo organisations or 0 for none.")
    return value == "1"


def _file(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if not path.is_file():
        raise ServiceError(f"CORPUS names {path}, and there is no such file.")
    return path


def _speed(value: str) -> str:
    if value and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        raise ServiceError(f"SPEED is {value!r}; give a number: how many times as fast as life.")
    return value


def _play(value: str) -> str:
    if value and value not in PLAYS:
        raise ServiceError(f"PLAY is {value!r}; give {' or '.join(PLAYS)}.")
    return value
