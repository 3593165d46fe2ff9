"""Which post on the network is a reply of ours whose answer we did not hear. Pure.

Place and time are the evidence: a post by the channel's account, under the same parent (or in the
same conversation), after the attempt began. The words then tell replies apart. Words alone prove
nothing; and a post of ours at the right place with other words leaves it open, because a network
may have changed them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from html import unescape

from inbox.networks.items import IncomingItem

# The network's clock and ours may differ by this much.
SKEW = timedelta(minutes=2)
# Changed words are taken for ours only so soon after the attempt.
SOON = timedelta(hours=6)

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_CALLED = re.compile(r"^(?:@\S+\s+)+")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A reply that may be on the network."""

    outbox_id: int
    over: bool
    """No call is under way: nothing more will be heard of it but what the network shows."""
    kind: str
    parent: str | None
    conversation: str | None
    text: str
    since: datetime
    """The beginning of its first attempt in doubt."""


class Verdict(Enum):
    THERE = "there"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    """Something of ours stands there that may be the reply; only a person can tell."""


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    item: IncomingItem | None = None


def explained(
    items: Iterable[IncomingItem], attempts: Sequence[Attempt]
) -> dict[int, IncomingItem]:
    """The post of each attempt that has one, by outbox id; each post is of one attempt at most. Of
    two with the same words either will do: `settle_sent` exchanges them, should an answer still
    come that says so."""
    posts = sorted((item for item in items if item.own), key=lambda item: item.sent_at)
    found: dict[int, IncomingItem] = {}
    for one_of in (_same_words, _changed_words):
        taken = {item.external_id for item in found.values()}
        for item in [item for item in posts if item.external_id not in taken]:
            left = [one for one in attempts if one.outbox_id not in found and fits(item, one)]
            attempt = one_of(item, left)
            if attempt is not None:
                found[attempt.outbox_id] = item
    return found


def judge(outbox_id: int, items: Sequence[IncomingItem], attempts: Sequence[Attempt]) -> Finding:
    """What `items`, a listing of our own posts, says of one attempt. Posts that are known to be
    other replies must not be among them. `attempts` are all that may be on the network: a post may
    be another's. That nothing is there can be said of a complete listing only."""
    found = explained(items, attempts)
    if outbox_id in found:
        return Finding(Verdict.THERE, found[outbox_id])
    taken = {item.external_id for item in found.values()}
    (attempt,) = [one for one in attempts if one.outbox_id == outbox_id]
    nowhere_to_look = attempt.kind == "private" and attempt.conversation is None
    open_ = nowhere_to_look or any(
        item.own and item.external_id not in taken and fits(item, attempt) for item in items
    )
    return Finding(Verdict.UNCLEAR if open_ else Verdict.ABSENT)


def fits(item: IncomingItem, attempt: Attempt) -> bool:
    """A private message answers its conversation, not a message in it."""
    if item.kind != attempt.kind or item.sent_at < attempt.since - SKEW:
        return False
    if item.kind == "private":
        return attempt.conversation is not None and attempt.conversation == item.conversation
    return attempt.parent == item.in_reply_to


def _same_words(item: IncomingItem, attempts: Sequence[Attempt]) -> Attempt | None:
    return next((one for one in attempts if _plain(one.text) == _plain(item.text)), None)


def _changed_words(item: IncomingItem, attempts: Sequence[Attempt]) -> Attempt | None:
    """A network shortens links and puts names in front. While a call is under way its own answer
    may still tell; and of several that it could be, nobody can say which."""
    alike = [
        one
        for one in attempts
        if _bare(one.text) == _bare(item.text) and item.sent_at <= one.since + SOON
    ]
    return alike[0] if len(alike) == 1 and alike[0].over else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bare(text: str) -> str:
    """What of a text no network changes."""
    return _plain(_CALLED.sub("", _LINK.sub("", unescape(_plain(text))))).casefold()
