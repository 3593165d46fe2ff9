from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from care.services import locks
from care.services.account import Home
from care.services.errors import ServiceError

# The kernel's limit for the path of a unix socket, with its closing NUL.
LONGEST_SOCKET_PATH = 107
# How long an earlier server of the same data may take to end before we say so.
CLAIM_PATIENCE = 90.0


def socket_folder(home: Home, *, longest_name: str) -> Path:
    folder = home.path / "run"
    if len(os.fsencode(folder / longest_name)) < LONGEST_SOCKET_PATH:
        return home.private_folder("run")
    digest = hashlib.sha256(os.fsencode(home.path)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"care-{digest}"
    if len(os.fsencode(folder / longest_name)) >= LONGEST_SOCKET_PATH:
        folder = Path("/tmp") / f"care-{digest}"
    try:
        folder.mkdir(mode=0o700)
        home.give(folder)
    except FileExistsError:
        _refuse_strangers(folder, home)
    return folder


def leave_folder(folder: Path, home: Home) -> None:
    """One that stands elsewhere goes with the last server that used it."""
    if folder.parent != home.path:
        with suppress(OSError):
            folder.rmdir()


def _refuse_strangers(folder: Path, home: Home) -> None:
    # The name can be foretold, and anybody may make a folder in /tmp.
    facts = folder.lstat()
    ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == home.account.uid
    if not ours or facts.st_mode & 0o077:
        raise ServiceError(
            f"{folder} belongs to somebody else, and the sockets of {home.path} would stand in it."
            " Remove it, or choose a DATA_DIR with a shorter path."
        )


def claim(home: Home, server: str) -> int:
    """A lock that every process of the server inherits: it is free when the last one is gone."""
    descriptor = locks.open_lock(home.path / f"{server}.claim")
    deadline = time.monotonic() + CLAIM_PATIENCE
    while not locks.try_alone(descriptor):
        if time.monotonic() > deadline:
            os.close(descriptor)
            raise ServiceError(
                f"An earlier {server} of {home.path} still runs and does not end."
                " Look for it with ps, end it, and try again."
            )
        time.sleep(0.05)
    return descriptor
