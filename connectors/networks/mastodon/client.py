"""Talks to a server of the Mastodon API: one function an endpoint, every failure an AdapterError.

Mastodon.py knows the endpoints; what it sends goes over our own wire, and the JSON is read from
there: the library guesses types, and some of its guesses at dates and headers fail after a post is
written. It never waits for a limit: the meter does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from care.core.http import Answer
from connectors.errors import AdapterError
from connectors.networks import limits
from connectors.networks.mastodon import refusals
from connectors.protocol import Access
from inbox.networks.items import OutgoingFile

if TYPE_CHECKING:
    from connectors.networks.wire import Wire

# An account's calls are counted together, whatever they are; posts have a count of their own
# beside it, over hours, of which alone the answer to a post speaks.
CALLS, POSTS = "calls", "posts"

Ask = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Heard:
    given: Any
    headers: Mapping[str, str]


def me(access: Access) -> Any:
    return _call(access, lambda server: server.account_verify_credentials()).given


def instance(access: Access) -> Any:
    try:
        return _call(access, lambda server: server.instance_v2()).given
    except refusals.Missing:
        return _call(access, lambda server: server.instance_v1()).given


def notifications(access: Access, size: int, query: Mapping[str, Any]) -> Heard:
    ask = {"types": ["mention"], "limit": size, **query}
    # Mentions that the account's own settings keep from its notifications are customers too.
    return _call(
        access,
        lambda server: server.notifications(**ask),
        beside={"include_filtered": "true"},
    )


def own_statuses(access: Access, size: int, query: Mapping[str, Any]) -> Heard:
    ask = {"exclude_reblogs": True, "limit": size, **query}
    return _call(access, lambda server: server.account_statuses(access.account_id, **ask))


def status(access: Access, external_id: str) -> Any:
    return _call(access, lambda server: server.status(external_id)).given


def statuses(access: Access, ids: Sequence[str]) -> Any:
    return _call(access, lambda server: server.statuses(list(ids))).given


def is_shown_to_anybody(access: Access, external_id: str) -> bool | None:
    """Whether somebody who is not signed in sees it; None when the server does not tell."""
    answer = _hear(access, lambda server: server.status(external_id), signed_in=False)
    return {200: True, 404: False, 410: False}.get(answer.status)


def context(access: Access, external_id: str) -> Any:
    return _call(access, lambda server: server.status_context(external_id)).given


def accounts(access: Access, ids: Sequence[str]) -> Any:
    return _call(access, lambda server: server.accounts(list(ids))).given


def account(access: Access, external_id: str) -> Any:
    return _call(access, lambda server: server.account(external_id)).given


def upload(access: Access, file: OutgoingFile, content: bytes) -> Any:
    """Not a post yet: an upload whose answer was lost is uploaded again. The library would ask the
    server for its version first, to choose between the two addresses: most know the newer one."""
    try:
        return _upload(access, file, content, "/api/v2/media")
    except refusals.Missing:
        return _upload(access, file, content, "/api/v1/media")


def _upload(access: Access, file: OutgoingFile, content: bytes, path: str) -> Any:
    whole = {"file": (file.name or "file", content, file.mime)}
    form = {"description": file.alt} if file.alt else {}

    def ask(server: Any) -> object:
        where = access.base_url.rstrip("/") + path
        return server.session.request(
            "POST", where, data=form, files=whole, headers=_signed_in(access)
        )

    return _call(access, ask).given


def uploaded(access: Access, media_id: str) -> bool:
    """Has the server made of it what it needs? 206: not yet."""
    where = f"{access.base_url.rstrip('/')}/api/v1/media/{quote(media_id, safe='')}"
    access.meter.before(CALLS)
    answer = _hear(
        access, lambda server: server.session.request("GET", where, headers=_signed_in(access))
    )
    if answer.status == 200:
        return True
    if answer.status == 206:
        return False
    raise refusals.refusal(answer, writes=False)


def _signed_in(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.credentials['token']}"}


def post(
    access: Access,
    text: str,
    *,
    in_reply_to: str | None,
    visibility: str,
    key: str,
    media: Sequence[str] = (),
) -> Any:
    def ask(server: Any) -> object:
        return server.status_post(
            text,
            in_reply_to_id=in_reply_to,
            visibility=visibility,
            idempotency_key=key,
            media_ids=list(media) or None,
        )

    return _call(access, ask, writes=True).given


def _call(
    access: Access,
    ask: Ask,
    *,
    writes: bool = False,
    beside: Mapping[str, str] | None = None,
) -> Heard:
    bucket = POSTS if writes else CALLS
    access.meter.before(bucket)
    answer = _hear(access, ask, writes=writes, beside=beside)
    limit = limits.read(answer.headers, "x-ratelimit")
    access.meter.after(
        bucket, ceiling=limit.ceiling, remaining=limit.remaining, resets_at=limit.resets_at
    )
    if answer.status == 401 and _lets_us_in(access):
        # A server that restarts forgets whom it knows. A 401 comes before any work.
        raise AdapterError("The server did not recognise this account's access this time.")
    if answer.status not in (200, 201, 202):
        raise refusals.refusal(answer, writes=writes)
    try:
        return Heard(answer.json(), answer.headers)
    except ValueError as error:
        sentence = "The server's answer could not be read."
        raise AdapterError(sentence, doubt=writes) from error


def _lets_us_in(access: Access) -> bool:
    answer = _hear(access, lambda server: server.account_verify_credentials())
    return answer.status == 200


def _hear(
    access: Access,
    ask: Ask,
    *,
    writes: bool = False,
    signed_in: bool = True,
    beside: Mapping[str, str] | None = None,
) -> Answer:
    # Imported late, like Mastodon.py: half a second that only who needs it has to wait for.
    from connectors.networks.wire import Wire

    wire = Wire(access.http)
    wire.params = dict(beside or {})
    server = _library(access, wire, signed_in=signed_in)
    return wire.hear(lambda: ask(server), writes=writes)


def _library(access: Access, wire: Wire, *, signed_in: bool) -> Any:
    import mastodon

    if not access.base_url:
        raise AdapterError("The address of the server is missing.", permanent=True)
    return mastodon.Mastodon(
        access_token=access.credentials["token"] if signed_in else None,
        api_base_url=access.base_url,
        ratelimit_method="throw",
        # Not asked on the way: each of our calls is one request.
        version_check_mode="none",
        request_timeout=access.http.total_seconds,
        session=wire,
    )
