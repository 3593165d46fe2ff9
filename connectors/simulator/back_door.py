"""What demos and tests may do: be customers, hand out accounts, look at everything, and make the
network have a bad day."""

from __future__ import annotations

import re
from typing import Any

from connectors.simulator import showing
from connectors.simulator.faults import rules_of
from connectors.simulator.limits import limits_of
from connectors.simulator.records import Kind, Person
from connectors.simulator.refusals import Refusal
from connectors.simulator.routes import Answered, Call, route
from connectors.simulator.wire import entry_json, person_json
from connectors.simulator.world import World


@route("GET", "/sim/status")
def status(call: Call) -> Answered:
    found = call.world.ledger.fact("progress") or {"ready": False}
    return 200, {**found, "messages": call.world.ledger.count()}


# Accounts


@route("GET", "/sim/accounts")
def accounts(call: Call) -> Answered:
    found = call.world.ledger.accounts(call.request.query.get("source"))
    return 200, {"accounts": [_account_json(call.world, who) for who in found]}


@route("POST", "/sim/accounts")
def create_account(call: Call) -> Answered:
    """The same handle again gives the same account and token."""
    name = call.field("name") or ""
    who = call.world.ledger.add_account(_handle(call, "handle"), name, "sim")
    return 201, {"account": _account_json(call.world, _called(call, who, name))}


@route("POST", "/sim/tokens/revoke")
def revoke_token(call: Call) -> Answered:
    return 200, {"revoked": call.world.ledger.revoke(call.field("token", needed=True) or "")}


@route("POST", "/sim/accounts/([^/]+)/tokens")
def create_token(call: Call, handle: str) -> Answered:
    who = call.world.person(handle)
    if not who.is_account:
        raise Refusal(404, "unknown_account", "This person has no account for software.")
    return 201, {"token": call.world.ledger.new_token(who.id)}


# What people do


@route("POST", "/sim/posts")
def somebody_posts(call: Call) -> Answered:
    """Customers, or a brand whose own people answer on the network itself."""
    author = _author(call)
    post = call.world.post(
        author,
        call.text(),
        in_reply_to=call.field("in_reply_to"),
        source="sim",
        pictures=_pictures(call),
    )
    return 201, {"post": showing.one(call, post)}


@route("POST", "/sim/private_messages")
def somebody_writes(call: Call) -> Answered:
    recipient = call.world.person(call.field("to", needed=True) or "")
    message = call.world.private(
        _author(call), recipient, call.text(), source="sim", pictures=_pictures(call)
    )
    return 201, {"message": showing.one(call, message)}


@route("PATCH", "/sim/posts/([^/]+)")
def edit_post(call: Call, post_id: str) -> Answered:
    post = call.world.edit(post_id, "post", call.text())
    return 200, {"post": showing.one(call, post)}


@route("PATCH", "/sim/private_messages/([^/]+)")
def edit_private_message(call: Call, message_id: str) -> Answered:
    message = call.world.edit(message_id, "private", call.text())
    return 200, {"message": showing.one(call, message)}


@route("DELETE", "/sim/posts/([^/]+)")
def delete_post(call: Call, post_id: str) -> Answered:
    return _delete(call, post_id, "post")


@route("DELETE", "/sim/private_messages/([^/]+)")
def delete_private_message(call: Call, message_id: str) -> Answered:
    return _delete(call, message_id, "private")


# Bad days


@route("GET", "/sim/faults")
def faults(call: Call) -> Answered:
    return 200, call.world.conditions.faults.shown()


@route("PUT", "/sim/faults")
def order_faults(call: Call) -> Answered:
    """All rules at once; those of before are forgotten, and with them what they played."""
    body = _body(call)
    seed = body.get("seed", 0)
    if type(seed) is not int:
        raise Refusal(422, "invalid_field", "“seed” must be a whole number.")
    call.world.conditions.faults.replace(rules_of(body.get("rules", [])), seed=seed)
    return faults(call)


@route("GET", "/sim/limits")
def limits(call: Call) -> Answered:
    return 200, call.world.conditions.limits.shown()


@route("PUT", "/sim/limits")
def order_limits(call: Call) -> Answered:
    call.world.conditions.limits.replace(limits_of(call.request.body))
    return limits(call)


@route("PUT", "/sim/down")
def go_down(call: Call) -> Answered:
    """For so long all of /1/ is out of order; 0 seconds brings it back."""
    seconds = _body(call).get("seconds")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= 86_400:
        raise Refusal(422, "invalid_field", "“seconds” must be a number from 0 to 86400.")
    call.world.conditions.go_down(seconds)
    return 200, {"down": call.world.conditions.is_down}


# Everything


@route("DELETE", "/sim/everything")
def forget_everything(call: Call) -> Answered:
    """People, tokens and messages, faults and limits: as if the network had just been founded."""
    call.world.conditions.reset()
    call.world.ledger.forget_everything()
    return 200, {"messages": call.world.ledger.count()}


@route("GET", "/sim/ledger")
def ledger_entries(call: Call) -> Answered:
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
    return 200, {"entries": showing.several(call, found, entry_json)}


def _pictures(call: Call) -> tuple[tuple[str, str], ...]:
    """`pictures` are words for the drawing hand; `alt` describes them all."""
    alt = call.field("alt") or ""
    return tuple((word, alt) for word in call.names("pictures"))


def _body(call: Call) -> dict[str, Any]:
    if not isinstance(call.request.body, dict):
        raise Refusal(422, "invalid_field", "The body must be an object.")
    return call.request.body


def _delete(call: Call, message_id: str, kind: Kind) -> Answered:
    return 200, {"deleted": call.world.delete(message_id, kind)}


def _handle(call: Call, field: str) -> str:
    handle = call.field(field, needed=True) or ""
    if not re.fullmatch(r"@?\w{1,40}", handle):
        raise Refusal(422, "invalid_handle", "A handle has 1 to 40 letters, digits or _.")
    return handle


def _author(call: Call) -> Person:
    name = call.field("name") or ""
    return _called(call, call.world.ledger.person_named(_handle(call, "author"), name), name)


def _called(call: Call, who: Person, name: str) -> Person:
    """People may take another name at any time; their handle stays."""
    if name and name != call.world.person(who.handle).name:
        call.world.ledger.rename(who.id, name)
    return call.world.person(who.handle)


def _account_json(world: World, who: Person) -> dict[str, Any]:
    return {**person_json(who), "token": world.ledger.token_of(who.id)}
