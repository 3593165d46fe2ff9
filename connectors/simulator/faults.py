"""Bad days, on order: rules say which requests go wrong, how, and how often.

What a rule does is drawn from the seed, the rule's number and how many requests it has seen, so the
same requests in the same order meet the same faults.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from connectors.simulator.pages import Listing
from connectors.simulator.records import Person
from connectors.simulator.refusals import Dropped, Refusal

LONGEST = 600.0

# Instead of the work, or before it.
BEFORE = frozenset(
    {
        *("rate_limited", "unavailable", "failed_before", "dropped_before"),
        *("hangs_before", "expired_once"),
    }
)
# When the work is done, whatever came of it.
AFTER = frozenset({"failed_after", "dropped_after", "hangs_after", "echo_first"})


@dataclass(frozen=True, slots=True)
class Rule:
    on: str
    fault: str
    share: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    account: str | None = None

    def fits(self, method: str, path: str, account: Person) -> bool:
        if self.account is not None and self.account.casefold() != account.handle.casefold():
            return False
        if self.fault == "echo_first" and method != "POST":
            return False
        return fnmatchcase(f"{method} {path}", self.on)


@dataclass(slots=True)
class _Count:
    seen: int = 0
    played: int = 0
    tokens: set[str] = field(default_factory=set)


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.replace([], seed=0)

    def replace(self, rules: list[Rule], *, seed: int) -> None:
        with self._lock:
            self._seed = seed
            self._rules = [(rule, _Count()) for rule in rules]

    def shown(self) -> dict[str, Any]:
        with self._lock:
            rules = [
                {**asdict(rule), "seen": count.seen, "played": count.played}
                for rule, count in self._rules
            ]
            return {"seed": self._seed, "rules": rules}

    def draw(self, method: str, path: str, account: Person, token: str) -> Rule | None:
        """What happens to this request, if anything."""

        def fits(rule: Rule, count: _Count) -> bool:
            if rule.fault in BENT or not rule.fits(method, path, account):
                return False
            return rule.fault != "expired_once" or token not in count.tokens

        with self._lock:
            found = self._drawn(fits)
            if found is None:
                return None
            found[1].tokens.add(token)
            return found[0]

    def bent(self, listing: Listing, method: str, path: str, account: Person) -> Listing:
        """The page as it leaves; only a page on which the fault would show counts as a draw."""

        def fits(rule: Rule, _: _Count) -> bool:
            bend = BENT.get(rule.fault)
            return (
                bend is not None
                and rule.fits(method, path, account)
                and bend(listing, random.Random(0)) != listing
            )

        with self._lock:
            found = self._drawn(fits)
            if found is None:
                return listing
            rule, count = found
            return BENT[rule.fault](listing, random.Random(f"{self._seed}:{count.seen}"))

    def _drawn(self, fits: Callable[[Rule, _Count], bool]) -> tuple[Rule, _Count] | None:
        for number, (rule, count) in enumerate(self._rules):
            if rule.times is not None and count.played >= rule.times:
                continue
            if not fits(rule, count):
                continue
            count.seen += 1
            if random.Random(f"{self._seed}:{number}:{count.seen}").random() < rule.share:
                count.played += 1
                return rule, count
        return None


def play_before(rule: Rule) -> None:
    match rule.fault:
        case "rate_limited":
            wait = {"Retry-After": str(math.ceil(rule.seconds))}
            raise Refusal(429, "rate_limited", "Too many requests.", headers=wait)
        case "unavailable":
            raise Refusal(503, "unavailable", "The network is overloaded.")
        case "expired_once":
            raise Refusal(401, "token_expired", "The access token has just expired; try again.")
        case "failed_before":
            raise Refusal(500, "internal", "Something went wrong here.")
        case "dropped_before":
            raise Dropped
        case "hangs_before":
            time.sleep(rule.seconds)


def play_after(rule: Rule) -> None:
    match rule.fault:
        case "failed_after":
            raise Refusal(500, "internal", "Something went wrong here.")
        case "dropped_after":
            raise Dropped
        case "hangs_after" | "echo_first":
            time.sleep(rule.seconds)


# Pages. Each gives an equal page where it could do nothing.


def _duplicated(page: Listing, _: random.Random) -> Listing:
    return replace(page, following=page.starts[0], more=True) if page.items else page


def _shuffled(page: Listing, chance: random.Random) -> Listing:
    if len(page.items) < 2:
        return page
    items = list(page.items)
    while items == list(page.items):
        chance.shuffle(items)
    return replace(page, items=tuple(items))


def _overlapping(page: Listing, _: random.Random) -> Listing:
    """The next page begins in the middle of this one, and so repeats its second half."""
    if len(page.items) < 2 or not page.more:
        return page
    return replace(page, following=page.starts[(len(page.items) + 1) // 2])


def _empty(page: Listing, _: random.Random) -> Listing:
    if not page.items:
        return page
    return replace(page, items=(), starts=(), following=page.starts[0], more=True)


BENT: Mapping[str, Callable[[Listing, random.Random], Listing]] = {
    "duplicated_page": _duplicated,
    "shuffled_page": _shuffled,
    "overlapping_page": _overlapping,
    "empty_page": _empty,
}
NAMES = BEFORE | AFTER | BENT.keys()


# The order


def rules_of(given: Any) -> list[Rule]:
    """Raises Refusal where the order cannot be read."""
    if not isinstance(given, list):
        raise Refusal(422, "invalid_field", "“rules” must be a list.")
    return [_rule(number, one) for number, one in enumerate(given)]


def _rule(number: int, given: Any) -> Rule:
    names = {"on", "fault", "share", "times", "seconds", "account"}
    if not isinstance(given, dict) or not {"on", "fault"} <= given.keys() <= names:
        sentence = f"Rule {number} must have “on” and “fault”, and may have {_list(names)}."
        raise Refusal(422, "invalid_field", sentence)
    rule = Rule(**given)
    checks = {
        "on": isinstance(rule.on, str),
        "fault": rule.fault in tuple(NAMES),  # it may be a list, which has no hash
        "share": _is_number(rule.share) and 0 <= rule.share <= 1,
        "times": rule.times is None or (_is_number(rule.times) and rule.times >= 0),
        "seconds": _is_number(rule.seconds) and 0 <= rule.seconds <= LONGEST,
        "account": rule.account is None or isinstance(rule.account, str),
    }
    wrong = {name for name, right in checks.items() if not right}
    if wrong:
        sentence = f"Rule {number} cannot be played as to {_list(wrong)}; faults: {_list(NAMES)}."
        raise Refusal(422, "invalid_field", sentence)
    return rule


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _list(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))
