"""Something between an adapter and its network: it watches, loses answers, gives answers of its own
and changes those of the network. It can be the network's address, or the proxy on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

# Headers that speak of one connection only, or of a body that we may have changed.
_HOPS = {"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"}


@dataclass
class Canned:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    when: Callable[[str, str], bool] = lambda _method, _path: True


class Meddler:
    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.asked: list[tuple[str, str]] = []
        self.hosts: list[str] = []
        self.canned: list[Canned] = []
        self.loses_answers_to_writes = False
        self.change: Callable[[Any], Any] | None = None
        self._client = httpx.Client(timeout=10, trust_env=False)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
        self._client.close()

    @property
    def writes(self) -> int:
        return sum(1 for method, _ in self.asked if method != "GET")

    def always(self, status: int, body: Any = None, **headers: str) -> None:
        self.canned = [Canned(status, body, _dashed(headers))]

    def once(self, status: int, body: Any = None, **headers: str) -> None:
        self.canned.append(Canned(status, body, _dashed(headers), times=1))

    def spoil(self, external_id: str) -> None:
        """Of what has this id, the time is no time any more."""

        def walk(given: Any) -> Any:
            if isinstance(given, list):
                return [walk(one) for one in given]
            if not isinstance(given, dict):
                return given
            changed = {name: walk(one) for name, one in given.items()}
            if changed.get("id") == external_id and "created_at" in changed:
                changed["created_at"] = "long ago"
            return changed

        self.change = walk

    def play(
        self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """None: the connection ends without an answer."""
        if path.startswith("http://"):
            address = urlsplit(path)
            self.hosts.append(address.netloc)
            path = address.path + (f"?{address.query}" if address.query else "")
        self.asked.append((method, path))
        for canned in self.canned:
            if canned.when(method, path) and canned.times != 0:
                canned.times = None if canned.times is None else canned.times - 1
                raw = isinstance(canned.body, bytes)
                content = canned.body if raw else json.dumps(canned.body).encode()
                return canned.status, list(canned.headers.items()), content
        answer = self._client.request(
            method, self.upstream + path, headers=list(headers), content=body
        )
        if method != "GET" and self.loses_answers_to_writes:
            return None
        content = answer.content
        if self.change is not None and content[:1] in (b"{", b"["):
            content = json.dumps(self.change(json.loads(content))).encode()
        skipped = _HOPS | {"content-encoding"}
        kept = [(name, value) for name, value in answer.headers.items() if name not in skipped]
        return answer.status_code, kept, content


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _handler(meddler: Meddler) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _play(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = [(n, v) for n, v in self.headers.items() if n.lower() not in _HOPS]
            played = meddler.play(self.command, self.path, headers, body)
            if played is None:
                return
            status, given, content = played
            self.send_response(status)
            for name, value in given:
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _play  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
