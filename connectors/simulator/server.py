"""HTTP around the API: one thread a connection, bodies limited."""

from __future__ import annotations

import html
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from connectors.simulator.api import Request, answer, as_bytes
from connectors.simulator.world import Refusal, World

MAX_BODY = 1_048_576
log = logging.getLogger(__name__)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedNetwork/1"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path.startswith("/posts/"):
            self._show_thread()
        else:
            self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *args: Any) -> None:
        log.debug(*args)

    def _serve(self) -> None:
        address = urlsplit(self.path)
        try:
            body = self._body()
        except Refusal as refusal:
            self.close_connection = True
            error = {"code": refusal.code, "message": refusal.message}
            self._write(refusal.status, "application/json", as_bytes({"error": error}))
            return
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        request = Request(
            method=self.command,
            path=unquote(address.path),
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            token=token if kind.lower() == "bearer" else None,
            body=body,
            origin=self._origin(),
        )
        try:
            status, content = answer(self.server.world, request)
        except Exception:
            log.exception("%s %s failed", self.command, address.path)
            error = {"code": "internal", "message": "Something went wrong here."}
            status, content = 500, {"error": error}
        self._write(status, "application/json", as_bytes(content))

    def _body(self) -> Any:
        given = self.headers.get("Content-Length", "0")
        if not given.isdecimal() or self.headers.get("Transfer-Encoding"):
            raise Refusal(411, "length_required", "Content-Length is missing.")
        if int(given) > MAX_BODY:
            raise Refusal(413, "too_large", f"A request may have {MAX_BODY} bytes.")
        raw = self.rfile.read(int(given))
        if len(raw) < int(given):
            raise Refusal(400, "cut_off", "The request ended too early.")
        if not raw:
            return None
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise Refusal(400, "invalid_json", "The body is not JSON.") from None

    def _show_thread(self) -> None:
        """What a person sees who opens a post's link."""
        ledger = self.server.world.ledger
        found = ledger.message(unquote(urlsplit(self.path).path.removeprefix("/posts/")))
        if found is None or found.deleted or found.kind != "post":
            self._write(404, "text/html; charset=utf-8", b"<p>This post does not exist.")
            return
        lines = ["<!doctype html><title>Simulated network</title>"]
        for message in ledger.thread(found.thread):
            if message.kind == "post" and not message.deleted:
                author, text = html.escape(message.author.handle), html.escape(message.text)
                lines.append(f"<p><b>@{author}</b><br>{text}</p>")
        self._write(200, "text/html; charset=utf-8", "\n".join(lines).encode())

    def _origin(self) -> str:
        host, port = self.server.server_address[:2]
        return f"http://{self.headers.get('Host') or f'{host!s}:{port}'}"

    def _write(self, status: int, content_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], world: World) -> None:
        self.world = world
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("The connection of %s broke.", client_address)
