"""Files of conversations (jsonl, or jsonl.gz), read as a network would hand them out.

One JSON object a line: `{conversation_id, brand, context, messages: [{external_id, author, inbound,
created_at, text, in_reply_to, visibility?, conversation?}]}`. `context` is the brand's own post
that customers answered.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from inbox.networks.items import Author, IncomingItem

NETWORK = "corpus"


class CorpusError(ValueError):
    """The file is not a corpus; the sentence names the line."""


@dataclass(frozen=True, slots=True)
class Conversation:
    brand: str
    items: tuple[IncomingItem, ...]


def conversations(path: Path, *, seed: int = 1) -> Iterator[Conversation]:
    """The conversations in the order of the file. Missing times are seeded: the same file gives
    the same times."""
    chance = random.Random(seed)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield _conversation(json.loads(line), chance)
                except (KeyError, TypeError, ValueError) as error:
                    raise CorpusError(
                        f"{path.name}, line {number}: not a conversation ({error})."
                    ) from None


def _conversation(raw: dict[str, Any], chance: random.Random) -> Conversation:
    brand = str(raw["brand"])
    messages = ([raw["context"]] if raw.get("context") else []) + raw["messages"]
    times = _times(messages, chance)
    return Conversation(
        brand, tuple(_item(brand, m, at) for m, at in zip(messages, times, strict=True))
    )


def _times(messages: list[dict[str, Any]], chance: random.Random) -> list[datetime]:
    at = datetime(2017, 10, 1, tzinfo=UTC) + timedelta(minutes=chance.uniform(0, 60 * 24 * 90))
    times = []
    for message in messages:
        at += timedelta(minutes=chance.uniform(2, 90))
        given = message.get("created_at")
        times.append(datetime.fromisoformat(given) if given else at.replace(microsecond=0))
    return times


def _plain(text: str) -> str:
    """Files keep the three entities in which some networks hand out text; people never typed
    them. `&amp;` last: `&amp;lt;` was typed as `&lt;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _item(brand: str, raw: dict[str, Any], at: datetime) -> IncomingItem:
    own = not raw["inbound"]
    author = brand if own else str(raw["author"])
    visibility = raw.get("visibility", "public")
    return IncomingItem(
        external_id=str(raw["external_id"]),
        kind="private" if visibility == "private" else "post",
        author=Author(author, author),
        own=own,
        text=_plain(raw["text"]),
        sent_at=at,
        in_reply_to=raw.get("in_reply_to"),
        conversation=raw.get("conversation"),
        visibility=visibility,
    )
