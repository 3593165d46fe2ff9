"""How long a customer waited, said a second time and slowly.

First response: from the first inbound message to the first human reply after it. Next response:
from the oldest unanswered inbound message to the next human reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Said:
    at: datetime
    by_us: bool
    """After what a customer said in the same second: an answer follows a question."""


@dataclass(frozen=True, slots=True)
class Waited:
    kind: str
    since: datetime
    until: datetime | None


def waited(messages: Sequence[Said], settled_at: datetime | None = None) -> set[Waited]:
    """What was said up to `settled_at` is dealt with; the customer waits for none of it."""
    in_order = sorted(messages)
    answered_by: dict[Said | None, list[Said]] = {}
    for place, question in enumerate(in_order):
        if question.by_us or (settled_at is not None and question.at <= settled_at):
            continue
        answer = next((later for later in in_order[place:] if later.by_us), None)
        answered_by.setdefault(answer, []).append(question)
    return {
        Waited(_kind(questions[0], in_order), questions[0].at, answer.at if answer else None)
        for answer, questions in answered_by.items()
    }


def _kind(question: Said, in_order: list[Said]) -> str:
    first = next(said for said in in_order if not said.by_us)
    between = in_order[in_order.index(first) : in_order.index(question)]
    answered_before = any(said.by_us for said in between)
    return "next_response" if answered_before else "first_response"
