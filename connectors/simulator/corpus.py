"""Reads a file of conversations and gives each message its place in time.

One JSON object a line (optionally gzipped):
`{conversation_id, brand, context, messages: [{external_id, author, inbound, created_at, text,
in_reply_to}]}`. Beyond that a message may have `visibility` ("private") and `ago`, its age in
minutes at the end of the file, in place of `created_at`; a conversation may have `lang` and
`people`, {handle: display name}.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.simulator.records import Draft, Kind, Person, person_id
from connectors.simulator.world import conversation_of

MINUTE = 60.0
# Conversations without times fall one into every two minutes, back from the end of the file.
CONVERSATION_EVERY = 2 * MINUTE
SEED = 20171031


class BadCorpus(Exception):
    """The file cannot be read as conversations. The message says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the file. `turn` counts the brand's answers before it; what the brand said
    before any customer did is no answer."""

    conversation: str
    draft: Draft
    at: float
    turn: int
    by_brand: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """`entries` in order of time; `end` is the moment that becomes now."""

    accounts: tuple[Person, ...]
    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    end: float


@dataclass(frozen=True, slots=True)
class _Raw:
    conversation: str
    draft: Draft
    by_brand: bool
    at: float | None
    ago: float | None


def plain(text: str) -> str:
    """Files keep the three entities in which some networks hand out text; people never typed
    them. `&amp;` last: `&amp;lt;` was typed as `&lt;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read(path: Path, source: str) -> Corpus:
    conversations = []
    people: dict[str, Person] = {}
    accounts: dict[str, Person] = {}
    for number, record in _records(path):
        try:
            conversations.append(_conversation(record, source, people, accounts))
        except (KeyError, TypeError, ValueError) as error:
            raise BadCorpus(f"{path.name}, line {number}: {error!r}.") from error
    known = [raw.at for raws in conversations for raw in raws if raw.at is not None]
    end = max(known, default=0.0)
    span = len(conversations) * CONVERSATION_EVERY
    entries = [
        entry
        for number, raws in enumerate(conversations)
        if raws
        for entry in _timed(raws, end, span, random.Random(f"{SEED}:{number}"))
    ]
    # Several conversations may stand under the same post of the brand.
    entries = list({entry.draft.id: entry for entry in reversed(entries)}.values())
    entries.sort(key=lambda entry: entry.at)
    strangers = tuple(who for key, who in people.items() if key not in accounts)
    return Corpus(tuple(accounts.values()), strangers, tuple(entries), end)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    opener = gzip.open if path.name.endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, json.loads(line)
    except (OSError, EOFError, ValueError) as error:
        raise BadCorpus(f"{path} cannot be read: {error}.") from error


def _conversation(
    record: dict[str, Any],
    source: str,
    people: dict[str, Person],
    accounts: dict[str, Person],
) -> list[_Raw]:
    brand, language = record["brand"], record.get("lang", "en")
    names = record.get("people") or {}
    account = Person(person_id(brand), brand, names.get(brand, brand), language, is_account=True)
    accounts.setdefault(account.id, account)
    raws = []
    customer: str | None = None
    context = record.get("context")
    for given in [*([context] if context else []), *record["messages"]]:
        handle = given["author"].lstrip("@")
        author = person_id(handle)
        people.setdefault(author, Person(author, handle, names.get(handle, handle), language))
        if given["inbound"]:
            customer = author
        raws.append(_raw(given, author, customer, account.id, record["conversation_id"], source))
    return raws


def _raw(
    given: dict[str, Any],
    author: str,
    customer: str | None,
    account: str,
    conversation: str,
    source: str,
) -> _Raw:
    private = given.get("visibility") == "private"
    kind: Kind = "private" if private else "post"
    other = account if given["inbound"] else customer
    if private and other is None:
        raise ValueError("a private message of the brand comes before any customer")
    draft = Draft(
        kind=kind,
        author=author,
        text=whole_characters(plain(given["text"])),
        source=source,
        id=given["external_id"],
        in_reply_to=None if private else given["in_reply_to"],
        thread=conversation_of(author, other) if private and other else conversation,
        recipient=other if private else None,
        accounts=(account,),
        pictures=tuple((one["draw"], one.get("alt", "")) for one in given.get("pictures", ())),
    )
    at = given.get("created_at")
    seconds = datetime.fromisoformat(at).timestamp() if at else None
    return _Raw(conversation, draft, not given["inbound"], seconds, given.get("ago"))


def _timed(raws: list[_Raw], end: float, span: float, chance: random.Random) -> Iterator[Entry]:
    """Messages without a time follow each other as people do: the brand within the hour, the
    customer when they look at their phone."""
    times = _seeded_times(raws, end, span, chance)
    turn, asked = 0, False
    for raw, at in zip(raws, times, strict=True):
        yield Entry(raw.conversation, raw.draft, at, turn, raw.by_brand)
        asked = asked or not raw.by_brand
        turn += raw.by_brand and asked


def _seeded_times(raws: list[_Raw], end: float, span: float, chance: random.Random) -> list[float]:
    times = [raw.at if raw.ago is None else end - raw.ago * MINUTE for raw in raws]
    gaps = [
        MINUTE * min(180.0, chance.lognormvariate(2.3 if raw.by_brand else 2.0, 0.9))
        for raw in raws
    ]
    first = next((place for place, at in enumerate(times) if at is not None), None)
    if first is None:
        first = len(times) - 1
        times[first] = end - span * chance.random()
    settled = times[first] or 0.0
    result = [settled]
    for gap in reversed(gaps[1 : first + 1]):
        result.insert(0, result[0] - gap)
    for at, gap in zip(times[first + 1 :], gaps[first + 1 :], strict=True):
        result.append(at if at is not None else min(result[-1] + gap, max(result[-1], end)))
    return result


def whole_characters(text: str) -> str:
    """Halves of surrogate pairs are joined, lone ones replaced: nothing else is altered."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
