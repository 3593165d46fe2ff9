"""Walks over X's lists, which show the newest first, one page a call.

A walk goes from now back to the mark, and the mark moves only when the walk is complete: to what
its first page showed as newest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.reading import each
from connectors.networks.x import client, parse
from connectors.networks.x.refusals import BadPlace
from connectors.protocol import Access
from inbox.networks.items import IncomingItem, Page

Place = dict[str, Any]
List = Callable[[Access, int, Mapping[str, Any]], client.Heard]


def posts(access: Access, size: int, cursor: Mapping[str, Any]) -> Page:
    """Mentions first, then what the account itself wrote, here or elsewhere: two legs with marks
    of their own."""
    leg = cursor.get("leg") or "mentions"
    lists: dict[str, List] = {"mentions": client.mentions, "own": client.own_posts}
    place = dict(cursor.get(leg) or {})
    given = _page(access, size, place, lists[leg])
    known = parse.users(given)
    items, unreadable = each(
        _data(given), lambda raw: parse.post(raw, known, access.account_id), "post"
    )
    meta = given.get("meta") or {}
    newest = place.get("newest") if place.get("next") else meta.get("newest_id")
    following = meta.get("next_token")
    if leg == "own" and not place.get("since"):
        # An account's past needs no more of its own posts than give context.
        following = None
    if following:
        place = {"since": place.get("since"), "newest": newest, "next": following}
    else:
        place = {"since": newest or place.get("since"), "newest": None, "next": None}
        leg = "own" if leg == "mentions" else "mentions"
    more = bool(following) or leg == "own"
    walked = cursor.get("leg") or "mentions"
    return Page(items, {**cursor, walked: place, "leg": leg}, more=more, unreadable=unreadable)


def _page(access: Access, size: int, place: Place, listed: List) -> dict[str, Any]:
    query = {"since_id": place.get("since"), "pagination_token": place.get("next")}
    try:
        return listed(access, size, query).given
    except BadPlace:
        # X forgot the place: the walk begins again, back to the same mark.
        if not place.pop("next", None):
            raise
        return listed(access, size, {"since_id": place.get("since")}).given


def messages(access: Access, size: int, cursor: Mapping[str, Any]) -> Page:
    """X has no mark for direct messages, and lists those of thirty days: the walk ends at the
    message that it knows, or behind it in time should that be deleted."""
    given = client.messages(access, size, {"pagination_token": cursor.get("next")}).given
    known = parse.users(given)
    items, unreadable = each(
        _data(given), lambda raw: parse.message(raw, known, access.account_id), "private"
    )
    mark = cursor.get("mark")
    fresh = _fresh(items, mark)
    newest = cursor.get("newest") if cursor.get("next") else _mark_of(items)
    following = (given.get("meta") or {}).get("next_token")
    if following and len(fresh) == len(items):
        place = {"mark": mark, "newest": newest, "next": following}
        return Page(fresh, place, more=True, unreadable=unreadable)
    place = {"mark": newest or mark, "newest": None, "next": None}
    return Page(fresh, place, more=False, unreadable=unreadable)


def _fresh(
    items: tuple[IncomingItem, ...], mark: Mapping[str, str] | None
) -> tuple[IncomingItem, ...]:
    if mark is None:
        return items
    for place, item in enumerate(items):
        if item.external_id == mark["id"]:
            return items[:place]
    at = datetime.fromisoformat(mark["at"])
    return tuple(item for item in items if item.sent_at >= at)


def _mark_of(items: tuple[IncomingItem, ...]) -> dict[str, str] | None:
    if not items:
        return None
    return {"id": items[0].external_id, "at": items[0].sent_at.isoformat()}


def _data(given: Mapping[str, Any]) -> list[Any]:
    """Without results the list is missing altogether."""
    found = given.get("data", [])
    if not isinstance(found, list):
        raise AdapterError("The answer of X could not be read.")
    return found
