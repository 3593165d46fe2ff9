"""X's JSON to our items. What does not look as promised raises one of reading.MISREAD."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.networks.reading import identity, words_of
from inbox.networks.items import Author, IncomingItem, Media, MediaKind, Profile, Sent

Rows = Mapping[str, Mapping[str, Any]]
# X's words for pictures that move are not ours.
KINDS: Mapping[str, MediaKind] = {"photo": "picture", "animated_gif": "video", "video": "video"}


@dataclass(frozen=True, slots=True)
class Known:
    """What came along with a page: accounts by id, files by key."""

    users: Rows
    media: Rows


NOBODY = Known({}, {})


def users(given: Mapping[str, Any]) -> Known:
    included = given.get("includes")
    included = included if isinstance(included, dict) else {}
    people = (user for user in included.get("users") or () if isinstance(user, dict))
    files = (file for file in included.get("media") or () if isinstance(file, dict))
    return Known(
        {user["id"]: user for user in people if user.get("username") and user.get("id")},
        {file["media_key"]: file for file in files if file.get("media_key")},
    )


def author(given: Mapping[str, Any]) -> Author:
    return Author(identity(given["id"]), str(given["username"]), str(given.get("name") or ""))


def post(
    given: Mapping[str, Any], known: Known, account_id: str, expected: str = ""
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
        media=media(given, known),
    )


def message(given: Mapping[str, Any], known: Known, account_id: str) -> IncomingItem:
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
        media=media(given, known),
    )


def media(given: Mapping[str, Any], known: Known) -> tuple[Media, ...]:
    keys = (given.get("attachments") or {}).get("media_keys") or ()
    found = (_file(known.media[key]) for key in keys if key in known.media)
    return tuple(one for one in found if one is not None)


def _file(given: Mapping[str, Any]) -> Media | None:
    """A film has no address of its own but those of its versions: the one with the most bits that
    is a whole file."""
    films = [one for one in given.get("variants") or () if one.get("content_type") == "video/mp4"]
    best = max(films, key=lambda one: one.get("bit_rate") or 0, default=None)
    kind = KINDS.get(str(given.get("type")), "file")
    where = given.get("url") or (best or {}).get("url")
    if not where and given.get("preview_image_url"):
        kind, where = "picture", given["preview_image_url"]
    if not isinstance(where, str):
        return None
    return Media(kind, where, alt=str(given.get("alt_text") or ""))


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


def _author(external_id: str, known: Known) -> Author:
    """Accounts that were closed meanwhile do not come along with their posts."""
    found = known.users.get(external_id)
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
        if link.get("media_key") or _leads_to_own_file(link):
            # Its files stand at the end of a post as one more address that nobody wrote.
            written = written.replace(link["url"], "").rstrip()
        elif link.get("expanded_url"):
            written = written.replace(link["url"], link["expanded_url"])
    return html.unescape(written)


def _leads_to_own_file(link: Mapping[str, Any]) -> bool:
    """Those of direct messages carry no key."""
    where = str(link.get("expanded_url") or "")
    return where.startswith(
        ("https://twitter.com/messages/media/", "https://x.com/messages/media/")
    )


def _time(given: Any) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at
