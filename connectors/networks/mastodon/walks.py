"""Walks over a server's lists.

Once there is a mark, a walk goes from it towards now by `min_id`, a page at a time until one is
empty: `since_id` would show the newest page and skip what is between. The first walk goes from now
into the past, as far as HISTORY.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.errors import AdapterError
from connectors.networks.mastodon import client, parse
from connectors.networks.reading import each
from connectors.protocol import Access
from inbox.networks.items import IncomingItem, Page, Unreadable

# As many mentions from before the account was connected.
HISTORY = 800

Place = dict[str, Any]
List = Callable[[Access, int, Mapping[str, Any]], client.Heard]


def posts(access: Access, size: int, cursor: Mapping[str, Any]) -> Page:
    """Mentions first, then what the account itself wrote, here or elsewhere: two legs with marks
    of their own."""
    leg = cursor.get("leg") or "mentions"
    listed: List = client.own_statuses if leg == "own" else client.notifications
    place = dict(cursor.get(leg) or {})
    heard = listed(access, size, _query(place))
    if not isinstance(heard.given, list):
        raise AdapterError("The server's answer could not be read.")
    items, unreadable = _items(access, leg, heard.given)
    # An account's past needs no more of its own posts than give context.
    history = HISTORY if leg == "mentions" else size
    place, more = _further(place, heard, history)
    following = leg if more else ("own" if leg == "mentions" else "mentions")
    return Page(
        items,
        {**cursor, leg: place, "leg": following},
        more=more or following == "own",
        unreadable=unreadable,
    )


def _items(
    access: Access, leg: str, raws: list[Any]
) -> tuple[tuple[IncomingItem, ...], tuple[Unreadable, ...]]:
    """Not all servers heed what was asked for: what else they list is left out."""
    given = [raw if isinstance(raw, dict) else {"item": raw, "type": "mention"} for raw in raws]
    if leg == "own":
        said = [raw for raw in given if not raw.get("reblog")]
        return each(said, partial(parse.status, account_id=access.account_id), "post")
    mentions = [raw for raw in given if raw.get("type") == "mention"]
    return each(mentions, partial(parse.mention, account_id=access.account_id), "post")


def _query(place: Place) -> dict[str, str]:
    if place.get("since"):
        return {"min_id": place["since"]}
    return {"max_id": place["next"]} if place.get("next") else {}


def _further(place: Place, heard: client.Heard, history: int) -> tuple[Place, bool]:
    """The next place in the walk, and whether there is more to walk."""
    newest, oldest = edges(heard)
    if place.get("since"):
        return {"since": newest or place["since"]}, bool(heard.given)
    newest = place.get("newest") or newest
    seen = place.get("seen", 0) + len(heard.given)
    if heard.given and oldest and seen < history:
        return {"since": None, "newest": newest, "next": oldest, "seen": seen}, True
    return {"since": newest}, False


def edges(heard: client.Heard) -> tuple[str | None, str | None]:
    """Where the list goes on towards now and towards the past: by the server's own links, or else
    by the ids of the first and the last."""
    if not heard.given:
        return None, None
    links = _links(heard.headers.get("link", ""))
    newest = links.get("prev", {}).get("min_id") or _id(heard.given[0])
    oldest = links.get("next", {}).get("max_id") or _id(heard.given[-1])
    return newest, oldest


def _links(header: str) -> dict[str, dict[str, str]]:
    found = {}
    for address, relation in re.findall(r'<([^>]*)>\s*;\s*rel="?(\w+)"?', header):
        query = parse_qs(urlsplit(address).query)
        found[relation] = {name: values[0] for name, values in query.items()}
    return found


def _id(raw: Any) -> str | None:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) and found else None
