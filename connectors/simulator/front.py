"""From a request to its answer. `/1/` is what its customers' software sees, with a token, and
where the network has its bad days; `/sim/` is the back door for demos and tests, without."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The handlers register themselves.
from connectors.simulator import api as _api  # noqa: F401
from connectors.simulator import back_door as _back_door  # noqa: F401
from connectors.simulator.faults import play_after, play_before
from connectors.simulator.pages import Listing
from connectors.simulator.refusals import Refusal
from connectors.simulator.routes import Call, Request, find
from connectors.simulator.world import World

FEEDS = ("/1/changes",)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return json.dumps(self.content, ensure_ascii=False).encode()


def answer(world: World, request: Request) -> Answer:
    """Raises Dropped when there is to be none."""
    try:
        if request.path.startswith("/1/"):
            return _through_the_front(world, request)
        return _worked(Call(world, request, None))
    except Refusal as refusal:
        return refused(refusal)


def refused(refusal: Refusal) -> Answer:
    error = {"code": refusal.code, "message": refusal.message}
    return Answer(refusal.status, {"error": error}, refusal.headers)


def _through_the_front(world: World, request: Request) -> Answer:
    conditions, token = world.conditions, request.token or ""
    if conditions.is_down:
        raise Refusal(503, "unavailable", "The network is down for maintenance.")
    account = world.ledger.account_of(token)
    if account is None:
        raise Refusal(401, "invalid_token", "The access token is not valid.")
    fault = conditions.faults.draw(request.method, request.path, account, token)
    if fault is not None:
        play_before(fault)
    told = conditions.limits.spend(account.id, request.method, request.path)
    try:
        given = _worked(Call(world, request, account))
    except Refusal as refusal:
        given = refused(refusal)
    if fault is not None:
        play_after(fault)
    return Answer(given.status, given.content, {**given.headers, **told})


def _worked(call: Call) -> Answer:
    request = call.request
    handler, arguments = find(request)
    status, content = handler(call, *arguments)
    if isinstance(content, Listing):
        faults = call.world.conditions.faults
        page = faults.bent(content, request.method, request.path, call.known_account())
        content = page.json(feed=request.path in FEEDS)
    return Answer(status, content)
