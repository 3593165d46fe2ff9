"""What people do when their time has come. Until then each deed is kept in the ledger."""

from __future__ import annotations

import random
import time
from typing import Any

from connectors.simulator.ledger import Ledger
from connectors.simulator.records import Message
from connectors.simulator.refusals import Refusal
from connectors.simulator.world import World

Deed = dict[str, Any]


class Deeds:
    """`pace` 2 makes everything happen twice as fast."""

    def __init__(self, world: World, *, pace: float) -> None:
        self.world, self.pace = world, pace

    @property
    def ledger(self) -> Ledger:
        return self.world.ledger

    def later(self, seconds: tuple[float, float], deed: Deed, chance: random.Random) -> None:
        due = time.time() + chance.uniform(*seconds) / self.pace
        self.ledger.schedule([(due, deed)])

    def say(self, what: Deed) -> None:
        if self._is_answered(what.get("unless_answered")):
            return
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

    def rethink(self, what: Deed) -> None:
        """Adds to a message of one's own, or takes it back."""
        message = self.ledger.message(what["id"])
        if message is None or message.deleted or self._is_answered(what.get("unless_answered")):
            return
        if "add" not in what:
            self.world.delete(message.id, message.kind)
            return
        try:
            self.world.edit(message.id, message.kind, f"{message.text} {what['add']}")
        except Refusal as refusal:
            if refusal.code != "too_long":
                raise

    def _is_answered(self, since: Deed | None) -> bool:
        """Whether an account has spoken in a thread after a message."""
        return since is not None and any(
            message.author.is_account and message.seq > since["seq"]
            for message in self.ledger.thread(since["thread"])
        )


def since(message: Message) -> Deed:
    return {"thread": message.thread, "seq": message.seq}
