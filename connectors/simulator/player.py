"""Puts a corpus on the network: all at once, or message by message as time goes on."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Literal

from connectors.simulator.chatter import Chatter
from connectors.simulator.corpus import SEED, Corpus, Entry
from connectors.simulator.ledger import Ledger
from connectors.simulator.records import Draft, Message

Play = Literal["both", "customers"]
BATCH = 2_000
# While a file plays, a time in which nobody at all wrote is cut to this, or nobody would wait.
LONGEST_SILENCE = 900.0
FOLLOW_UP_AFTER = (2.0, 5.0)
TICK = 0.25
log = logging.getLogger(__name__)


class Loader:
    """Takes a corpus in. May be killed at any time: the next start goes on where it was."""

    def __init__(self, ledger: Ledger, *, name: str, play: Play, speed: float) -> None:
        self.ledger, self.name, self.play, self.speed = ledger, name, play, speed
        self._key = f"corpus:{name}"

    @property
    def is_done(self) -> bool:
        known = self.ledger.fact(self._key) or {}
        if known.get("done") and known["play"] != self.play:
            log.warning(
                "%s is in this ledger with --play %s, and stays so; another ledger can have it "
                "with --play %s.",
                *(self.name, known["play"], self.play),
            )
        return bool(known.get("done"))

    def load(self, corpus: Corpus) -> None:
        started = (self.ledger.fact(self._key) or {}).get("now") or time.time()
        self.ledger.set_fact(self._key, {"now": started, "done": False, "play": self.play})
        for account in corpus.accounts:
            self.ledger.add_account(account.handle, account.name, self.name)
        self.ledger.add_people(corpus.people)
        entries = corpus.entries
        if self.play == "customers":
            self._keep_back(entries)
            entries = tuple(entry for entry in entries if _opens(entry))
        if self.speed:
            self._schedule(entries, started)
        else:
            self._publish(entries, started - corpus.end)
        self.ledger.set_fact(self._key, {"now": started, "done": True, "play": self.play})

    def _publish(self, entries: Sequence[Entry], shift: float) -> None:
        known = self.ledger.known_ids()
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            self.ledger.publish(
                [
                    replace(entry.draft, created_at=entry.at + shift)
                    for entry in batch
                    if entry.draft.id not in known
                ]
            )

    def _schedule(self, entries: Sequence[Entry], started: float) -> None:
        due, previous = started, entries[0].at if entries else 0.0
        items = []
        for entry in entries:
            due += min(entry.at - previous, LONGEST_SILENCE) / self.speed
            previous = entry.at
            items.append((due, {"publish": asdict(entry.draft)}))
        # In one step with the fact that it is done, so that nothing is scheduled twice.
        with self.ledger.writing():
            self.ledger.schedule(items)
            self.ledger.set_fact(self._key, {"now": started, "done": True, "play": self.play})

    def _keep_back(self, all_entries: Sequence[Entry]) -> None:
        entries = [entry for entry in all_entries if entry.turn and not entry.by_brand]
        turns: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        threads = set()
        for entry in entries:
            turns[entry.conversation, entry.turn].append(asdict(entry.draft))
        for entry in all_entries:
            threads.add((entry.draft.thread or entry.conversation, entry.conversation))
        self.ledger.keep_back(turns, threads)


def _opens(entry: Entry) -> bool:
    """Said before anybody of the brand answered; the post customers answered is the brand's own."""
    return entry.turn == 0 and (not entry.by_brand or entry.draft.in_reply_to is None)


class FileCustomers:
    """In `PLAY=customers` the rest of a conversation is told turn by turn, as it is answered."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._chance = random.Random(SEED)

    def heard(self, message: Message) -> None:
        with self.ledger.writing():
            # A second part of the same answer must not bring the turn after next.
            if self.ledger.is_scheduled(f"turn:{message.thread}"):
                return
            due, items = message.created_at, []
            for draft in self.ledger.release(message.thread):
                due += self._chance.uniform(*FOLLOW_UP_AFTER)
                same_kind = draft["kind"] == message.kind == "post"
                told = {**draft, "in_reply_to": message.id if same_kind else None}
                items.append((due, {"publish": told, "by": f"turn:{message.thread}"}))
            self.ledger.schedule(items)


class Clock(threading.Thread):
    """Does what is due. What fell due while the process was down comes at the next start."""

    def __init__(self, ledger: Ledger, chatter: Chatter | None) -> None:
        super().__init__(name="clock", daemon=True)
        self.ledger, self.chatter = ledger, chatter
        self._ended = threading.Event()

    def stop(self) -> None:
        self._ended.set()
        self.join(timeout=5)

    def run(self) -> None:
        while not self._ended.wait(TICK):
            self.tick(time.time())

    def tick(self, now: float) -> None:
        for scheduled_id, due_at, what in self.ledger.due(now):
            try:
                with self.ledger.writing():
                    self.ledger.done(scheduled_id)
                    self._do(what, due_at)
            except Exception:
                # Dropped, or it would keep everybody after it from speaking.
                log.exception("What was due could not be done.")
                self.ledger.done(scheduled_id)

    def _do(self, what: dict[str, Any], due_at: float) -> None:
        if "publish" in what:
            draft = draft_of(what["publish"])
            if draft.id is None or self.ledger.message(draft.id) is None:
                self.ledger.publish([replace(draft, created_at=due_at)])
        elif self.chatter is not None:  # Else it is left over from a run without a corpus.
            self.chatter.do(what)


def draft_of(record: dict[str, Any]) -> Draft:
    pictures = tuple((word, alt) for word, alt in record.get("pictures", ()))
    told = {
        "accounts": tuple(record["accounts"]),
        "media": tuple(record.get("media", ())),
        "pictures": pictures,
    }
    return Draft(**{**record, **told})
