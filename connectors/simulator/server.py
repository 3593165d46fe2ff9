"""HTTP around the API: one thread a connection, bodies limited."""

from __future__ import annotations

import html
import json
import logging
import socket
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from connectors.simulator.front import Answer, answer, refused
from connectors.simulator.media import MAX_FILE, content_of, of_messages
from connectors.simulator.refusals import Dropped, Refusal
from connectors.simulator.routes import Request
from connectors.simulator.world import World

MAX_BODY = 1_048_576
UPLOAD = "/1/media"
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
        elif self.path.startswith("/media/"):
            self._show_file()
        else:
            self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *args: Any) -> None:
        log.debug(*args)

    def _serve(self) -> None:
        address = urlsplit(self.path)
        try:
            is_file = self.command == "POST" and address.path == UPLOAD
            raw = self._raw(MAX_FILE if is_file else MAX_BODY)
            body = None if is_file else _json(raw)
        except Refusal as refusal:
            self.close_connection = True
            self._tell(refused(refusal))
            return
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        request = Request(
            method=self.command,
            path=unquote(address.path),
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            token=token if kind.lower() == "bearer" else None,
            body=body,
            origin=self._origin(),
            content=raw if is_file else b"",
            content_type=self.headers.get("Content-Type", ""),
        )
        try:
            given = answer(self.server.world, request)
        except Dropped:
            self._hang_up()
            return
        except Exception:
            log.exception("%s %s failed", self.command, address.path)
            given = refused(Refusal(500, "internal", "Something went wrong here."))
        self._tell(given)

    def _tell(self, given: Answer) -> None:
        self._write(given.status, "application/json", given.body(), given.headers)

    def _hang_up(self) -> None:
        """Not a byte of an answer."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _raw(self, most: int) -> bytes:
        given = self.headers.get("Content-Length", "0")
        if not given.isdecimal() or self.headers.get("Transfer-Encoding"):
            raise Refusal(411, "length_required", "Content-Length is missing.")
        if int(given) > most:
            raise Refusal(413, "too_large", f"A request may have {most} bytes.")
        raw = self.rfile.read(int(given))
        if len(raw) < int(given):
            raise Refusal(400, "cut_off", "The request ended too early.")
        return raw

    def _show_file(self) -> None:
        found = content_of(self.server.world.ledger, self.path.removeprefix("/media/"))
        if found is None:
            self._write(404, "text/plain", b"There is no such file.")
        else:
            self._write(200, *found)

    def _show_thread(self) -> None:
        """What a person sees who opens a post's link."""
        ledger = self.server.world.ledger
        found = ledger.message(unquote(urlsplit(self.path).path.removeprefix("/posts/")))
        if found is None or found.deleted or found.kind != "post":
            self._write(404, "text/html; charset=utf-8", b"<p>This post does not exist.")
            return
        lines = ["<!doctype html><title>Simulated network</title>"]
        thread = [m for m in ledger.thread(found.thread) if m.kind == "post" and not m.deleted]
        files = of_messages(ledger, [message.seq for message in thread])
        for message in thread:
            author, text = html.escape(message.author.handle), html.escape(message.text)
            lines.append(f"<p><b>@{author}</b><br>{text}</p>")
            lines += [
                f'<p><img src="/media/{file.id}" alt="{html.escape(file.alt)}">'
                for file in files.get(message.seq, ())
            ]
        self._write(200, "text/html; charset=utf-8", "\n".join(lines).encode())

    def _origin(self) -> str:
        host, port = self.server.server_address[:2]
        return f"http://{self.headers.get('Host') or f'{host!s}:{port}'}"

    def _write(
        self,
        status: int,
        content_type: str,
        content: bytes,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def _json(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json", "The body is not JSON.") from None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], world: World) -> None:
        self.world = world
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("The connection of %s broke.", client_address)
