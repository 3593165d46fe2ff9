"""The simulated network for tests: its real process, spoken to over HTTP."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from care.core.http import HttpClient

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
LOCAL = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}))


class Network:
    def __init__(self, ledger: Path, *options: str) -> None:
        self.ledger_path = ledger
        command = [sys.executable, "-m", "connectors.simulator", "--port", "0"]
        self._process = subprocess.Popen(
            [*command, "--ledger", str(ledger), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1]
        self._http = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self._http.close()
        if self._process.poll() is None:
            self._process.send_signal(number)
        code = self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def has_unread(self) -> bool:
        """A request has arrived that the process has not read: while it is frozen. Linux tells."""
        port = f":{int(self.url.rsplit(':', 1)[1]):04X}"
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        found = [line.split() for line in lines]
        return any(one[1].endswith(port) and int(one[4].split(":")[1], 16) for one in found)

    # Raw

    def call(
        self, method: str, path: str, *, token: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._http.request(method, path, headers=headers, **more)

    def said(self, method: str, path: str, *, token: str | None = None, **more: Any) -> Any:
        answer = self.call(method, path, token=token, **more)
        assert answer.is_success, answer.text
        return answer.json()

    # The back door

    def account(self, handle: str, name: str = "") -> dict[str, Any]:
        given = {"handle": handle, "name": name}
        found = self.said("POST", "/sim/accounts", json=given)["account"]
        assert isinstance(found, dict)
        return found

    def customer_posts(self, author: str, text: str, in_reply_to: str | None = None) -> str:
        given = {"author": author, "text": text, "in_reply_to": in_reply_to}
        return str(self.said("POST", "/sim/posts", json=given)["post"]["id"])

    def customer_writes(self, author: str, to: str, text: str) -> str:
        given = {"author": author, "to": to, "text": text}
        return str(self.said("POST", "/sim/private_messages", json=given)["message"]["id"])

    def replies_natively(self, brand: str, text: str, in_reply_to: str) -> str:
        """The brand's own people answer on the network itself."""
        return self.customer_posts(brand, text, in_reply_to)

    def edits(self, message_id: str, text: str, *, kind: str = "posts") -> None:
        self.said("PATCH", f"/sim/{kind}/{message_id}", json={"text": text})

    def deletes(self, message_id: str, *, kind: str = "posts") -> None:
        self.said("DELETE", f"/sim/{kind}/{message_id}")

    # Bad days

    def faults(self, *rules: dict[str, Any], seed: int = 7) -> None:
        """Instead of all rules that were."""
        self.said("PUT", "/sim/faults", json={"seed": seed, "rules": list(rules)})

    def played(self) -> list[int]:
        """How often each rule was played."""
        return [rule["played"] for rule in self.said("GET", "/sim/faults")["rules"]]

    def limits(self, **buckets: tuple[int, float]) -> None:
        """bucket=(ceiling, seconds)"""
        given = {name: {"ceiling": of[0], "seconds": of[1]} for name, of in buckets.items()}
        self.said("PUT", "/sim/limits", json=given)

    def down(self, seconds: float) -> None:
        self.said("PUT", "/sim/down", json={"seconds": seconds})

    def ledger(self, **query: str) -> list[dict[str, Any]]:
        found = self.said("GET", "/sim/ledger", params=query)["entries"]
        assert isinstance(found, list)
        return found

    def wait_until_ready(self) -> dict[str, Any]:
        return wait_for(lambda: ready(self.said("GET", "/sim/status")))


def ready(status: dict[str, Any]) -> dict[str, Any] | None:
    assert status.get("failed") is None, status["failed"]
    return status if status["ready"] else None


def wait_for(look: Callable[[], T | None], seconds: float = 15) -> T:
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, "What was waited for did not come."
        time.sleep(0.05)
