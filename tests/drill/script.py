"""What happens in one seed, decided before it begins: the same number gives the same script."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal

# Seconds in which customers write; agents answer a little longer.
TRAFFIC_SECONDS = 10.0
CANARY = "kanari"
Kind = Literal["post", "private"]
Act = Literal[
    "kill a worker",
    "kill both workers",
    "kill a process of a worker",
    "flush the broker",
    "stop the broker",
    "restart the database",
    "crash the database",
    "network down",
    "crash the network",
]
Moment = Literal["any", "ingest", "send"]
WORDS = (
    "where is my parcel?",
    "the app forgets me every morning",
    "why does this cost twice as much",
    "no reply for three days, great",
    "my line is down again",
    "you sent it to my old address",
    "thanks, it works now",
    "can somebody look at this please?",
)
CUSTOMERS = ("kim", "lee", "ana", "raj", "eva", "tom", "zoe", "nat")
# No agent answers her: somebody of the brand does, at the network's own page.
LEFT_ALONE = "nat"
ANSWERS = (
    "We are looking into it.",
    "Sorry about that! Which order is it?",
    "It left us this morning.",
    "Please try it once more.",
)


@dataclass(frozen=True, slots=True)
class House:
    """An organisation of the seed, with the word that nobody outside of it may ever see."""

    slug: str
    canary: str
    handles: tuple[str, ...]
    undo_seconds: int


@dataclass(frozen=True, slots=True)
class Write:
    at: float
    house: House
    handle: str
    """The account that is written to."""
    author: str
    """"" is the account itself, by hand and past Care."""
    kind: Kind
    text: str
    below: int | None
    """The place in the script of the post that this one answers."""


@dataclass(frozen=True, slots=True)
class Alter:
    at: float
    write: int
    text: str | None
    """None: it is deleted."""


@dataclass(frozen=True, slots=True)
class Blow:
    at: float
    act: Act
    moment: Moment
    after_milliseconds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Script:
    seed: int
    houses: tuple[House, ...]
    writes: tuple[Write, ...]
    alters: tuple[Alter, ...]
    blows: tuple[Blow, ...]
    faults: tuple[dict[str, Any], ...]
    limits: dict[str, Any]


def script_of(seed: int) -> Script:
    dice = random.Random(seed)
    houses = tuple(_house(dice, seed, letter, n) for letter, n in (("a", 2), ("b", 1), ("c", 1)))
    writes = _writes(dice, seed, houses)
    return Script(
        seed=seed,
        houses=houses,
        writes=writes,
        alters=_alters(dice, writes),
        blows=_blows(dice),
        faults=_faults(dice),
        limits=_limits(dice),
    )


def _house(dice: random.Random, seed: int, letter: str, channels: int) -> House:
    slug = f"s{seed}{letter}"
    canary = f"{CANARY}{slug}{dice.randrange(36**4):x}"
    handles = tuple(f"{slug}{number}" for number in range(1, channels + 1))
    return House(slug, canary, handles, undo_seconds=dice.choice((0, 0, 1)))


def _writes(dice: random.Random, seed: int, houses: tuple[House, ...]) -> tuple[Write, ...]:
    """A steady trickle, and one burst: more than several pages at once on one channel."""
    times: list[tuple[float, House | None]]
    times = [(dice.uniform(0, TRAFFIC_SECONDS), None) for _ in range(90)]
    crowded = dice.choice(houses)
    begins = dice.uniform(1, TRAFFIC_SECONDS - 2)
    times += [(begins + dice.uniform(0, 0.3), crowded) for _ in range(40)]
    made: list[Write] = []
    for number, (at, house) in enumerate(sorted(times, key=lambda pair: pair[0])):
        made.append(_write(dice, f"q{seed}x{number:03}", at, house or dice.choice(houses), made))
    return tuple(made)


def _write(dice: random.Random, token: str, at: float, house: House, made: list[Write]) -> Write:
    handle = dice.choice(house.handles)
    name = dice.choice(CUSTOMERS)
    author = f"{handle}_{name}"
    kind: Kind = "private" if dice.random() < 0.25 else "post"
    words = f"{dice.choice(WORDS)} {token} {house.canary}"
    if kind == "private":
        return Write(at, house, handle, author, kind, words, None)
    own = [n for n, w in enumerate(made) if w.author == author and w.kind == "post"]
    if own and name == LEFT_ALONE:
        return Write(at, house, handle, "", "post", f"{words} by hand", own[-1])
    below = own[-1] if own and dice.random() < 0.3 else None
    return Write(at, house, handle, author, kind, f"@{handle} {words}", below)


def _alters(dice: random.Random, writes: tuple[Write, ...]) -> tuple[Alter, ...]:
    """Some at once, before anybody can have read the message; nothing that has an answer below."""
    below = {write.below for write in writes}
    free = [n for n, write in enumerate(writes) if n not in below and write.author]
    chosen = dice.sample(free, 12)
    made = []
    for place, number in enumerate(chosen):
        write = writes[number]
        at = write.at + dice.choice((0.0, dice.uniform(0, 1), dice.uniform(1, 4)))
        made.append(Alter(at, number, None if place < 5 else f"{write.text} edited"))
    return tuple(sorted(made, key=lambda alter: alter.at))


def _blows(dice: random.Random) -> tuple[Blow, ...]:
    """Always somebody killed in mid-ingest and in mid-send, and two of everything else."""
    worker: tuple[Act, ...] = ("kill a worker", "kill both workers", "kill a process of a worker")
    other: list[Act] = [
        *("flush the broker", "stop the broker", "restart the database"),
        *("crash the database", "network down", "crash the network"),
    ]
    chosen: list[tuple[Act, Moment]] = [
        (dice.choice(worker), "ingest"),
        (dice.choice(worker), "send"),
        *((act, "any") for act in dice.sample(other, 2)),
    ]
    dice.shuffle(chosen)
    step = TRAFFIC_SECONDS / len(chosen)
    return tuple(
        Blow(
            at=step * place + dice.uniform(0.3, step * 0.7),
            act=act,
            moment=moment,
            after_milliseconds=dice.randrange(0, 60),
            seconds=dice.uniform(0.3, 2.0),
        )
        for place, (act, moment) in enumerate(chosen)
    )


PAGES = ("duplicated_page", "shuffled_page", "overlapping_page", "empty_page")
READS = ("rate_limited", "unavailable", "failed_before", "dropped_before", "dropped_after")
SENDS = (
    *("failed_before", "failed_after", "dropped_before", "dropped_after"),
    *("hangs_before", "hangs_after", "rate_limited", "unavailable", "echo_first"),
)


def _faults(dice: random.Random) -> tuple[dict[str, Any], ...]:
    rules = []
    for address in ("POST /1/posts", "POST /1/private_messages"):
        # What leaves doubt is played in every seed.
        doubt = dice.choice(("dropped_after", "failed_after", "hangs_after"))
        rules.append(_rule(dice, address, doubt, dice.uniform(0.1, 0.25)))
        others = dice.sample([fault for fault in SENDS if fault != doubt], 3)
        rules += [_rule(dice, address, fault, dice.uniform(0.05, 0.15)) for fault in others]
    for address in ("GET /1/own", "GET /1/changes"):
        rules.append(_rule(dice, address, dice.choice(READS), 0.1))
    for address in ("GET /1/mentions", "GET /1/private_messages"):
        chosen = [*dice.sample(PAGES, 3), *dice.sample(READS, 2)]
        rules += [_rule(dice, address, fault, dice.uniform(0.05, 0.2)) for fault in chosen]
    if dice.random() < 0.3:
        rules.append(_rule(dice, "*", "expired_once", 0.02) | {"times": 1})
    return tuple(rules)


def _rule(dice: random.Random, on: str, fault: str, share: float) -> dict[str, Any]:
    # Longer than the product waits for an answer, shorter than until it has looked twice.
    seconds = dice.uniform(2.7, 3.5) if fault.startswith("hangs") else dice.uniform(0.3, 1.2)
    if fault == "rate_limited":
        seconds = 1.0
    return {
        "on": on,
        "fault": fault,
        "share": round(share, 3),
        "times": None,
        "seconds": round(seconds, 2),
        "account": None,
    }


def _limits(dice: random.Random) -> dict[str, Any]:
    """Sometimes an account may ask less often than Care would like."""
    if dice.random() < 0.5:
        return {}
    return {
        "mentions": {"ceiling": dice.randrange(8, 15), "seconds": 5},
        "posts": {"ceiling": dice.randrange(6, 12), "seconds": 5},
    }
