"""What the network answers over HTTP. `/1/` is what its customers' software sees, with a token;
`/sim/` is the back door for demos and tests, without."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.simulator.records import Kind, Message, Person
from connectors.simulator.world import Refusal, World

MAX_PAGE = 100
NO_END = 2**62


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    token: str | None
    body: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    request: Request
    account: Person | None

    def known_account(self) -> Person:
        assert self.account is not None
        return self.account

    def field(self, name: str, *, needed: bool = False) -> str | None:
        value = self.request.body.get(name) if isinstance(self.request.body, dict) else None
        if value is not None and not isinstance(value, str):
            raise Refusal(422, "invalid_field", f"“{name}” must be a string.")
        if needed and value is None:
            raise Refusal(422, "missing_field", f"“{name}” is missing.")
        try:
            (value or "").encode()
        except UnicodeEncodeError:
            raise Refusal(422, "invalid_text", f"“{name}” holds half of a character.") from None
        return value

    def text(self) -> str:
        return self.field("text", needed=True) or ""

    def number(self, name: str, default: int, low: int, high: int) -> int:
        given = self.request.query.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", given) or not low <= int(given) <= high:
            raise Refusal(400, "invalid_parameter", f"“{name}” must be from {low} to {high}.")
        return int(given)


Handler = Callable[..., tuple[int, Any]]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        ROUTES.append((method, re.compile(pattern), handler))
        return handler

    return register


def answer(world: World, request: Request) -> tuple[int, Any]:
    try:
        return _dispatch(world, request)
    except Refusal as refusal:
        error = {"code": refusal.code, "message": refusal.message}
        return refusal.status, {"error": error}


def _dispatch(world: World, request: Request) -> tuple[int, Any]:
    other_methods = False
    for method, pattern, handler in ROUTES:
        found = pattern.fullmatch(request.path)
        if found is None:
            continue
        if method != request.method:
            other_methods = True
            continue
        account = None
        if request.path.startswith("/1/"):
            account = world.ledger.account_of(request.token or "")
            if account is None:
                raise Refusal(401, "invalid_token", "The access token is not valid.")
        return handler(Call(world, request, account), *found.groups())
    if other_methods:
        raise Refusal(405, "method_not_allowed", "This address does not take that method.")
    raise Refusal(404, "not_found", "There is nothing at this address.")


# The network's own API


@route("GET", "/1/me")
def me(call: Call) -> tuple[int, Any]:
    return 200, {"account": person_json(call.known_account())}


@route("GET", "/1/mentions")
def mentions(call: Call) -> tuple[int, Any]:
    return _page(call, "post")


@route("GET", "/1/private_messages")
def private_messages(call: Call) -> tuple[int, Any]:
    return _page(call, "private")


@route("GET", "/1/posts/([^/]+)")
def one_post(call: Call, post_id: str) -> tuple[int, Any]:
    found = call.world.ledger.message(post_id)
    if found is None or found.deleted or found.kind != "post":
        raise Refusal(404, "unknown_post", "This post does not exist.")
    return 200, {"post": message_json(found, call.request.origin)}


@route("POST", "/1/posts")
def create_post(call: Call) -> tuple[int, Any]:
    post = call.world.post(
        call.known_account(),
        call.text(),
        in_reply_to=call.field("in_reply_to"),
        client_key=call.field("client_key"),
        source="api",
    )
    return 201, {"post": message_json(post, call.request.origin)}


@route("POST", "/1/private_messages")
def create_private_message(call: Call) -> tuple[int, Any]:
    account = call.known_account()
    conversation = call.field("conversation_id")
    if conversation is not None:
        recipient = call.world.other_side(account, conversation)
    else:
        recipient = _person(call, call.field("to", needed=True) or "")
    message = call.world.private(
        account, recipient, call.text(), client_key=call.field("client_key"), source="api"
    )
    return 201, {"message": message_json(message, call.request.origin)}


def _page(call: Call, kind: Kind) -> tuple[int, Any]:
    """Newest first. The cursor holds the place, not a count, so that what is written meanwhile
    moves nothing."""
    ledger, query = call.world.ledger, call.request.query
    limit = call.number("limit", 20, 1, MAX_PAGE)
    since = 0
    if "since_id" in query:
        mark = ledger.message(query["since_id"])
        if mark is None:
            raise Refusal(400, "unknown_since_id", "“since_id” names nothing on this network.")
        since = mark.seq
    before = _place_of(query["cursor"], kind) if "cursor" in query else NO_END
    account = call.known_account().id
    found = ledger.page(account, kind, since=since, before=before, limit=limit + 1)
    shown = found[:limit]
    next_cursor = _cursor(kind, shown[-1].seq) if len(found) > limit else None
    items = [message_json(message, call.request.origin) for message in shown]
    return 200, {"items": items, "next_cursor": next_cursor}


def _cursor(kind: Kind, seq: int) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{seq}".encode()).decode()


def _place_of(cursor: str, kind: Kind) -> int:
    try:
        found_kind, _, seq = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if found_kind == kind:
            return int(seq)
    except (binascii.Error, ValueError):
        pass
    raise Refusal(400, "invalid_cursor", "“cursor” is not one that this list gave.")


# The back door


@route("GET", "/sim/status")
def status(call: Call) -> tuple[int, Any]:
    found = call.world.ledger.fact("progress") or {"ready": False}
    return 200, {**found, "messages": call.world.ledger.count()}


@route("GET", "/sim/accounts")
def accounts(call: Call) -> tuple[int, Any]:
    found = call.world.ledger.accounts(call.request.query.get("source"))
    return 200, {"accounts": [_account_json(call.world, who) for who in found]}


@route("POST", "/sim/accounts")
def create_account(call: Call) -> tuple[int, Any]:
    """The same handle again gives the same account and token."""
    handle = call.field("handle", needed=True) or ""
    if not re.fullmatch(r"@?\w{1,40}", handle):
        raise Refusal(422, "invalid_handle", "A handle has 1 to 40 letters, digits or _.")
    who = call.world.ledger.add_account(handle, call.field("name") or "", "sim")
    return 201, {"account": _account_json(call.world, who)}


@route("POST", "/sim/tokens/revoke")
def revoke_token(call: Call) -> tuple[int, Any]:
    return 200, {"revoked": call.world.ledger.revoke(call.field("token", needed=True) or "")}


@route("POST", "/sim/accounts/([^/]+)/tokens")
def create_token(call: Call, handle: str) -> tuple[int, Any]:
    who = _person(call, handle)
    if not who.is_account:
        raise Refusal(404, "unknown_account", "This person has no account for software.")
    return 201, {"token": call.world.ledger.new_token(who.id)}


@route("POST", "/sim/posts")
def customer_posts(call: Call) -> tuple[int, Any]:
    author = _author(call)
    post = call.world.post(author, call.text(), in_reply_to=call.field("in_reply_to"), source="sim")
    return 201, {"post": message_json(post, call.request.origin)}


@route("POST", "/sim/private_messages")
def customer_writes(call: Call) -> tuple[int, Any]:
    recipient = _person(call, call.field("to", needed=True) or "")
    message = call.world.private(_author(call), recipient, call.text(), source="sim")
    return 201, {"message": message_json(message, call.request.origin)}


@route("DELETE", "/sim/posts/([^/]+)")
def delete_post(call: Call, post_id: str) -> tuple[int, Any]:
    return 200, {"deleted": call.world.ledger.delete(post_id)}


@route("DELETE", "/sim/everything")
def forget_everything(call: Call) -> tuple[int, Any]:
    """People, tokens and messages: as if the network had just been founded."""
    call.world.ledger.forget_everything()
    return 200, {"messages": call.world.ledger.count()}


@route("GET", "/sim/ledger")
def ledger_entries(call: Call) -> tuple[int, Any]:
    """Everything that reached the network, oldest first; `after` takes the last `seq` seen."""
    query = call.request.query
    author = call.world.ledger.person(query["author"]) if "author" in query else None
    if "author" in query and author is None:
        return 200, {"entries": []}
    found = call.world.ledger.entries(
        after=call.number("after", 0, 0, 999_999_999),
        limit=call.number("limit", 1000, 1, 1000),
        client_key=query.get("client_key"),
        author=author.id if author else None,
    )
    return 200, {"entries": [_entry_json(message, call.request.origin) for message in found]}


def _person(call: Call, key: str) -> Person:
    found = call.world.ledger.person(key)
    if found is None:
        raise Refusal(404, "unknown_person", "This person is not on the network.")
    return found


def _author(call: Call) -> Person:
    handle = call.field("author", needed=True) or ""
    if not re.fullmatch(r"@?\w{1,40}", handle):
        raise Refusal(422, "invalid_handle", "A handle has 1 to 40 letters, digits or _.")
    return call.world.ledger.person_named(handle, call.field("name") or "")


# How things look on the wire


def person_json(who: Person) -> dict[str, Any]:
    return {"id": who.id, "handle": who.handle, "name": who.name}


def message_json(message: Message, origin: str) -> dict[str, Any]:
    at = datetime.fromtimestamp(message.created_at, UTC)
    shared = {
        "id": message.id,
        "author": person_json(message.author),
        "text": message.text,
        "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if message.kind == "private":
        return {**shared, "conversation_id": message.thread, "recipient_id": message.recipient}
    return {**shared, "in_reply_to": message.in_reply_to, "url": f"{origin}/posts/{message.id}"}


def _entry_json(message: Message, origin: str) -> dict[str, Any]:
    return {
        **message_json(message, origin),
        "seq": message.seq,
        "kind": message.kind,
        "client_key": message.client_key,
        "source": message.source,
        "deleted": message.deleted,
    }


def _account_json(world: World, who: Person) -> dict[str, Any]:
    return {**person_json(who), "token": world.ledger.token_of(who.id)}


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
