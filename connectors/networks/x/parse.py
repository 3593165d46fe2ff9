"""X's JSON to our items. What does not look as promised raises one of reading.MISREAD."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.networks.reading import identity, words_of
from inbox.networks.items import Author, IncomingItem, Profile, Sent

Users = Mapping[str, Mapping[str, Any]]


def users(given: Mapping[str, Any]) -> Users:
    """The accounts that came along with a page."""
    included = given.get("includes")
    people = included.get("users") if isinstance(included, dict) else None
    known = (user for user in people or () if isinstance(user, dict))
    return {user["id"]: user for user in known if user.get("username") and user.get("id")}


def author(given: Mapping[str, Any]) -> Author:
    return Author(identity(given["id"]), str(given["username"]), str(given.get("name") or ""))


def post(
    given: Mapping[str, Any], known: Users, account_id: str, expected: str = ""
) -> IncomingItem:
    who = _author(identity(given["author_id"]), known)
    parent = _parent(given)
    own = who.external_id == account_id
    written = text(given)
    external_id = first_version(given)
    return IncomingItem(
        external_id=external_id,
        kind="post",
        author=who,
        own=own,
        text=words_of(written, expected=expected) if own and parent else written,
        sent_at=_time(given["created_at"]),
        in_reply_to=parent,
        conversation=None,
        visibility="public",
        url=url(external_id),
    )


def message(given: Mapping[str, Any], known: Users, account_id: str) -> IncomingItem:
    who = _author(identity(given["sender_id"]), known)
    return IncomingItem(
        external_id=identity(given["id"]),
        kind="private",
        author=who,
        own=who.external_id == account_id,
        # A picture alone has no text.
        text=_readable(given.get("text") or "", given),
        sent_at=_time(given["created_at"]),
        in_reply_to=None,
        conversation=identity(given["dm_conversation_id"]),
        visibility="private",
    )


def first_version(given: Mapping[str, Any]) -> str:
    """An edit is a post with an id of its own on X; all of them are one message, and its name is
    that of the first."""
    history = given.get("edit_history_tweet_ids") or [given["id"]]
    return identity(history[0])


def last_version(given: Mapping[str, Any]) -> str:
    history = given.get("edit_history_tweet_ids") or [given["id"]]
    return identity(history[-1])


def text(given: Mapping[str, Any]) -> str:
    """A long post has its words elsewhere, and `text` only their beginning."""
    long = given.get("note_tweet")
    if isinstance(long, dict) and long.get("text"):
        return _readable(long["text"], long)
    return _readable(given["text"], given)


def gone(errors: Any) -> Iterator[str]:
    """The ids that X does not find any more; what it only does not show us is not deleted."""
    for error in errors if isinstance(errors, list) else ():
        if not isinstance(error, dict) or error.get("parameter") != "ids":
            continue
        if str(error.get("type")).endswith("/resource-not-found"):
            yield str(error.get("resource_id") or error.get("value") or "")


def posted(given: Mapping[str, Any], at: datetime) -> Sent:
    found = identity(given["data"]["id"])
    return Sent(found, at, url(found))


def messaged(given: Mapping[str, Any], at: datetime) -> Sent:
    return Sent(identity(given["data"]["dm_event_id"]), at, "")


def profile(given: Mapping[str, Any]) -> Profile:
    who = author(given)
    counted = given.get("public_metrics") or {}
    facts = {
        "bio": given.get("description"),
        "location": given.get("location"),
        "since": str(given.get("created_at") or "")[:10],
        "followers": counted.get("followers_count"),
    }
    kept = {name: fact for name, fact in facts.items() if fact or fact == 0}
    return Profile(who.external_id, who.handle, who.display_name, kept)


def url(external_id: str) -> str:
    return f"https://x.com/i/status/{external_id}"


def _author(external_id: str, known: Users) -> Author:
    """Accounts that were closed meanwhile do not come along with their posts."""
    found = known.get(external_id)
    return author(found) if found else Author(external_id, external_id)


def _parent(given: Mapping[str, Any]) -> str | None:
    for reference in given.get("referenced_tweets") or ():
        if reference["type"] == "replied_to":
            return identity(reference["id"])
    return None


def _readable(written: Any, given: Mapping[str, Any]) -> str:
    """Links are shortened, and three characters escaped, on their way."""
    if not isinstance(written, str):
        raise TypeError("a text is missing")
    for link in (given.get("entities") or {}).get("urls") or ():
        if link.get("expanded_url"):
            written = written.replace(link["url"], link["expanded_url"])
    return html.unescape(written)


def _time(given: Any) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at
