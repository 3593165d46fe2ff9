"""One open stream: what its page has not heard yet, bounded, without doubles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from care.front.live.doors import Pass

# Ids that wait for a slow reader; more, and it is told to ask for everything.
MOST = 500


class Stream:
    def __init__(self, made: Pass) -> None:
        self.made = made
        self.closed = False
        self.wake = asyncio.Event()
        self._cases: set[int] = set()
        self._here: dict[int, list[int]] = {}
        self._all = False
        self._noticed = False
        self._went_on = False

    def changed(self, case_ids: Iterable[int] | None) -> None:
        """None: too many to be named."""
        if case_ids is None:
            self._ask_for_all()
        elif not self._all:
            self._cases.update(case_ids)
            if len(self._cases) > MOST:
                self._ask_for_all()
        self.wake.set()

    def here(self, case_id: int, member_ids: list[int]) -> None:
        if not self._all:
            self._here[case_id] = member_ids
            if len(self._here) > MOST:
                self._ask_for_all()
        self.wake.set()

    def noticed(self) -> None:
        """There is a notice for whoever reads this; which one, the page asks."""
        self._noticed = True
        self.wake.set()

    def went_on(self) -> None:
        """What the reader asked to be done with many cases has come further."""
        self._went_on = True
        self.wake.set()

    def close(self) -> None:
        self.closed = True
        self.wake.set()

    def take(self) -> bytes:
        """What is new since it was taken last, as events."""
        self.wake.clear()
        parts: list[str] = []
        if self._all:
            parts.append(event("resync", {}))
        if self._cases:
            parts.append(event("cases", sorted(self._cases)))
        for case_id, members in self._here.items():
            parts.append(event("here", {"case": case_id, "members": members}))
        if self._noticed:
            parts.append(event("notices", {}))
        if self._went_on:
            parts.append(event("bulk", {}))
        self._all = self._noticed = self._went_on = False
        self._cases.clear()
        self._here.clear()
        return "".join(parts).encode()

    def _ask_for_all(self) -> None:
        self._all = True
        self._cases.clear()
        self._here.clear()


def event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
