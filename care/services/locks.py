"""Advisory file locks. The kernel drops them with their holder, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def share(descriptor: int) -> None:
    """Blocks while somebody holds the lock alone."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def alone(descriptor: int) -> None:
    """Blocks while anybody holds the lock."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def try_share(descriptor: int) -> bool:
    return _try(descriptor, fcntl.LOCK_SH)


def try_alone(descriptor: int) -> bool:
    return _try(descriptor, fcntl.LOCK_EX)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock at this moment."""
    descriptor = open_lock(path)
    try:
        return not try_alone(descriptor)
    finally:
        os.close(descriptor)


def _try(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
