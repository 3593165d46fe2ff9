"""What the crowd has to say: `chatter.json`, by language."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Script:
    """`people` are {language: {handle: name}}; `answers` and `native` what customers and brands
    say to whom they meet, {language: {mood: lines}} and {brand: {language: lines}}."""

    people: dict[str, dict[str, str]]
    slots: dict[str, list[str]]
    ears: dict[str, list[str]]
    answers: dict[str, dict[str, Any]]
    native: dict[str, dict[str, list[str]]]
    pool: list[dict[str, Any]]

    def hears(self, what: str, text: str) -> bool:
        heard = text.casefold()
        return any(word in heard for word in self.ears[what])

    def line(self, mood: str, language: str, brand: str, chance: random.Random) -> str:
        lines = (self.answers.get(language) or self.answers["en"])[mood]
        if isinstance(lines, dict):
            lines = lines.get(brand) or next(iter(lines.values()))
        return self.filled(str(chance.choice(lines)), chance)

    def filled(self, text: str, chance: random.Random) -> str:
        return text.format_map({slot: chance.choice(of) for slot, of in self.slots.items()})


def read_script() -> Script:
    return Script(**json.loads(Path(__file__).with_name("chatter.json").read_text("utf-8")))
