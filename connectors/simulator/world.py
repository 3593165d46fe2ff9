"""The rules of the network: who sees what, what is refused."""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from typing import Protocol

from connectors.simulator.conditions import Conditions
from connectors.simulator.ledger import Ledger
from connectors.simulator.media import check as check_media
from connectors.simulator.records import Draft, Kind, Message, Person
from connectors.simulator.refusals import Refusal

MAX_PUBLIC = 280
MAX_PRIVATE = 10_000
# Drawn when they are published: the word that says what, and its description.
Pictures = tuple[tuple[str, str], ...]
HANDLE = re.compile(r"(?<!\w)@(\w{1,40})")


class Crowd(Protocol):
    """The customers, as far as they react to what an account writes."""

    def heard(self, message: Message) -> None: ...


class World:
    def __init__(self, ledger: Ledger, *, private_window_hours: int | None = None) -> None:
        """`private_window_hours`: so long after somebody's last private message an account may
        still answer them there."""
        self.ledger = ledger
        self.private_window_hours = private_window_hours
        self.conditions = Conditions()
        self.crowd: Crowd | None = None

    def post(
        self,
        author: Person,
        text: str,
        *,
        in_reply_to: str | None = None,
        client_key: str | None = None,
        source: str,
        created_at: float | None = None,
        media: tuple[str, ...] = (),
        pictures: Pictures = (),
    ) -> Message:
        _check_text(text, MAX_PUBLIC, alone=not (media or pictures))
        with self.ledger.writing():
            parent = self._parent(in_reply_to)
            draft = Draft(
                kind="post",
                author=author.id,
                text=text,
                source=source,
                in_reply_to=parent.id if parent else None,
                thread=parent.thread if parent else None,
                client_key=client_key,
                created_at=created_at,
                accounts=self._accounts_concerned(author, text, parent),
                media=media,
                pictures=pictures,
            )
            return self._take_in(draft)

    def private(
        self,
        author: Person,
        recipient: Person,
        text: str,
        *,
        client_key: str | None = None,
        source: str,
        created_at: float | None = None,
        media: tuple[str, ...] = (),
        pictures: Pictures = (),
    ) -> Message:
        _check_text(text, MAX_PRIVATE, alone=not (media or pictures))
        if author.id == recipient.id:
            raise Refusal(422, "self_message", "Nobody can write to themselves.")
        if author.is_account and source == "api":
            self._check_window(conversation_of(author.id, recipient.id), recipient)
        draft = Draft(
            kind="private",
            author=author.id,
            text=text,
            source=source,
            thread=conversation_of(author.id, recipient.id),
            recipient=recipient.id,
            client_key=client_key,
            created_at=created_at,
            accounts=tuple(who.id for who in (author, recipient) if who.is_account),
            media=media,
            pictures=pictures,
        )
        with self.ledger.writing():
            return self._take_in(draft)

    def edit(self, message_id: str, kind: Kind, text: str) -> Message:
        _check_text(text, MAX_PUBLIC if kind == "post" else MAX_PRIVATE)
        with self.ledger.writing():
            message = self.shown(message_id, kind)
            if message.text != text:
                self.ledger.edit(message, text)
            return self.shown(message_id, kind)

    def delete(self, message_id: str, kind: Kind) -> bool:
        """Whether there was something to delete."""
        with self.ledger.writing():
            message = self.ledger.message(message_id)
            if message is None or message.deleted or message.kind != kind:
                return False
            self.ledger.delete(message)
            return True

    def shown(self, message_id: str, kind: Kind) -> Message:
        found = self.ledger.message(message_id)
        if found is None or found.deleted or found.kind != kind:
            raise Refusal(404, f"unknown_{kind}", "This message does not exist.")
        return found

    def person(self, key: str) -> Person:
        found = self.ledger.person(key)
        if found is None:
            raise Refusal(404, "unknown_person", "This person is not on the network.")
        return found

    def other_side(self, account: Person, conversation: str) -> Person:
        """Whom `account` talks to in this private conversation."""
        for message in self.ledger.thread(conversation):
            sides = {message.author.id, message.recipient}
            if message.kind == "private" and account.id in sides:
                found = self.ledger.person(next(iter(sides - {account.id})) or "")
                if found is not None:
                    return found
        raise Refusal(404, "unknown_conversation", "There is no such conversation.")

    def _check_window(self, conversation: str, person: Person) -> None:
        """Who never wrote in private may be written to: it answers a post of theirs."""
        hours = self.private_window_hours
        said = [
            message.created_at
            for message in self.ledger.thread(conversation)
            if message.author.id == person.id
        ]
        if hours is not None and said and time.time() > max(said) + hours * 3600:
            raise Refusal(
                403,
                "outside_window",
                f"The customer's last private message is more than {hours} hours old.",
            )

    def _take_in(self, draft: Draft) -> Message:
        check_media(self.ledger, draft.author, draft.media)
        message = self.ledger.message(self.ledger.publish([draft])[0])
        assert message is not None
        if self.crowd is not None and draft.source == "api":
            self.crowd.heard(message)
        return message

    def _parent(self, message_id: str | None) -> Message | None:
        if message_id is None:
            return None
        parent = self.ledger.message(message_id)
        if parent is None or parent.deleted or parent.kind != "post":
            raise Refusal(404, "unknown_parent", "The post that this answers does not exist.")
        return parent

    def _accounts_concerned(
        self, author: Person, text: str, parent: Message | None
    ) -> tuple[str, ...]:
        """Who is named, whose thread it is, and the author's own account."""
        found = dict.fromkeys(self.ledger.timelines_of(parent.seq) if parent else [])
        for handle in HANDLE.findall(text):
            who = self.ledger.person(handle)
            if who is not None and who.is_account:
                found[who.id] = None
        if author.is_account:
            found[author.id] = None
        return tuple(found)


def conversation_of(one: str, other: str) -> str:
    """The same key from either side."""
    pair = "\n".join(sorted((one, other)))
    return "c" + hashlib.blake2s(pair.encode(), digest_size=8).hexdigest()


def _check_text(text: str, limit: int, *, alone: bool = True) -> None:
    if alone and not text.strip():
        raise Refusal(422, "empty_text", "A message needs a text.")
    length = len(unicodedata.normalize("NFC", text))
    if length > limit:
        raise Refusal(422, "too_long", f"The text has {length} characters; {limit} are allowed.")
