"""Conversations as a busy brand has them, made up: the same for every run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from inbox.networks.items import Author, IncomingItem

TALK = """my internet has been down since this morning and nobody answers the phone what is going
on with bill refund order parcel driver late again great service thanks please help account locked
cannot log in app crashes update router signal outage charged twice flight delayed luggage seat
upgrade when will you reply this is the third time love hate new phone battery dead still waiting
for an engineer to come to our house in the north of town"""
WORDS = TALK.split()
BRAND = Author("brand", "@brand")


def conversations(messages: int, *, seed: int = 1) -> list[IncomingItem]:
    """At least so many messages in the order of their times: questions, answers, follow-ups, and
    some conversations in private. Two of five customers come back another day."""
    chance = random.Random(seed)
    items: list[IncomingItem] = []
    at = datetime(2025, 3, 3, tzinfo=UTC)
    while len(items) < messages:
        at += timedelta(seconds=chance.expovariate(1 / 30))
        who = f"customer {chance.randrange(1 + messages // 5)}"
        items += _conversation(chance, f"{len(items)}", who, at)
    items.sort(key=lambda item: item.sent_at)
    return items


def _conversation(chance: random.Random, name: str, who: str, at: datetime) -> list[IncomingItem]:
    private = chance.random() < 0.2
    customer = Author(who, f"@{who}", who.title())
    turns: list[IncomingItem] = []
    for n in range(chance.choice((1, 2, 2, 2, 3, 4, 6))):
        own = n % 2 == 1
        turns.append(
            IncomingItem(
                external_id=f"{name}.{n}",
                kind="private" if private else "post",
                author=BRAND if own else customer,
                own=own,
                text=" ".join(chance.choices(WORDS, k=chance.randint(4, 30))),
                sent_at=at,
                in_reply_to=f"{name}.{n - 1}" if n and not private else None,
                conversation=f"with {who}" if private else None,
                visibility="private" if private else "public",
            )
        )
        at += timedelta(minutes=chance.uniform(2, 200))
    return turns
