"""What the drill says: a line a seed, a table in the end, and a folder for what went wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.drill.script import Script
from tests.drill.stand import Stand
from tests.drill.verdict import Verdict

# Of the sends in doubt, over all seeds: at least this share without a person.
SETTLED = 0.95


@dataclass(frozen=True, slots=True)
class Result:
    script: Script
    seconds: float
    drained: bool
    verdict: Verdict

    def broken(self, checked: Sequence[str]) -> list[str]:
        return [name for name in checked if self.verdict.wrong[name]]


class Report:
    def __init__(self, checked: Sequence[str], *, repeat: str) -> None:
        self._checked = list(checked)
        self._repeat = repeat
        self._results: list[Result] = []
        self._head = ["seed", "seconds", "heard", "replies", "doubtful", "settled", "unknown left"]
        self._head += self._checked

    def begin(self) -> None:
        say(self._row(self._head))

    def add(self, result: Result) -> None:
        self._results.append(result)
        say(self._row(self._cells(result)))

    def red(self, result: Result, stand: Stand) -> None:
        kept = keep(result, stand)
        broken = ", ".join(result.broken(self._checked))
        say(f"  seed {result.script.seed} is red ({broken}). Its logs, ledger and rows: {kept}")
        say(f"  Again: {self._repeat.format(seed=result.script.seed)}")

    def broke_off(self, seed: int, stand: Stand) -> None:
        """The drill itself failed."""
        say(f"  seed {seed} broke off. The logs: {_folder(seed, stand)}")

    def kept(self, result: Result, stand: Stand) -> None:
        say(f"  seed {result.script.seed}, green: {keep(result, stand)}")

    def end(self) -> bool:
        """The sums. Whether everything held."""
        verdicts = [result.verdict for result in self._results]
        doubted = sum(verdict.doubted for verdict in verdicts)
        settled = sum(verdict.settled for verdict in verdicts)
        share = settled / doubted if doubted else 1.0
        sums: list[object] = [
            "all",
            f"{sum(result.seconds for result in self._results):.0f}",
            sum(verdict.heard for verdict in verdicts),
            sum(verdict.replies for verdict in verdicts),
            doubted,
            settled,
            sum(verdict.unknown for verdict in verdicts),
            *(sum(len(verdict.wrong[name]) for verdict in verdicts) for name in self._checked),
        ]
        say(self._row(sums))
        green = sum(not result.broken(self._checked) for result in self._results)
        say(
            f"{green} of {len(self._results)} seeds green; {share:.1%} of {doubted} doubtful sends"
            f" settled without a person (at least {SETTLED:.0%})."
        )
        return green == len(self._results) and share >= SETTLED and bool(self._results)

    def _cells(self, result: Result) -> list[object]:
        verdict = result.verdict
        return [
            result.script.seed,
            f"{result.seconds:.0f}" if result.drained else f"{result.seconds:.0f}!",
            *(verdict.heard, verdict.replies, verdict.doubted, verdict.settled, verdict.unknown),
            *(len(verdict.wrong[name]) for name in self._checked),
        ]

    def _row(self, cells: Sequence[object]) -> str:
        return "  ".join(
            str(cell).rjust(len(name)) for cell, name in zip(cells, self._head, strict=True)
        )


def keep(result: Result, stand: Stand) -> Path:
    folder = _folder(result.script.seed, stand)
    with (
        closing(sqlite3.connect(f"file:{stand.ledger}?mode=ro", uri=True)) as ledger,
        closing(sqlite3.connect(folder / "network.sqlite")) as copy,
    ):
        ledger.backup(copy)
    (folder / "script.txt").write_text(described(result.script))
    wrong = {name: rows for name, rows in result.verdict.wrong.items() if rows}
    text = json.dumps(wrong, indent=1, ensure_ascii=False, default=str)
    (folder / "wrong.json").write_text(f"{text}\n")
    return folder


def _folder(seed: int, stand: Stand) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"care-drill-seed-{seed}-"))
    shutil.copytree(stand.layout.logs, folder / "log")
    return folder


def described(script: Script) -> str:
    lines = [f"seed {script.seed}", "", "blows: second, what, when, milliseconds after that"]
    lines += [
        f"  {blow.at:5.2f}  {blow.act} ({blow.moment}, {blow.after_milliseconds} ms)"
        for blow in script.blows
    ]
    lines += ["", "faults of the network"]
    lines += [
        f"  {rule['on']}: {rule['fault']}, {rule['share']:.0%}, {rule['seconds']} s"
        for rule in script.faults
    ]
    return "\n".join([*lines, "", f"limits of the network: {script.limits or 'none'}", ""])


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
