"""The one outgoing HTTP client. No Django here: adapters use it as it is.

A name is resolved once, every address it has is checked, and the connection goes to a checked
address, so a name that changes its mind between check and connect gains nothing. Each request has a
connection of its own: pools are keyed by address, and two names on one address must not share a
certificate check; and a write never rides on an idle connection that the other side just closed.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import ssl
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import httpx

from care.core.deadline import BoundedBackend, Deadline

USER_AGENT = "Care/1 (social customer care)"
MAX_ADDRESSES = 4

# httpx logs every URL at INFO, and some networks carry the token in the URL.
logging.getLogger("httpx").setLevel(logging.WARNING)


class HttpError(Exception):
    """Base of all. `sentence` is for people and never holds a secret or a query string."""

    may_have_arrived = False

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class AddressRefused(HttpError):
    """The address is malformed or one that we do not talk to. Nothing was sent."""


class CannotConnect(HttpError):
    """No connection came about. Nothing was sent."""


class NoAnswer(HttpError):
    """The request left, the answer was lost or late: whether it was carried out is unknown."""

    may_have_arrived = True


class AnswerTooLarge(HttpError):
    may_have_arrived = True


class RequestMalformed(HttpError):
    """A header or value cannot be put on the wire. Nothing was sent."""


class AnswerRedirects(HttpError):
    """The other side sent us elsewhere. We never follow: the target was not what was checked. Some
    do the work first and then send us to what came of it."""

    may_have_arrived = True


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> Any:
        """Raises ValueError when the body is no JSON in UTF-8."""
        return json.loads(self.body.decode("utf-8"))


_REFUSED = [
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",  # 6to4 can carry any of the above
        "3fff::/20",
    )
]
_GLOBAL_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """The blocks are spelt out because `ipaddress` has changed its mind between Python releases."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GLOBAL_V6:
            return False
    return not any(address in block for block in _REFUSED)


@dataclass(frozen=True, slots=True)
class HttpClient:
    """`allowed_hosts` holds names as they stand in the URL, "host" or "host:port", that may be
    private and may be spoken to without TLS. `connect_seconds` and `read_seconds` are for one wait,
    `total_seconds` for all of it, whichever addresses are tried."""

    allowed_hosts: frozenset[str] = frozenset()
    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    total_seconds: float = 30.0
    max_bytes: int = 8 * 1024 * 1024
    user_agent: str = USER_AGENT

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
    ) -> Answer:
        """`content` is a body that is written already; its type stands in `headers`."""
        deadline = Deadline(self.total_seconds)
        target = self._checked_url(url)
        if params:
            target = target.copy_merge_params(dict(params))
        payload = {"json": json} if content is None else {"content": content}
        exchange = _Exchange(self, method, target, dict(headers or {}), payload)
        last = CannotConnect(f"{target.host} has no address.")
        for route in self._routes(target):
            try:
                return exchange.run(route, deadline)
            except CannotConnect as error:
                last = error
        raise last

    def _checked_url(self, url: str) -> httpx.URL:
        try:
            target = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError):
            raise AddressRefused("This is not a web address.") from None
        if target.scheme not in ("https", "http") or not target.host:
            raise AddressRefused("Only addresses that begin with https:// can be used.")
        if target.userinfo:
            raise AddressRefused("An address must not carry a user name or password.")
        if target.scheme == "http" and not self._is_allowed(target):
            raise AddressRefused(f"{target.host} must be reached by https://.")
        return target

    def _is_allowed(self, target: httpx.URL) -> bool:
        host = target.host.lower()
        port = target.port or {"https": 443, "http": 80}[target.scheme]
        return host in self.allowed_hosts or f"{host}:{port}" in self.allowed_hosts

    def _routes(self, target: httpx.URL) -> list[_Route]:
        """Where to connect to; every address checked. Behind a proxy it is the proxy that resolves,
        so the name goes as it is, and what we can see to be private is refused all the same."""
        proxy = _proxy_for(target)
        through_proxy = [_Route(target.host, proxy)]
        try:
            addresses = _resolve(target)
        except CannotConnect:
            if proxy is None:
                raise
            return through_proxy
        if not self._is_allowed(target) and not all(is_public(found) for found in addresses):
            raise AddressRefused(
                f"{target.host} is an address inside a private network. "
                "The operator of this installation can allow it."
            )
        # A proxy's loopback is not ours.
        if proxy is not None and not all(found.is_loopback for found in addresses):
            return through_proxy
        return [_Route(str(found), None) for found in addresses[:MAX_ADDRESSES]]


@dataclass(frozen=True, slots=True)
class _Route:
    host: str
    proxy: str | None


class _Exchange:
    def __init__(
        self,
        client: HttpClient,
        method: str,
        target: httpx.URL,
        headers: dict[str, str],
        payload: dict[str, Any],
    ) -> None:
        self.client, self.method, self.target = client, method, target
        self.headers, self.payload = headers, payload
        self.host = target.host

    def run(self, route: _Route, deadline: Deadline) -> Answer:
        timeout = httpx.Timeout(self.client.read_seconds, connect=self.client.connect_seconds)
        # A context is given for http too, or httpx would load its certificates each time.
        transport = httpx.HTTPTransport(verify=_tls(), trust_env=False, proxy=route.proxy)
        # httpcore takes a backend for its sockets, only httpx has no word for it.
        transport._pool._network_backend = BoundedBackend(deadline)
        with httpx.Client(transport=transport, trust_env=False, timeout=timeout) as wire:
            try:
                response = wire.send(self._request(wire, route), stream=True)
                body = self._body(response)
            except (httpx.LocalProtocolError, UnicodeEncodeError) as error:
                raise RequestMalformed(f"The request to {self.host} is malformed.") from error
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                raise CannotConnect(f"{self.host} cannot be reached.") from error
            except httpx.TimeoutException as error:
                raise NoAnswer(f"{self.host} did not answer in time.") from error
            except httpx.TransportError as error:
                raise NoAnswer(f"The connection to {self.host} broke too early.") from error
        if response.is_redirect:
            raise AnswerRedirects(f"{self.host} sends us elsewhere; check its address.")
        return Answer(response.status_code, response.headers, body)

    def _request(self, wire: httpx.Client, route: _Route) -> httpx.Request:
        # httpx wants an IPv6 address in brackets.
        host = f"[{route.host}]" if ":" in route.host else route.host
        return wire.build_request(
            self.method,
            self.target.copy_with(host=host),
            **self.payload,
            headers={
                **self.headers,
                "Host": self.target.netloc.decode("ascii"),
                "User-Agent": self.client.user_agent,
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
            extensions={"sni_hostname": self.target.raw_host.decode("ascii")},
        )

    def _body(self, response: httpx.Response) -> bytes:
        try:
            raw = b"".join(self._chunks(response))
        finally:
            response.close()
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding == "identity" or not raw:
            return raw
        if encoding != "gzip":
            raise NoAnswer(f"{self.host} answered in an encoding that was not asked for.")
        # Inflated by hand, so that a small answer cannot become a huge one.
        try:
            body = zlib.decompressobj(wbits=31).decompress(raw, self.client.max_bytes + 1)
        except zlib.error as error:
            raise NoAnswer(f"The answer of {self.host} was damaged on its way.") from error
        self._check_size(len(body))
        return body

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        size = 0
        for chunk in response.iter_raw(65_536):
            size += len(chunk)
            self._check_size(size)
            yield chunk

    def _check_size(self, size: int) -> None:
        if size > self.client.max_bytes:
            limit = self.client.max_bytes
            raise AnswerTooLarge(f"The answer of {self.host} is larger than {limit} bytes.")


def _resolve(target: httpx.URL) -> list[IPv4Address | IPv6Address]:
    host = target.raw_host.decode("ascii")
    port = target.port or {"https": 443, "http": 80}[target.scheme]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotConnect(f"{target.host} is not a known name on the internet.") from error
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ip_address(text) for text in texts]


def _proxy_for(target: httpx.URL) -> str | None:
    """Read anew for each request, so that tests and operators can change it."""
    proxies = urllib.request.getproxies()
    found = proxies.get(target.scheme) or proxies.get("all")
    if not found or urllib.request.proxy_bypass(target.host):
        return None
    return found if "://" in found else f"http://{found}"


def _tls() -> ssl.SSLContext:
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or ""
    return _tls_context(bundle, os.environ.get("SSL_CERT_DIR") or "")


@cache
def _tls_context(bundle: str, directory: str) -> ssl.SSLContext:
    """Cached by where the certificates come from: reading them takes longer than a request."""
    try:
        if bundle and not Path(bundle).is_dir():
            return ssl.create_default_context(cafile=bundle)
        if bundle or directory:
            return ssl.create_default_context(capath=bundle or directory)
    except OSError as error:
        raise CannotConnect(
            "The certificates named by REQUESTS_CA_BUNDLE or SSL_CERT_FILE cannot be read."
        ) from error
    return httpx.create_ssl_context(trust_env=False)
