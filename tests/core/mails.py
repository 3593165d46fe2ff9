"""What Care has written to people, and a mail server to take it."""

from __future__ import annotations

import json
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from care.core.models import Mail
from care.core.secrets import unseal


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    body: str


def posted() -> list[Letter]:
    """Rows that wait for a worker, oldest first."""
    waiting = Mail.objects.exclude(sealed="").order_by("id")
    return [Letter(mail.to, *json.loads(unseal(mail.sealed))) for mail in waiting]


def links_in(letter: Letter) -> list[str]:
    return [urlsplit(found).path for found in re.findall(r"https?://\S+", letter.body)]


@dataclass
class Postbox:
    """What a mail server of the tests took, and what it answers at each step."""

    taken: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    """TLS from the first byte on, instead of STARTTLS."""
    port: int = 0
    hold: threading.Event | None = None
    """Set: it answers; else it takes the connection and says nothing."""


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.box: Postbox = self.server.box  # type: ignore[attr-defined]
        if self.box.hold is not None:
            self.box.hold.wait(30)
            return
        if self.box.at_once:
            try:
                self._wrap()
            except OSError:
                return  # whoever called does not trust the certificate
        self._say("220 postbox")
        while line := self.rfile.readline():
            words = line.decode().strip()
            self.box.asked.append(words)
            if not self._answer(words):
                return

    def _answer(self, words: str) -> bool:
        verb = words.split(" ")[0].split(":")[0].upper()
        given = self.box.answers.get(verb)
        if given is not None:
            self._say(given)
        elif verb == "EHLO":
            more = "250-STARTTLS\r\n" if self.box.tls else ""
            self._say(f"250-postbox\r\n{more}250 AUTH PLAIN")
        elif verb == "STARTTLS":
            self._say("220 go on")
            try:
                self._wrap()
            except OSError:
                return False
        elif verb == "AUTH":
            self._say("235 come in")
        elif verb == "DATA":
            self._say("354 go on")
            self.box.taken.append(self._body())
            self._say("250 taken")
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            if verb == "RCPT":
                self.box.recipients.append(words.partition("<")[2].rstrip(">"))
            self._say("250 fine")
        return True

    def _wrap(self) -> None:
        assert self.box.tls is not None
        self.request = self.box.tls.wrap_socket(self.request, server_side=True)
        self.box.tls = None
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb")

    def finish(self) -> None:
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()  # the server closes only what it was called with

    def _body(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
        self.wfile.flush()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def postbox(**answers: str) -> Iterator[Postbox]:
    """`RCPT="550 nobody here"`: what it says to a verb instead of yes."""
    box = Postbox(answers=answers)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
