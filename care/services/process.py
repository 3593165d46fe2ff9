from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from care.services.account import Account

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 10_000_000
# What a keeper says to the command that started it, once its server answers.
READY = "ready"

# Loaded before any fork: a forked child should do as little as possible before its exec.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    argv: Sequence[str | Path],
    *,
    log: IO[bytes],
    dies_with_us_by: signal.Signals,
    env: Mapping[str, str],
    cwd: Path,
    account: Account | None = None,
    keeps_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Call it from the main thread only: the kernel ties the child to the thread that made it.

    The child has a session of its own, so that Ctrl-C reaches us alone and we stop our
    children in order.
    """
    other: dict[str, Any] = {}
    if account is not None and account.is_other:
        other = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
        pass_fds=tuple(keeps_open),
        preexec_fn=_dies_with(os.getpid(), dies_with_us_by),
        **other,
    )


def _dies_with(parent: int, how: signal.Signals) -> Callable[[], None]:
    number = int(how)

    def before_exec() -> None:
        # After setuid, which clears it; then once more a look whether the parent still lives.
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(0)

    return before_exec


def stop_when_parent_ends() -> None:
    """For our own process, once started by make: a killed make can stop nobody any more."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def stop(
    process: subprocess.Popen[bytes],
    *,
    by: signal.Signals = signal.SIGTERM,
    patience: float,
) -> None:
    """Ask, wait, then end what is left of the process and of the session it leads."""
    if process.poll() is None:
        process.send_signal(by)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    end_session(process)


def end_session(process: subprocess.Popen[bytes]) -> None:
    # Its number cannot belong to anybody else yet: a session keeps it while a member lives.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def open_log(path: Path) -> IO[bytes]:
    """Appends; a log that has grown large is set aside first, one generation deep."""
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "ab", buffering=0)


def trim_log(path: Path) -> None:
    """For a log that a running program appends to: kept one generation deep, then emptied."""
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        shutil.copyfile(path, path.with_suffix(".log.1"))
        os.truncate(path, 0)


def last_lines(path: Path, count: int = 15) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 20_000))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])
