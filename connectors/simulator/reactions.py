"""How a customer takes an answer: thanks, asks back, waits, moves to private, thinks again."""

from __future__ import annotations

import random
import re

from connectors.simulator.deeds import Deeds, since
from connectors.simulator.ledger import Ledger
from connectors.simulator.records import Message, Person
from connectors.simulator.script import Script

SEED = 1701
ANSWER_AFTER = (10.0, 40.0)
NOTE_AFTER = (50.0, 70.0)
NEWS_AFTER = (150.0, 400.0)
AFTERWARDS = (60.0, 180.0)
# After that many reactions in one conversation a customer has said everything.
PATIENCE = 3
NUMBER = re.compile(r"\d{4}")


class Reactions:
    def __init__(self, deeds: Deeds, script: Script) -> None:
        self.deeds, self.script = deeds, script

    @property
    def ledger(self) -> Ledger:
        return self.deeds.ledger

    def heard(self, message: Message) -> None:
        """An account wrote: whoever it spoke to reacts, until everything is said."""
        thread = self.ledger.thread(message.thread)
        customer = self._spoken_to(message, thread)
        if customer is None or self.ledger.is_scheduled(f"reaction:{customer.id}"):
            return
        said = sum(
            other.author.id == customer.id and other.source == "reaction" for other in thread
        )
        if said >= PATIENCE:
            return
        chance = random.Random(f"{SEED}:{message.id}")
        mood = mood_of(self.script, message.text, said, chance)
        self._say(mood, customer, message, ANSWER_AFTER, chance, by=f"reaction:{customer.id}")
        own = [m for m in thread if m.author.id == customer.id and not m.deleted]
        self._think_on(mood, customer, message, own, chance)

    def _think_on(
        self,
        mood: str,
        customer: Person,
        message: Message,
        own: list[Message],
        chance: random.Random,
    ) -> None:
        """What may come of the reaction, later on."""
        dice = chance.random()
        if mood == "private" and message.kind == "post" and dice < 0.4:
            self._say("moved", customer, message, NOTE_AFTER, chance)
        elif mood in ("wait", "impatient") and dice < 0.35:
            self._say("news", customer, message, NEWS_AFTER, chance, unless_answered=True)
        elif mood == "thanks" and dice < 0.18:
            self._say("again", customer, message, AFTERWARDS, chance)
        elif mood == "deletes" and own:
            what = {"id": (_telling_numbers(own) or own[0]).id}
            self.deeds.later(ANSWER_AFTER, {"rethink": what}, chance)
        elif mood == "thanks" and own and message.kind == "post" and dice < 0.36:
            what = {"id": own[0].id}
            if dice < 0.3:
                brand = message.author.handle
                what["add"] = self.script.line("sorted", customer.language, brand, chance)
            self.deeds.later(AFTERWARDS, {"rethink": what}, chance)

    def _say(
        self,
        mood: str,
        customer: Person,
        message: Message,
        seconds: tuple[float, float],
        chance: random.Random,
        *,
        by: str | None = None,
        unless_answered: bool = False,
    ) -> None:
        private = message.kind == "private" or mood == "private"
        brand = message.author.handle
        what = {
            "author": customer.handle,
            "text": self.script.line(mood, customer.language, brand, chance),
            "private_to": brand if private else None,
            "in_reply_to": message.id if message.kind == "post" else None,
            "source": "reaction" if by else "crowd",
            "unless_answered": since(message) if unless_answered else None,
        }
        self.deeds.later(seconds, {"say": what, "by": by or f"later:{customer.id}"}, chance)

    def _spoken_to(self, message: Message, thread: list[Message]) -> Person | None:
        if message.kind == "private":
            found = self.ledger.person(message.recipient or "")
        else:
            others = [other for other in thread if not other.author.is_account]
            asked = [other for other in others if other.id == message.in_reply_to]
            found = self.ledger.person((asked or others[-1:])[0].author.id) if others else None
        return None if found is None or found.is_account else found


def _telling_numbers(own: list[Message]) -> Message | None:
    """The one that an account asks to take back: with somebody's number for all to read."""
    return next((one for one in reversed(own) if NUMBER.search(one.text)), None)


def mood_of(script: Script, text: str, said: int, chance: random.Random) -> str:
    """Invited, told to take it back or to wait, helped, asked, or anything else."""
    if said == 0 and script.hears("private", text):
        return "private"
    if script.hears("delete", text):
        return "deletes"
    if script.hears("wait", text):
        return "impatient" if said and chance.random() < 0.5 else "wait"
    if script.hears("solved", text):
        return "thanks" if said or chance.random() < 0.75 else "still"
    if script.hears("asked", text):
        return "details"
    return "more" if said == 0 and chance.random() < 0.4 else "thanks"
