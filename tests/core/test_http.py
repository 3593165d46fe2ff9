"""The one outgoing HTTP client, against real sockets on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from care.core.http import (
    AddressRefused,
    AnswerRedirects,
    AnswerTooLarge,
    CannotConnect,
    HttpClient,
    HttpError,
    NoAnswer,
    RequestMalformed,
)
from tests.wire import read_whole

Play = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Peer:
    """Answers every connection by one script, and remembers what it was sent."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.received: list[bytes] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    self.received.append(read_whole(connection))
                    self._play(connection)
                except OSError:
                    continue

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def peer_that() -> Iterator[Callable[[Play], Peer]]:
    peers: list[Peer] = []

    def make(play: Play) -> Peer:
        peers.append(Peer(play))
        return peers[-1]

    yield make
    for peer in peers:
        peer.close()


def says(answer: bytes) -> Play:
    return lambda connection: connection.sendall(answer)


def client(peer: Peer, **more: Any) -> HttpClient:
    return HttpClient(allowed_hosts=frozenset({f"127.0.0.1:{peer.port}"}), **more)


def ask(peer: Peer, **more: Any) -> bytes:
    return client(peer, **more).request("GET", f"http://127.0.0.1:{peer.port}/x").body


PRIVATE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused, match="private network"):
        HttpClient().request("GET", url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://example.com/",
        "https://",
        "https://me:secret@example.com/",
        "http://8.8.8.8/",
    ],
)
def test_malformed_and_unencrypted_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        HttpClient().request("GET", url)
    assert "secret" not in refused.value.sentence


def test_an_allowed_host_is_reached(peer_that: Callable[[Play], Peer]) -> None:
    peer = peer_that(says(OK))
    assert ask(peer) == b"ok"


def test_allowing_one_port_does_not_allow_another(peer_that: Callable[[Play], Peer]) -> None:
    one, other = peer_that(says(OK)), peer_that(says(OK))
    with pytest.raises(AddressRefused):
        client(one).request("GET", f"http://127.0.0.1:{other.port}/")
    assert other.received == []


def test_a_name_is_resolved_once_and_keeps_its_host_header(
    peer_that: Callable[[Play], Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = peer_that(says(OK))
    asked: list[Any] = []
    real = socket.getaddrinfo

    def resolver(host: Any, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        named = host in ("shop.example", b"shop.example")
        return real("127.0.0.1" if named else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    http = HttpClient(allowed_hosts=frozenset({"shop.example"}))
    http.request("GET", f"http://shop.example:{peer.port}/a?b=c", headers={"X-Own": "1"})
    assert asked.count("shop.example") == 1
    request = peer.received[0]
    assert request.startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: shop.example:{peer.port}\r\n".encode() in request
    assert b"X-Own: 1\r\n" in request


def test_one_private_address_among_public_ones_spoils_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolver(*_: Any, **__: Any) -> Any:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("93.184.216.34", 443)), (*kind, ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(AddressRefused):
        HttpClient().request("GET", "https://rebind.example/")


def test_a_redirect_is_an_error_and_not_followed(peer_that: Callable[[Play], Peer]) -> None:
    target = peer_that(says(OK))
    location = f"Location: http://127.0.0.1:{target.port}/\r\n".encode()
    peer = peer_that(says(b"HTTP/1.1 302 Found\r\n" + location + b"Content-Length: 0\r\n\r\n"))
    with pytest.raises(AnswerRedirects) as error:
        ask(peer)
    assert error.value.may_have_arrived
    assert target.received == []


def test_an_answer_of_another_status_is_given_as_it_is(
    peer_that: Callable[[Play], Peer],
) -> None:
    peer = peer_that(says(b'HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n{"a": "b"'))
    answer = client(peer).request("GET", f"http://127.0.0.1:{peer.port}/")
    assert (answer.status, answer.headers["content-length"]) == (404, "9")
    with pytest.raises(ValueError, match="delimiter"):
        answer.json()


def test_a_huge_answer_is_cut_off(peer_that: Callable[[Play], Peer]) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"x" * 65_536)

    with pytest.raises(AnswerTooLarge):
        ask(peer_that(flood), max_bytes=1_000_000)


def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut_off(
    peer_that: Callable[[Play], Peer],
) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    peer = peer_that(says(head.encode() + bomb))
    assert len(bomb) < 10_000
    with pytest.raises(AnswerTooLarge):
        ask(peer, max_bytes=1_000_000)
    assert len(ask(peer, max_bytes=5_000_000)) == 5_000_000


def test_where_nothing_listens_nothing_can_have_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    http = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}))
    with pytest.raises(CannotConnect) as error:
        http.request("GET", f"http://127.0.0.1:{port}/")
    assert not error.value.may_have_arrived


def lose(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def cut(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def sleep(connection: socket.socket) -> None:
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        connection.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize("play", [lose, cut, sleep, drip])
def test_an_answer_that_is_lost_leaves_it_open_whether_the_work_was_done(
    peer_that: Callable[[Play], Peer], play: Play
) -> None:
    peer = peer_that(play)
    with pytest.raises(NoAnswer) as error:
        ask(peer, read_seconds=0.3, total_seconds=0.6)
    assert error.value.may_have_arrived


def test_a_token_that_would_end_the_header_is_never_sent(
    peer_that: Callable[[Play], Peer],
) -> None:
    peer = peer_that(says(OK))
    for token in ("a\r\nX: y", "ü€"):
        with pytest.raises(RequestMalformed) as error:
            client(peer).request(
                "GET", f"http://127.0.0.1:{peer.port}/", headers={"Authorization": token}
            )
        assert not error.value.may_have_arrived
    assert b"X: y" not in b"".join(peer.received)


def test_json_goes_out_whole(peer_that: Callable[[Play], Peer]) -> None:
    peer = peer_that(says(OK))
    http, url = client(peer), f"http://127.0.0.1:{peer.port}/"
    http.request("POST", url, json={"text": "héllo 👋"}, params={"q": "a b"})
    sent = b"".join(peer.received)
    assert sent.startswith((b"POST /?q=a+b HTTP/1.1", b"POST /?q=a%20b "))
    assert "héllo 👋".encode() in sent


def test_a_proxy_of_the_environment_is_used(
    peer_that: Callable[[Play], Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = peer_that(says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(CannotConnect):
        HttpClient().request("GET", "https://network.invalid/1/me")
    assert proxy.received[0].startswith(b"CONNECT network.invalid:443 HTTP/1.1\r\n")
    with pytest.raises(AddressRefused):
        HttpClient().request("GET", "https://192.168.1.1/")
    assert len(proxy.received) == 1


def test_certificates_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(HttpError, match="REQUESTS_CA_BUNDLE"):
        HttpClient().request("GET", "https://8.8.8.8/")
