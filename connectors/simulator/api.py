"""The network's own API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.simulator import media, showing
from connectors.simulator.pages import Listing, cursor_of, place_of
from connectors.simulator.records import Kind, Message
from connectors.simulator.refusals import Refusal
from connectors.simulator.routes import Answered, Call, route
from connectors.simulator.wire import change_json, file_json, person_json, profile_json

MAX_PAGE = 100
NO_END = 2**62


@route("GET", "/1/me")
def me(call: Call) -> Answered:
    told = {"account": person_json(call.known_account())}
    hours = call.world.private_window_hours
    return 200, told if hours is None else {**told, "private_window_hours": hours}


@route("GET", "/1/mentions")
def mentions(call: Call) -> Answered:
    return _timeline(call, "post")


@route("GET", "/1/private_messages")
def private_messages(call: Call) -> Answered:
    return _timeline(call, "private")


@route("GET", "/1/own")
def own(call: Call) -> Answered:
    """What the account itself wrote, however it was sent."""
    query = call.request.query
    kind: Kind = "private" if query.get("kind") == "private" else "post"
    if query.get("kind", kind) != kind:
        raise Refusal(400, "invalid_parameter", "“kind” must be post or private.")
    name = f"own-{kind}"
    limit = call.number("limit", 20, 1, MAX_PAGE)
    found = call.world.ledger.own(
        call.known_account().id,
        kind,
        thread=query.get("conversation") or None,
        since=call.time("since"),
        before=place_of(query["cursor"], name) if "cursor" in query else NO_END,
        limit=limit + 1,
    )
    return 200, _newest_first(call, name, found, limit)


@route("GET", "/1/changes")
def changes(call: Call) -> Answered:
    """Edits and deletions of what the account may see, oldest first."""
    query, limit = call.request.query, call.number("limit", 20, 1, MAX_PAGE)
    after = place_of(query["cursor"], "changes") if "cursor" in query else 0
    found = call.world.ledger.changes(call.known_account().id, after=after, limit=limit + 1)
    shown = found[:limit]
    return 200, Listing(
        items=tuple(change_json(change) for change in shown),
        starts=tuple(cursor_of("changes", change.number - 1) for change in shown),
        following=cursor_of("changes", shown[-1].number if shown else after),
        more=len(found) > limit,
    )


@route("GET", "/1/profiles")
def profiles(call: Call) -> Answered:
    ids = [one for one in call.request.query.get("ids", "").split(",") if one]
    if not 1 <= len(ids) <= MAX_PAGE:
        raise Refusal(400, "invalid_parameter", f"“ids” must name 1 to {MAX_PAGE} people.")
    found = [who for one in dict.fromkeys(ids) if (who := call.world.ledger.person_by_id(one))]
    return 200, {"profiles": [profile_json(who) for who in found]}


@route("GET", "/1/posts/([^/]+)")
def one_post(call: Call, post_id: str) -> Answered:
    return 200, {"post": showing.one(call, call.world.shown(post_id, "post"))}


@route("POST", "/1/media")
def upload(call: Call) -> Answered:
    """The body is the file; `alt` describes it."""
    request = call.request
    account = call.known_account()
    alt = request.query.get("alt", "")
    taken = media.take_in(call.world.ledger, account.id, request.content, request.content_type, alt)
    return 201, {"media": file_json(taken, request.origin)}


@route("POST", "/1/posts")
def create_post(call: Call) -> Answered:
    post = call.world.post(
        call.known_account(),
        call.text(),
        in_reply_to=call.field("in_reply_to"),
        client_key=call.field("client_key"),
        source="api",
        media=call.names("media_ids"),
    )
    return 201, {"post": showing.one(call, post)}


@route("POST", "/1/private_messages")
def create_private_message(call: Call) -> Answered:
    account = call.known_account()
    conversation = call.field("conversation_id")
    if conversation is not None:
        recipient = call.world.other_side(account, conversation)
    else:
        recipient = call.world.person(call.field("to", needed=True) or "")
    message = call.world.private(
        account,
        recipient,
        call.text(),
        client_key=call.field("client_key"),
        source="api",
        media=call.names("media_ids"),
    )
    return 201, {"message": showing.one(call, message)}


def _timeline(call: Call, kind: Kind) -> Answered:
    ledger, query = call.world.ledger, call.request.query
    limit = call.number("limit", 20, 1, MAX_PAGE)
    since = 0
    if "since_id" in query:
        mark = ledger.message(query["since_id"])
        if mark is None:
            raise Refusal(400, "unknown_since_id", "“since_id” names nothing on this network.")
        since = mark.seq
    before = place_of(query["cursor"], kind) if "cursor" in query else NO_END
    account = call.known_account().id
    found = ledger.page(account, kind, since=since, before=before, limit=limit + 1)
    return 200, _newest_first(call, kind, found, limit)


def _newest_first(call: Call, name: str, found: Sequence[Message], limit: int) -> Listing:
    """`found` is one more than the page holds, if there is more."""
    shown: list[Any] = list(found[:limit])
    return Listing(
        items=tuple(showing.one(call, message) for message in shown),
        starts=tuple(cursor_of(name, message.seq + 1) for message in shown),
        following=cursor_of(name, shown[-1].seq) if shown else None,
        more=len(found) > limit,
    )
