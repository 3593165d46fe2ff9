"""How long a customer waited, said a second time and slowly.

First response: from the first inbound message to the first human reply after it. Next response:
from the oldest unanswered inbound message to the next human reply. A question that we had when the
case was settled is dealt with, unless a reply came to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Said:
    at: datetime
    by_us: bool
    """After what a customer said in the same second: an answer follows a question."""
    known_at: datetime | None = field(default=None, compare=False)
    """When we had it; None: at once."""


@dataclass(frozen=True, slots=True)
class Waited:
    kind: str
    since: datetime
    until: datetime | None


def waited(messages: Sequence[Said], settled_at: datetime | None = None) -> set[Waited]:
    in_order = sorted(messages)
    questions_of: dict[int | None, list[int]] = {}
    for place, said in enumerate(in_order):
        if not said.by_us:
            after = range(place, len(in_order))
            answer = next((later for later in after if in_order[later].by_us), None)
            questions_of.setdefault(answer, []).append(place)
    found = set()
    for answer, questions in questions_of.items():
        pending = [q for q in questions if not _dealt_with(in_order[q], settled_at)]
        if answer is None and not pending:
            continue
        first = (pending or questions)[0]
        until = None if answer is None else in_order[answer].at
        found.add(Waited(_kind(first, in_order), in_order[first].at, until))
    return found


def _dealt_with(question: Said, settled_at: datetime | None) -> bool:
    return settled_at is not None and (question.known_at or question.at) <= settled_at


def _kind(question: int, in_order: list[Said]) -> str:
    asked = next(place for place, said in enumerate(in_order) if not said.by_us)
    answered_before = any(said.by_us for said in in_order[asked:question])
    return "next_response" if answered_before else "first_response"
