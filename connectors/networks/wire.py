"""The wire under a network's own client library.

Such libraries speak through `requests`. They keep their knowledge of paths, parameters and
signatures; what leaves the machine leaves through care.core.http like everything else: addresses
checked, redirects refused, time and size bounded, the environment's proxy and certificates used.
What came back is kept here as it came, because libraries turn it into objects of their own, hide
its headers and sometimes stumble over it after the network has done the work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from care.core.http import Answer, HttpClient, HttpError
from connectors.errors import AdapterError

# The outgoing client sets these itself.
_OURS = frozenset({"host", "user-agent", "accept-encoding", "connection", "content-length"})


# These log whole requests at DEBUG: keys, and what people wrote.
for talkative in ("tweepy", "requests_oauthlib", "oauthlib"):
    logging.getLogger(talkative).setLevel(logging.WARNING)


class Wire(requests.Session):
    """For one call. `instead_of` is the address that a library has built in: what it would send
    there goes to `base_url`, and is signed for that."""

    def __init__(self, http: HttpClient, *, base_url: str = "", instead_of: str = "") -> None:
        super().__init__()
        self.answer: Answer | None = None
        self.failure: HttpError | None = None
        self._base_url = base_url.rstrip("/")
        self._instead_of = instead_of
        # No ~/.netrc, and the proxy is found where the request leaves.
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Transport(self, http))

    def request(self, method: Any, url: Any, *rest: Any, **more: Any) -> requests.Response:
        if self._instead_of and url.startswith(self._instead_of):
            url = self._base_url + url.removeprefix(self._instead_of)
        # Some servers send whoever asks for a path with a slash at its end elsewhere.
        return super().request(method, url.rstrip("/"), *rest, **more)

    def hear(self, ask: Callable[[], object], *, writes: bool) -> Answer:
        """What the network answers to one call of the library, whatever its status."""
        try:
            ask()
        except Exception:
            # The library's verdict is not ours: what the wire saw decides.
            if self.answer is None and self.failure is None:
                raise
        finally:
            self.close()
        if self.failure is not None:
            doubt = writes and self.failure.may_have_arrived
            raise AdapterError(self.failure.sentence, doubt=doubt) from self.failure
        if self.answer is None:
            raise AdapterError("The network was not asked.")
        return self.answer


class _Transport(BaseAdapter):
    def __init__(self, wire: Wire, http: HttpClient) -> None:
        super().__init__()
        self._wire, self._http = wire, http

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The library's own ideas of time-outs, certificates and proxies are left aside."""
        try:
            answer = self._http.request(
                request.method or "GET",
                request.url or "",
                headers=_headers(request.headers),
                content=_body(request.body),
            )
        except HttpError as error:
            self._wire.failure = error
            raise requests.ConnectionError(error.sentence) from error
        self._wire.answer = answer
        return _response(request, answer)

    def close(self) -> None:
        """Nothing stays open between two requests."""


def _headers(given: Mapping[str, str | bytes]) -> dict[str, str]:
    """OAuth's library writes some of them as bytes."""
    return {_text(name): _text(value) for name, value in given.items() if name.lower() not in _OURS}


def _text(given: str | bytes) -> str:
    return given.decode("latin-1") if isinstance(given, bytes) else given


def _body(given: Any) -> bytes | None:
    return given.encode() if isinstance(given, str) else given


def _response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers.items())
    response.url = request.url or ""
    response.request = request
    response.encoding = "utf-8"
    response._content = answer.body
    return response
