"""Files on their way in and out: what adapters share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from care.core.http import (
    AddressRefused,
    Answer,
    AnswerRedirects,
    AnswerTooLarge,
    HttpClient,
    HttpError,
    RequestMalformed,
)
from connectors.errors import AdapterError
from connectors.protocol import Access
from inbox.networks.items import OutgoingFile

# Asking again would go the same way.
HOPELESS = (AddressRefused, AnswerRedirects, AnswerTooLarge, RequestMalformed)
GONE = (400, 401, 403, 404, 410, 451)


def bytes_of(file: OutgoingFile) -> bytes:
    """Nothing has been sent where the storage does not give it: that is tried again."""
    try:
        return file.load()
    except FileNotFoundError as error:
        raise AdapterError(
            f"The file “{file.name}” is missing in the storage of files.", permanent=True
        ) from error
    except OSError as error:
        raise AdapterError(f"The file “{file.name}” cannot be read at the moment.") from error


def fetched(access: Access, url: str, *, headers: Mapping[str, str] | None = None) -> bytes:
    """The file at an address that a network told of. Such an address was written by anybody: a
    private one is asked only where it is the network's own."""
    try:
        answer = _own_hosts_only(access).request("GET", url, headers=headers)
    except HttpError as error:
        hopeless = isinstance(error, HOPELESS)
        raise AdapterError(error.sentence, permanent=hopeless) from error
    return body_of(answer)


def body_of(answer: Answer) -> bytes:
    if answer.status != 200:
        raise AdapterError(
            f"The network does not give it ({answer.status}).", permanent=answer.status in GONE
        )
    if not answer.body:
        raise AdapterError("The network gave an empty file.", permanent=True)
    return answer.body


def _own_hosts_only(access: Access) -> HttpClient:
    own = urlsplit(access.base_url)
    allowed = access.http.allowed_hosts & {own.netloc.lower(), (own.hostname or "").lower()}
    return replace(access.http, allowed_hosts=frozenset(allowed))
