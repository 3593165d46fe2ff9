from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from care.services import process
from care.services.errors import ServiceError
from care.services.plan import Program
from care.services.wishes import PROJECT

# More ends than this within the time are no accident that another start would cure.
RESTARTS = 5
RESTARTS_WITHIN = 120.0
LONGEST_PAUSE = 15.0


class Child:
    """One program of ours that should run: started again when it ends, given up in the end."""

    def __init__(self, program: Program, *, logs: Path, env: Mapping[str, str]) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._ends: deque[float] = deque(maxlen=RESTARTS)
        self._start_at = 0.0

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        with process.open_log(self.log) as log:
            self._process = process.spawn(
                self.program.argv,
                log=log,
                dies_with_us_by=signal.SIGTERM,
                env=self._env,
                cwd=PROJECT,
            )

    def look_after(self, *, now: float) -> str | None:
        """Starts it again when its pause is over; a sentence when it has just ended."""
        if self.runs:
            return None
        if self._process is None:
            if now >= self._start_at:
                self.start()
            return None
        process.end_session(self._process)
        code = self._process.returncode
        self._process = None
        self._ends.append(now)
        if len(self._ends) == RESTARTS and now - self._ends[0] < RESTARTS_WITHIN:
            raise ServiceError(
                f"{self.program.name} ended {RESTARTS} times in a row (exit code {code}),"
                f" so Care stops. The end of {self.log}:\n{process.last_lines(self.log)}"
            )
        recent = sum(now - end < RESTARTS_WITHIN for end in self._ends)
        pause = min(0.5 * 2.0 ** (recent - 1), LONGEST_PAUSE)
        self._start_at = now + pause
        return (
            f"{self.program.name} ended (exit code {code}); it starts again in {pause:g} s."
            f" The end of {self.log}:\n{process.last_lines(self.log)}"
        )

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process, patience=self.program.patience)

    def kill(self) -> None:
        if self._process is not None:
            process.end_session(self._process)


def now() -> float:
    return time.monotonic()
