"""Life on the network when no file is played: new customers keep writing, and who gets an answer
reacts to it. Everything is drawn from a seed and from `chatter.json`."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.simulator.ledger import Ledger
from connectors.simulator.records import Message, Person
from connectors.simulator.world import Refusal, World

SEED = 1701
NEXT_AFTER = (20.0, 60.0)
ANSWER_AFTER = (10.0, 40.0)
SECOND_PART_AFTER = (45.0, 150.0)
# After that many reactions in one conversation a customer has said everything.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Script:
    people: dict[str, str]
    slots: dict[str, list[str]]
    ears: dict[str, list[str]]
    answers: dict[str, dict[str, Any]]
    pool: list[dict[str, Any]]


def read_script() -> Script:
    return Script(**json.loads(Path(__file__).with_name("chatter.json").read_text("utf-8")))


class Chatter:
    """`pace` 2 makes everything happen twice as fast."""

    def __init__(self, world: World, script: Script, *, pace: float) -> None:
        self.world, self.script, self.pace = world, script, pace

    @property
    def ledger(self) -> Ledger:
        return self.world.ledger

    def begin(self) -> None:
        """The next customer is already on their way, unless an earlier run left one waiting."""
        if not self.ledger.is_scheduled("speak"):
            self._speak_later(int(self.ledger.fact("spoken") or 0), random.Random(SEED))

    # New posts

    def speak(self, number: int) -> None:
        """The n-th unasked post of this network."""
        chance = random.Random(f"{SEED}:{number}")
        pool = self._shuffled(number // len(self.script.pool))
        line = pool[number % len(pool)]
        author = self._customer(number, line.get("lang", "en"))
        self._say(line, author, chance)
        self.ledger.set_fact("spoken", number + 1)
        self._speak_later(number + 1, chance)

    def _say(self, line: dict[str, Any], author: Person, chance: random.Random) -> None:
        account = self.ledger.person(line["brand"])
        if account is None or not account.is_account:
            return
        text = self._filled(line["text"], chance)
        if line.get("private"):
            self.world.private(author, account, text, source="crowd")
            return
        parent = self._latest_complaint(account) if line.get("joins") else None
        post = self.world.post(author, text, in_reply_to=parent, source="crowd")
        if "then" in line:
            then = self._filled(line["then"], chance)
            what = {"author": author.handle, "text": then, "in_reply_to": post.id}
            self._later(SECOND_PART_AFTER, {"say": what}, chance)

    def _speak_later(self, number: int, chance: random.Random) -> None:
        self._later(NEXT_AFTER, {"speak": number}, chance)

    def _shuffled(self, round_number: int) -> list[dict[str, Any]]:
        pool = list(self.script.pool)
        if round_number:
            random.Random(f"{SEED}:{round_number}").shuffle(pool)
        return pool

    def _customer(self, number: int, language: str) -> Person:
        handles = list(self.script.people)
        # A step without a common factor visits everybody before anybody comes again.
        handle = handles[number * 37 % len(handles)]
        return self.ledger.person_named(handle, self.script.people[handle], language)

    def _filled(self, text: str, chance: random.Random) -> str:
        return text.format_map({slot: chance.choice(of) for slot, of in self.script.slots.items()})

    def _latest_complaint(self, account: Person) -> str | None:
        page = self.ledger.page(account.id, "post", since=0, before=2**62, limit=20)
        starts = [post for post in page if post.in_reply_to is None and not post.author.is_account]
        return starts[0].id if starts else None

    # Reactions

    def heard(self, message: Message) -> None:
        """An account wrote: whoever it spoke to reacts, until everything is said."""
        thread = self.ledger.thread(message.thread)
        customer = self._spoken_to(message, thread)
        if customer is None:
            return
        said = sum(
            other.author.id == customer.id and other.source == "reaction" for other in thread
        )
        chance = random.Random(f"{SEED}:{message.id}")
        if said >= PATIENCE or self.ledger.is_scheduled(f"reaction:{customer.id}"):
            return
        mood = self._mood(message.text, said, chance)
        what = {
            "author": customer.handle,
            "text": self._line(mood, customer, message.author, chance),
            "private_to": message.author.handle
            if message.kind == "private" or mood == "private"
            else None,
            "in_reply_to": message.id if message.kind == "post" else None,
            "source": "reaction",
        }
        self._later(ANSWER_AFTER, {"say": what, "by": f"reaction:{customer.id}"}, chance)

    def _spoken_to(self, message: Message, thread: list[Message]) -> Person | None:
        if message.kind == "private":
            found = self.ledger.person(message.recipient or "")
        else:
            others = [other for other in thread if not other.author.is_account]
            asked = [other for other in others if other.id == message.in_reply_to]
            found = self.ledger.person((asked or others[-1:])[0].author.id) if others else None
        return None if found is None or found.is_account else found

    def _mood(self, text: str, said: int, chance: random.Random) -> str:
        """Invited, told to wait, helped, asked, or anything else."""
        heard = text.casefold()

        def hears(what: str) -> bool:
            return any(word in heard for word in self.script.ears[what])

        if said == 0 and hears("private"):
            return "private"
        if hears("wait"):
            return "wait"
        if hears("solved"):
            return "thanks" if said or chance.random() < 0.75 else "still"
        if hears("asked"):
            return "details"
        return "more" if said == 0 and chance.random() < 0.4 else "thanks"

    def _line(self, mood: str, customer: Person, account: Person, chance: random.Random) -> str:
        answers = self.script.answers.get(customer.language) or self.script.answers["en"]
        lines = answers[mood]
        if isinstance(lines, dict):
            lines = lines.get(account.handle) or next(iter(lines.values()))
        return str(chance.choice(lines))

    def say(self, what: dict[str, Any]) -> None:
        author = self.ledger.person_named(what["author"])
        source = what.get("source", "crowd")
        account = self.ledger.person(what["private_to"]) if what.get("private_to") else None
        if account is not None:
            self.world.private(author, account, what["text"], source=source)
            return
        try:
            self.world.post(author, what["text"], in_reply_to=what["in_reply_to"], source=source)
        except Refusal as refusal:
            if refusal.code != "unknown_parent":
                raise
            # The post was deleted meanwhile; people do not answer to nothing.

    def _later(
        self, seconds: tuple[float, float], what: dict[str, Any], chance: random.Random
    ) -> None:
        due = time.time() + chance.uniform(*seconds) / self.pace
        self.ledger.schedule([(due, what)])
