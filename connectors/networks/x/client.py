"""Talks to X: one function an endpoint, every failure an AdapterError.

tweepy knows the endpoints and signs; what it sends goes over our own wire, and the JSON is read
from there, with ids that stay text. It never waits for a limit: the meter does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from care.core.http import Answer
from connectors.errors import AdapterError
from connectors.networks.limits import said_at
from connectors.networks.x import refusals
from connectors.protocol import Access
from inbox.networks.items import OutgoingFile

if TYPE_CHECKING:
    from connectors.networks.wire import Wire

POSTS = ["created_at", "author_id", "referenced_tweets", "entities", "note_tweet", "attachments"]
MEDIA = ["type", "url", "preview_image_url", "variants", "alt_text"]
FIELDS: Mapping[str, Any] = {
    "tweet_fields": [*POSTS, "edit_history_tweet_ids"],
    "expansions": ["author_id", "attachments.media_keys"],
    "user_fields": ["username", "name"],
    "media_fields": MEDIA,
}
EVENTS = ["created_at", "sender_id", "dm_conversation_id", "text", "entities", "attachments"]
MESSAGES: Mapping[str, Any] = {
    "dm_event_fields": EVENTS,
    "event_types": "MessageCreate",
    "expansions": ["sender_id", "attachments.media_keys"],
    "user_fields": ["username", "name"],
    "media_fields": MEDIA,
}
# Pictures of direct messages are given only to who signs for one of the two.
SIGNED_HOSTS = ("ton.twitter.com", "ton.twimg.com", "ton.x.com")
# A user's own tokens of OAuth 1.0a: those of OAuth 2.0 die after two hours.
KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")

PROFILES = ["username", "name", "description", "created_at", "location", "public_metrics"]

# The address that tweepy has built in; it has no setting for another.
_BUILT_IN = "https://api.twitter.com"

Ask = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Heard:
    given: dict[str, Any]
    at: datetime
    """By the network's clock, which what it writes is dated by."""


def me(access: Access) -> Heard:
    return _call(access, "me", lambda x: x.get_me())


def mentions(access: Access, size: int, query: Mapping[str, Any]) -> Heard:
    ask = {**FIELDS, "max_results": size, **query}
    who = access.account_id
    return _call(access, "mentions", lambda x: x.get_users_mentions(who, user_auth=True, **ask))


def own_posts(access: Access, size: int, query: Mapping[str, Any]) -> Heard:
    ask = {**FIELDS, "max_results": size, "exclude": "retweets", **query}
    who = access.account_id
    return _call(access, "own_posts", lambda x: x.get_users_tweets(who, user_auth=True, **ask))


def messages(access: Access, size: int, query: Mapping[str, Any]) -> Heard:
    """Direct messages of all conversations, or of the one that the query names."""
    ask = {**MESSAGES, "max_results": size, **query}
    of_one = query.keys() & {"dm_conversation_id", "participant_id"}
    bucket = "messages_of_one" if of_one else "messages"
    return _call(access, bucket, lambda x: x.get_direct_message_events(**ask))


def posts(access: Access, ids: Sequence[str]) -> Heard:
    return _call(access, "posts", lambda x: x.get_tweets(list(ids), user_auth=True, **FIELDS))


def users(access: Access, ids: Sequence[str]) -> Heard:
    ask = {"ids": list(ids), "user_fields": PROFILES}
    return _call(access, "users", lambda x: x.get_users(user_auth=True, **ask))


def upload(access: Access, file: OutgoingFile, content: bytes, *, of: str) -> Heard:
    """By the second version of X's API, which tweepy has no word for yet: it signs, and our wire
    sends. `of` is "tweet" or "dm"."""
    kind = "gif" if file.mime == "image/gif" else "image"
    form = {"media_category": f"{of}_{kind}", "media_type": file.mime}
    where = f"{access.base_url.rstrip('/')}/2/media/upload"
    whole = {"media": (file.name or "file", content, file.mime)}

    def ask(x: Any) -> object:
        return x.session.request("POST", where, data=form, files=whole, auth=_signed(access))

    return _call(access, "upload", ask)


def describe(access: Access, media_id: str, alt: str) -> Heard:
    where = f"{access.base_url.rstrip('/')}/2/media/metadata"
    said = {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
    return _call(
        access,
        "describe",
        lambda x: x.session.request("POST", where, json=said, auth=_signed(access)),
    )


def signed_file(access: Access, url: str) -> Answer:
    return _hear(
        access, lambda x: x.session.request("GET", url, auth=_signed(access)), writes=False
    )


def _signed(access: Access) -> Any:
    import tweepy

    return tweepy.OAuth1UserHandler(*(access.credentials[key] for key in KEYS)).apply_auth()


def create_post(
    access: Access, text: str, in_reply_to: str | None, media: Sequence[str] = ()
) -> Heard:
    ask = {"text": text, "in_reply_to_tweet_id": in_reply_to, "media_ids": list(media) or None}
    return _call(access, "create_post", lambda x: x.create_tweet(**ask), writes=True)


def create_message(access: Access, text: str, *, media: Sequence[str] = (), **to: str) -> Heard:
    """`to` is dm_conversation_id or participant_id."""
    media_id = next(iter(media), None)
    return _call(
        access,
        "create_message",
        lambda x: x.create_direct_message(text=text, media_id=media_id, **to),
        writes=True,
    )


def _call(access: Access, bucket: str, ask: Ask, *, writes: bool = False) -> Heard:
    access.meter.before(bucket)
    answer = _hear(access, ask, writes=writes)
    for name, limit in refusals.limits(answer.headers, bucket):
        access.meter.after(
            name, ceiling=limit.ceiling, remaining=limit.remaining, resets_at=limit.resets_at
        )
    if answer.status == 401 and bucket != "me" and _lets_us_in(access):
        # X says so now and then to a good signature. A 401 comes before any work.
        raise AdapterError("X did not recognise this account's access this time.")
    if answer.status not in (200, 201):
        raise refusals.refusal(answer, writes=writes)
    try:
        given = answer.json()
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise AdapterError("The answer of X could not be read.", doubt=writes)
    return Heard(given, said_at(answer.headers))


def _lets_us_in(access: Access) -> bool:
    return _hear(access, lambda x: x.get_me(), writes=False).status == 200


def _hear(access: Access, ask: Ask, *, writes: bool) -> Answer:
    # Imported late, like tweepy: half a second that only who talks to X has to wait for.
    from connectors.networks.wire import Wire

    wire = Wire(access.http, base_url=access.base_url, instead_of=_BUILT_IN)
    library = _library(access.credentials, wire)
    return wire.hear(lambda: ask(library), writes=writes)


def _library(given: Mapping[str, str], wire: Wire) -> Any:
    import tweepy

    try:
        keys = {name: given[name] for name in KEYS}
    except KeyError as error:
        raise AdapterError(
            f"This account lacks its {error.args[0]}; connect the channel again.",
            permanent=True,
            dead_token=True,
        ) from None
    x = tweepy.Client(**keys, return_type=dict, wait_on_rate_limit=False)
    x.session = wire
    return x
