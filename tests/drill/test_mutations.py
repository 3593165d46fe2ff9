"""The drill itself, held against a product with a wall taken out. Minutes each, so `.ci/run` asks
for them by name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.drill


def drill(mutation: str) -> tuple[int, dict[str, int]]:
    """The exit code, and what the last line of the table counts."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.drill", "--seed", "1", "--mutation", mutation],
        check=False,
        cwd=PROJECT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=600,
    )
    for kept in re.findall(r"logs, ledger and rows: (\S+)", done.stdout):
        shutil.rmtree(kept)
    lines = [line.split("  ") for line in done.stdout.splitlines() if "  " in line.strip()]
    names = [name.strip() for name in next(iter(lines), []) if name.strip()]
    sums = [cell.strip() for cell in next((x for x in lines if "all" in x[0]), []) if cell.strip()]
    assert names, done.stderr
    return done.returncode, {
        name: int(cell) for name, cell in zip(names[1:], sums[1:], strict=True)
    }


def test_without_the_unique_index_messages_are_doubled_and_the_drill_says_so() -> None:
    code, sums = drill("no-unique-index")
    assert code == 1
    assert sums["doubled in"] > 0


def test_a_blind_repost_after_a_lost_answer_doubles_replies_and_the_drill_says_so() -> None:
    code, sums = drill("blind-repost")
    assert code == 1
    assert sums["doubled out"] > 0
