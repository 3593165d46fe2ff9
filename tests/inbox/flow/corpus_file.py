"""The file of real conversations that development has beside the project, and users have not."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inbox.flow.ingest.corpus import conversations
from inbox.networks.items import IncomingItem

VARIABLE = "CARE_CORPUS_FILE"
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "conversations.jsonl.gz"


def corpus_file() -> Path:
    """Skips the test that asks when there is no file."""
    path = Path(os.environ.get(VARIABLE) or BESIDE)
    if not path.exists():
        pytest.skip(f"no file of conversations: set {VARIABLE} to one")
    return path


def raw_messages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Brand and message, as they stand in the file."""
    with gzip.open(corpus_file(), "rt", encoding="utf-8") as lines:
        for line in lines:
            conversation = json.loads(line)
            context = conversation.get("context")
            for message in [*([context] if context else []), *conversation["messages"]]:
                yield conversation["brand"], message


def items_by_brand() -> dict[str, list[IncomingItem]]:
    """With times for those that have none in the file, as the product gives them."""
    found: dict[str, list[IncomingItem]] = defaultdict(list)
    for conversation in conversations(corpus_file()):
        found[conversation.brand].extend(conversation.items)
    return found


def sample(messages: int, *, seed: int) -> dict[str, list[IncomingItem]]:
    """Whole conversations, those with many people in them first."""
    chance = random.Random(seed)
    everything = list(conversations(corpus_file()))
    chance.shuffle(everything)
    everything.sort(key=lambda one: -len({item.author for item in one.items}) // 2)
    found: dict[str, list[IncomingItem]] = defaultdict(list)
    count = 0
    for conversation in everything:
        if count >= messages:
            break
        found[conversation.brand].extend(conversation.items)
        count += len(conversation.items)
    return found
