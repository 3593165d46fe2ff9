"""The checker: from what is true to what is wrong. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from care.core.text import faithful
from tests.drill.truth import Row, Truth

Finding = Row
# Replies that go on by themselves.
MOVING = ("queued", "sending")


@dataclass(slots=True)
class Verdict:
    """What is wrong, by name, and what was counted."""

    wrong: dict[str, list[Finding]] = field(default_factory=dict)
    heard: int = 0
    replies: int = 0
    doubted: int = 0
    settled: int = 0
    unknown: int = 0
    moving: int = 0
    """Replies that are still on their way: the seed is not over."""


def judge(truth: Truth) -> Verdict:
    replies = truth.replies
    doubted = [reply for reply in replies if reply["doubted"]]
    unknown = [reply for reply in replies if reply["state"] == "unknown"]
    looked_for = [reply for reply in unknown if reply["look_at"] is not None]
    return Verdict(
        wrong={name: list(check(truth)) for name, check in CHECKS.items()},
        heard=sum(not entry["own"] for entry in truth.ledger),
        replies=len(replies),
        doubted=len(doubted),
        settled=sum(reply["state"] not in ("unknown", *MOVING) for reply in doubted),
        unknown=len(unknown),
        moving=sum(reply["state"] in MOVING for reply in replies) + len(looked_for),
    )


def _key(row: Row, id_name: str) -> tuple[str, str, str]:
    return row["account"], row["kind"], row[id_name]


def _stored(truth: Truth) -> Mapping[tuple[str, str, str], list[Row]]:
    stored = defaultdict(list)
    for message in truth.messages:
        if message["external_id"] is not None:
            stored[_key(message, "external_id")].append(message)
    return stored


def _posts(truth: Truth) -> Mapping[tuple[str, str], list[Row]]:
    """What stands on the network by account and words, which no two replies share."""
    posts = defaultdict(list)
    for entry in truth.ledger:
        if entry["own"]:
            posts[entry["account"], entry["text"]].append(entry)
    return posts


def _lost(truth: Truth) -> Iterator[Finding]:
    """On the network, and neither stored nor parked with a reason."""
    stored = _stored(truth)
    parked = {_key(item, "external_id") for item in truth.parked}
    # Nobody has said yet that these are the ones.
    expected = {
        (reply["account"], reply["text"]) for reply in truth.replies if reply["state"] != "sent"
    }
    for entry in truth.ledger:
        known = _key(entry, "id") in stored or _key(entry, "id") in parked
        if known or entry["deleted"]:
            continue
        if not entry["own"] or (entry["account"], entry["text"]) not in expected:
            yield entry


def _doubled_in(truth: Truth) -> Iterator[Finding]:
    """Once on the network, more often here: under one id, or a reply of ours and its echo."""
    for messages in _stored(truth).values():
        yield from messages[1:]
    posts = _posts(truth)
    ours = {(reply["account"], reply["text"]) for reply in truth.replies}
    here = Counter(
        (message["account"], message["text"])
        for message in truth.messages
        if message["direction"] == "out"
    )
    for words, count in here.items():
        if words in ours and count > max(1, len(posts[words])):
            yield {"account": words[0], "text": words[1], "times": count}


def _doubled_out(truth: Truth) -> Iterator[Finding]:
    """More than one post of a reply."""
    posts = _posts(truth)
    for reply in truth.replies:
        found = posts[reply["account"], reply["text"]]
        if len(found) > 1:
            yield {**reply, "posts": [entry["id"] for entry in found]}


def _untrue(truth: Truth) -> Iterator[Finding]:
    """Said to be sent and not on the network, or the other way round."""
    posts = _posts(truth)
    for reply in truth.replies:
        there = bool(posts[reply["account"], reply["text"]])
        if reply["state"] == "sent" and not there:
            yield reply
        if reply["state"] in ("failed", "discarded") and there:
            yield reply


def _limbo(truth: Truth) -> Iterator[Finding]:
    """Due, and nobody takes it up."""
    yield from (reply for reply in truth.replies if reply["overdue"])
    yield from (stream for stream in truth.streams if stream["overdue"])


def _hidden(truth: Truth) -> Iterator[Finding]:
    """Not known if it arrived, and no agent comes across it: neither is its case open, nor did
    somebody write there since."""
    for reply in truth.replies:
        seen = reply["case_state"] == "open" or reply["answered_later"]
        if reply["state"] == "unknown" and not seen:
            yield reply


def _disordered(truth: Truth) -> Iterator[Finding]:
    """Later words of a case before earlier ones. What was in doubt waits for nobody."""
    seq = {_key(entry, "id"): entry["seq"] for entry in truth.ledger if entry["own"]}
    message_of = {message["id"]: message for message in truth.messages}
    latest: dict[int, int] = defaultdict(int)
    for reply in truth.replies:
        message = message_of[reply["message_id"]]
        place = seq.get(_key(message, "external_id")) if message["external_id"] else None
        if place is None or reply["doubted"]:
            continue
        if place < latest[reply["case_id"]]:
            yield reply
        latest[reply["case_id"]] = max(place, latest[reply["case_id"]])


def _stale(truth: Truth) -> Iterator[Finding]:
    """Changed or deleted on the network, and still shown as it was."""
    stored = _stored(truth)
    for entry in truth.ledger:
        for message in stored.get(_key(entry, "id"), []):
            gone = message["deleted"] and not message["text"]
            right = gone if entry["deleted"] else message["text"] == faithful(entry["text"])
            if not right:
                yield {**message, "now": "" if entry["deleted"] else entry["text"]}


Check = Callable[[Truth], Iterator[Finding]]
CHECKS: dict[str, Check] = {
    "lost": _lost,
    "doubled in": _doubled_in,
    "doubled out": _doubled_out,
    "untrue": _untrue,
    "limbo": _limbo,
    "hidden": _hidden,
    "out of order": _disordered,
    "stale": _stale,
}


def is_quiet(verdict: Verdict, checked: Sequence[str]) -> bool:
    """Nothing more is to come that could make a wrong right."""
    waits_for = [name for name in ("lost", "stale") if name in checked]
    return not verdict.moving and not any(verdict.wrong[name] for name in waits_for)
