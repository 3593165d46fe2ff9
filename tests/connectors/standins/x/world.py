"""What stands on this X: people, posts, direct messages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any


class Refusal(Exception):
    def __init__(self, status: int, **problem: Any) -> None:
        super().__init__(problem)
        self.status, self.problem = status, problem


def forbidden(detail: str) -> Refusal:
    return Refusal(403, detail=detail, type="about:blank", title="Forbidden")


@dataclass
class User:
    id: str
    username: str
    name: str
    keys: dict[str, str] = field(default_factory=dict)
    revoked: bool = False


@dataclass
class File:
    id: str
    type: str
    content: bytes
    alt: str


@dataclass
class Post:
    id: str
    author: User
    text: str
    created_at: datetime
    parent: str | None
    history: list[str]
    deleted: bool = False
    hidden: bool = False
    media: list[str] = field(default_factory=list)


@dataclass
class Message:
    id: str
    sender: User
    conversation: str
    text: str
    created_at: datetime
    media: list[str] = field(default_factory=list)


class World:
    """Ids are larger than a JavaScript number can hold, as on X."""

    def __init__(self) -> None:
        self._ids = count(1_990_000_000_000_000_001, 7)
        self.users: dict[str, User] = {}
        self.posts: dict[str, Post] = {}
        self.messages: list[Message] = []
        self.files: dict[str, File] = {}

    def user(self, username: str, name: str = "") -> User:
        for user in self.users.values():
            if user.username.lower() == username.lower():
                return user
        made = User(str(next(self._ids)), username, name or username)
        self.users[made.id] = made
        return made

    def file(self, kind: str, content: bytes, alt: str = "") -> File:
        made = File(str(next(self._ids)), kind, content, alt)
        self.files[made.id] = made
        return made

    # Posts

    def post(self, author: User, text: str, parent: str | None = None) -> Post:
        """As X's own app writes: nothing is refused but what is impossible."""
        answered = self.posts.get(parent) if parent else None
        if answered is not None and not text.lower().startswith(f"@{answered.author.username}"):
            text = f"@{answered.author.username} {text}"
        id_ = str(next(self._ids))
        made = Post(id_, author, text, self._now(), parent, [id_])
        self.posts[id_] = made
        return made

    def reply_of_app(self, author: User, text: str, parent: str | None) -> Post:
        """As an app that bought nothing special may."""
        if parent is not None:
            answered = self.posts.get(parent)
            if answered is None or answered.deleted:
                raise forbidden(
                    "You attempted to reply to a Tweet that is deleted or not visible to you."
                )
            if not self._summoned(author, answered):
                raise forbidden(
                    "Reply to this conversation is not allowed because you have not been mentioned"
                    " or otherwise engaged by the author of the post you are replying to."
                )
        for other in self.posts.values():
            bare = re.sub(r"^(@\w+ )+", "", other.text)
            if other.author is author and (bare, other.parent) == (text, parent):
                raise forbidden("You are not allowed to create a Tweet with duplicate content.")
        return self.post(author, text, parent)

    def _summoned(self, author: User, answered: Post) -> bool:
        return answered.author is author or f"@{author.username}" in answered.text

    def edit(self, id_: str, text: str) -> Post:
        """Another post with an id of its own; each knows the whole history."""
        old = self.posts[id_]
        made = Post(
            str(next(self._ids)), old.author, text, self._now(), old.parent, list(old.history)
        )
        made.history.append(made.id)
        for earlier in old.history:
            self.posts[earlier].history = made.history
        self.posts[made.id] = made
        return made

    def mentions_of(self, user: User) -> list[Post]:
        """Newest first, no more than 800, of an edited post the last version only."""
        found = [
            post
            for post in self.posts.values()
            if f"@{user.username}".lower() in post.text.lower()
            and post.author is not user
            and not post.deleted
            and post.history[-1] == post.id
        ]
        return found[::-1][:800]

    def posts_of(self, user: User) -> list[Post]:
        return [p for p in self.posts.values() if p.author is user and not p.deleted][::-1]

    # Direct messages

    def message(self, sender: User, other: User, text: str) -> Message:
        return self.message_in(sender, conversation_of(sender, other), text)

    def message_in(self, sender: User, conversation: str, text: str) -> Message:
        made = Message(str(next(self._ids)), sender, conversation, text, self._now())
        self.messages.append(made)
        return made

    def messages_for(self, user: User, conversation: str | None) -> list[Message]:
        """Both sides, newest first, of thirty days."""
        oldest = self._now() - timedelta(days=30)
        return [
            one
            for one in reversed(self.messages)
            if user.id in one.conversation.split("-")
            and one.created_at > oldest
            and conversation in (None, one.conversation)
        ]

    def _now(self) -> datetime:
        return datetime.now(UTC)


def conversation_of(one: User, other: User) -> str:
    return "-".join(sorted((one.id, other.id), key=int))


def post_json(post: Post, fields: set[str]) -> dict[str, Any]:
    """Only what was asked for, with links shortened and three characters escaped."""
    urls = [
        {"url": f"https://t.co/{number:010d}", "expanded_url": url}
        for number, url in enumerate(re.findall(r"https?://\S+", post.text))
    ]
    text = post.text
    for url in urls:
        text = text.replace(url["expanded_url"], url["url"])
    if post.media:
        # One more address at the end, which nobody wrote.
        shown = {"url": f"https://t.co/m{post.id}", "media_key": f"3_{post.media[0]}"}
        urls.append({**shown, "expanded_url": f"https://x.com/i/status/{post.id}/photo/1"})
        text = f"{text} {shown['url']}"
    whole: dict[str, Any] = {
        "created_at": stamp(post.created_at),
        "author_id": post.author.id,
        "edit_history_tweet_ids": post.history,
        "entities": {"urls": urls} if urls else None,
    }
    if post.media:
        whole["attachments"] = {"media_keys": [f"3_{one}" for one in post.media]}
    if post.parent:
        whole["referenced_tweets"] = [{"type": "replied_to", "id": post.parent}]
    shown = {name: value for name, value in whole.items() if name in fields and value}
    return {"id": post.id, "text": html.escape(text, quote=False), **shown}


def file_json(file: File, origin: str) -> dict[str, Any]:
    where = f"{origin}/files/{file.id}"
    return {"media_key": f"3_{file.id}", "type": "photo", "url": where, "alt_text": file.alt}


def message_json(message: Message, fields: set[str]) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "created_at": stamp(message.created_at),
        "sender_id": message.sender.id,
        "dm_conversation_id": message.conversation,
        "text": html.escape(message.text, quote=False),
    }
    if message.media:
        whole["attachments"] = {"media_keys": [f"3_{one}" for one in message.media]}
    shown = {name: value for name, value in whole.items() if name in fields}
    return {"id": message.id, "event_type": "MessageCreate", **shown}


def user_json(user: User, fields: set[str]) -> dict[str, Any]:
    whole = {
        "description": f"I am {user.name}.",
        "created_at": "2019-03-04T05:06:07.000Z",
        "public_metrics": {"followers_count": 12},
    }
    shown = {name: value for name, value in whole.items() if name in fields}
    return {"id": user.id, "username": user.username, "name": user.name, **shown}


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
