"""How things look on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from connectors.simulator.files import File
from connectors.simulator.profiles import profile_of
from connectors.simulator.records import Change, Message, Person


def time_json(at: float) -> str:
    written = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")


def person_json(who: Person) -> dict[str, Any]:
    return {"id": who.id, "handle": who.handle, "name": who.name}


def profile_json(who: Person) -> dict[str, Any]:
    return {**person_json(who), **asdict(profile_of(who))}


def file_json(file: File, origin: str) -> dict[str, Any]:
    return {
        "id": file.id,
        "type": file.type,
        "alt": file.alt,
        "size": file.size,
        "url": f"{origin}/media/{file.id}",
    }


def message_json(message: Message, origin: str, files: Sequence[File] = ()) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "id": message.id,
        "author": person_json(message.author),
        "text": message.text,
        "created_at": time_json(message.created_at),
        "edited_at": None if message.edited_at is None else time_json(message.edited_at),
    }
    if files:
        shared["media"] = [file_json(file, origin) for file in files]
    if message.kind == "private":
        return {**shared, "conversation_id": message.thread, "recipient_id": message.recipient}
    return {**shared, "in_reply_to": message.in_reply_to, "url": f"{origin}/posts/{message.id}"}


def change_json(change: Change) -> dict[str, Any]:
    return {
        "id": change.message_id,
        "kind": change.kind,
        "what": change.what,
        "at": time_json(change.at),
        "text": change.text,
    }


def entry_json(message: Message, origin: str, files: Sequence[File] = ()) -> dict[str, Any]:
    return {
        **message_json(message, origin, files),
        "seq": message.seq,
        "kind": message.kind,
        "in_reply_to": message.in_reply_to,
        "client_key": message.client_key,
        "source": message.source,
        "deleted": message.deleted,
    }
