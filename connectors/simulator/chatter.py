"""Life on the network when no file is played: new customers keep writing, and who gets an answer
reacts to it. Everything is drawn from a seed and from `chatter.json`."""

from __future__ import annotations

import random
from typing import Any

from connectors.simulator.deeds import Deeds, since
from connectors.simulator.ledger import Ledger
from connectors.simulator.reactions import SEED, Reactions
from connectors.simulator.records import Message, Person
from connectors.simulator.script import Script
from connectors.simulator.world import World

NEXT_AFTER = (20.0, 60.0)
SECOND_PART_AFTER = (45.0, 150.0)
AFTERTHOUGHT_AFTER = (25.0, 90.0)
REGRET_AFTER = (90.0, 240.0)
NUDGE_AFTER = (200.0, 420.0)
# How long the brand's own people, who answer on the network itself, need for a kind word.
NATIVE_AFTER = (40.0, 150.0)


class Chatter:
    """`pace` 2 makes everything happen twice as fast."""

    def __init__(self, world: World, script: Script, *, pace: float) -> None:
        self.world, self.script = world, script
        self.deeds = Deeds(world, pace=pace)
        self.reactions = Reactions(self.deeds, script)

    @property
    def ledger(self) -> Ledger:
        return self.world.ledger

    def begin(self) -> None:
        """The next customer is already on their way, unless an earlier run left one waiting."""
        if not self.ledger.is_scheduled("speak"):
            self._speak_later(int(self.ledger.fact("spoken") or 0), random.Random(SEED))

    def heard(self, message: Message) -> None:
        self.reactions.heard(message)

    def do(self, what: dict[str, Any]) -> None:
        """A deed whose time has come."""
        if "speak" in what:
            self.speak(what["speak"])
        elif "say" in what:
            self.deeds.say(what["say"])
        elif "rethink" in what:
            self.deeds.rethink(what["rethink"])

    def speak(self, number: int) -> None:
        """The n-th unasked post of this network."""
        chance = random.Random(f"{SEED}:{number}")
        pool = self._shuffled(number // len(self.script.pool))
        line = pool[number % len(pool)]
        self._say(line, self._customer(number, line.get("lang", "en")), chance)
        self.ledger.set_fact("spoken", number + 1)
        self._speak_later(number + 1, chance)

    def _say(self, line: dict[str, Any], author: Person, chance: random.Random) -> None:
        account = self.ledger.person(line["brand"])
        if account is None or not account.is_account:
            return
        text = self.script.filled(line["text"], chance)
        if line.get("private"):
            message = self.world.private(author, account, text, source="crowd")
        else:
            parent = self._latest_complaint(account) if line.get("joins") else None
            message = self.world.post(author, text, in_reply_to=parent, source="crowd")
        if "then" in line:
            then = self.script.filled(line["then"], chance)
            what = {"author": author.handle, "text": then, "in_reply_to": message.id}
            self.deeds.later(SECOND_PART_AFTER, {"say": what}, chance)
        elif line.get("native"):
            self._answer_natively(message, author, account, chance)
        elif not line.get("joins"):
            self._think_on(message, author, account, chance)

    def _think_on(
        self, message: Message, author: Person, account: Person, chance: random.Random
    ) -> None:
        """Some add to what they wrote, some take it back, some grow impatient."""
        dice, unanswered = chance.random(), since(message)

        def line(mood: str) -> str:
            return self.script.line(mood, author.language, account.handle, chance)

        if dice < 0.06 and message.kind == "post":
            what: dict[str, Any] = {"id": message.id, "add": line("afterthought")}
            self.deeds.later(AFTERTHOUGHT_AFTER, {"rethink": what}, chance)
        elif dice < 0.1:
            what = {"id": message.id, "unless_answered": unanswered}
            self.deeds.later(REGRET_AFTER, {"rethink": what}, chance)
        elif dice < 0.28:
            what = {
                "author": author.handle,
                "text": line("nudge"),
                "private_to": account.handle if message.kind == "private" else None,
                "in_reply_to": message.id if message.kind == "post" else None,
                "unless_answered": unanswered,
            }
            self.deeds.later(NUDGE_AFTER, {"say": what, "by": f"later:{author.id}"}, chance)

    def _answer_natively(
        self, post: Message, author: Person, account: Person, chance: random.Random
    ) -> None:
        """Kind words are often answered by somebody who never opens the desk."""
        by_language = self.script.native[account.handle]
        lines = by_language.get(author.language) or by_language["en"]
        if chance.random() < 0.6:
            what = {
                "author": account.handle,
                "text": f"@{author.handle} {chance.choice(lines)}",
                "in_reply_to": post.id,
                "source": "native",
                "unless_answered": since(post),
            }
            self.deeds.later(NATIVE_AFTER, {"say": what}, chance)

    def _speak_later(self, number: int, chance: random.Random) -> None:
        self.deeds.later(NEXT_AFTER, {"speak": number}, chance)

    def _shuffled(self, round_number: int) -> list[dict[str, Any]]:
        pool = list(self.script.pool)
        if round_number:
            random.Random(f"{SEED}:{round_number}").shuffle(pool)
        return pool

    def _customer(self, number: int, language: str) -> Person:
        """Somebody who speaks the language of what they are about to say."""
        people = self.script.people[language]
        # A step without a common factor visits everybody before anybody comes again.
        handle = list(people)[number * 37 % len(people)]
        return self.ledger.person_named(handle, people[handle], language)

    def _latest_complaint(self, account: Person) -> str | None:
        page = self.ledger.page(account.id, "post", since=0, before=2**62, limit=20)
        starts = [post for post in page if post.in_reply_to is None and not post.author.is_account]
        return starts[0].id if starts else None
