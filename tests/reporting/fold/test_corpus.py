"""Real conversations: what the facts say of them, and what anybody can count in the file."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from inbox.models import Message
from reporting.folder import fold_due
from reporting.models import CaseFact
from routing.engine import is_closing
from routing.models import Engagement
from tests.cast import Cast
from tests.inbox.flow.corpus_file import corpus_file

pytestmark = pytest.mark.django_db

Conversation = dict[str, Any]
PART_OF_ONE_ANSWER = timedelta(minutes=10)


def timed() -> list[Conversation]:
    """Those of which the file says when each message was written."""
    with gzip.open(corpus_file(), "rt", encoding="utf-8") as lines:
        every = [json.loads(line) for line in lines]
    return [one for one in every if all(message["created_at"] for message in one["messages"])]


def heard(conversation: Conversation) -> list[tuple[datetime, bool]]:
    """Who spoke when; a "thanks!" after our answer asks for nothing."""
    found: list[tuple[datetime, bool]] = []
    for message in sorted(
        conversation["messages"], key=lambda one: (one["created_at"], not one["inbound"])
    ):
        closes = found and not found[-1][1] and is_closing(message["text"])
        if not (message["inbound"] and closes):
            found.append((datetime.fromisoformat(message["created_at"]), message["inbound"]))
    return found


def first_response(conversation: Conversation) -> int | None:
    asked = next((at for at, inbound in heard(conversation) if inbound), None)
    if asked is None:
        return None
    answers = [at for at, inbound in heard(conversation) if not inbound and at >= asked]
    return int((answers[0] - asked).total_seconds()) if answers else None


def turns(conversation: Conversation) -> int:
    count, last = 0, None
    for at, inbound in heard(conversation):
        if not inbound and (last is None or at - last > PART_OF_ONE_ANSWER):
            count += 1
        last = None if inbound else at
    return count


def test_medians_are_those_of_a_plain_count(acme: Cast, tmp_path: Path) -> None:
    conversations = timed()
    path = tmp_path / "timed.jsonl"
    path.write_text("\n".join(map(json.dumps, conversations)), encoding="utf-8")
    with acme.door():
        # A case is a conversation; else two of one customer may be one.
        Engagement.objects.update(case_window_hours=0, version=F("version") + 1)
    call_command("load_corpus", path, organisation="acme")
    fold_due(seconds=300)
    with acme.door():
        every = Message.objects.filter(external_id__isnull=False)
        of_message = {str(name): case for name, case in every.values_list("external_id", "case_id")}
        facts = {fact.case_id: fact for fact in CaseFact.objects.all()}
        held: dict[int, set[str]] = defaultdict(set)
        for external_id, case_id in of_message.items():
            held[case_id].add(external_id)
    pairs: list[tuple[CaseFact, Conversation]] = []
    for conversation in conversations:
        ids = {str(message["external_id"]) for message in conversation["messages"]}
        case_id = of_message[min(ids)]
        if held[case_id] == ids:  # one customer, who wrote nothing else
            pairs.append((facts[case_id], conversation))
    # The others have several customers, and are several cases.
    assert len(pairs) > 0.8 * len(conversations) > 1000
    assert [fact.first_response_seconds for fact, _ in pairs] == [
        first_response(conversation) for _, conversation in pairs
    ]
    assert [fact.turns for fact, _ in pairs] == [turns(one) for _, one in pairs]
    answered = [fact.first_response_seconds for fact, _ in pairs if fact.first_response_at]
    assert median(filter(None, answered)) == median(
        filter(None, (first_response(conversation) for _, conversation in pairs))
    )
    assert median(fact.turns for fact, _ in pairs) == median(turns(one) for _, one in pairs)
