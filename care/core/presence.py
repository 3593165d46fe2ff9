"""Who has a case before them, and who is typing in it. Kept for seconds, in Valkey alone: whoever
asks goes through the sight of the case first."""

from __future__ import annotations

import time
from dataclasses import dataclass

from redis import Redis

from care.core import live, valkey
from care.core.tenancy import current_organisation_id

# A page says every 15 seconds that it is still there; one that crashed is forgotten after these.
LOOKS_FOR = 40.0
TYPES_FOR = 25.0
PENS = ("reply", "note")


@dataclass(frozen=True, slots=True)
class Here:
    member_id: int
    pen: str
    """What they are typing: one of PENS, or nothing."""


def be_here(*, case_id: int, member_id: int, pen: str = "") -> tuple[Here, ...]:
    """The others."""
    return _note(case_id, member_id, pen=pen, leaves=False)


def leave(*, case_id: int, member_id: int) -> None:
    _note(case_id, member_id, pen="", leaves=True)


def _note(case_id: int, member_id: int, *, pen: str, leaves: bool) -> tuple[Here, ...]:
    key = f"{valkey.prefix()}:here:{current_organisation_id()}:{case_id}"
    looks = "" if leaves else "look"
    found = valkey.ask(lambda client: _exchange(client, key, member_id, looks, pen))
    if found is None:
        return ()
    others, changed = found
    if changed and others:
        live.tell_here(case_id, [here.member_id for here in others])
    return others


def _exchange(
    client: Redis, key: str, member_id: int, looks: str, pen: str
) -> tuple[tuple[Here, ...], bool]:
    """One set by the time of the last word: `7:look`, `7:reply`."""
    now = time.time()
    mine = {f"{member_id}:{what}" for what in ("look", *PENS)}
    kept = {f"{member_id}:{what}": now for what in (looks, pen) if what}
    with client.pipeline(transaction=True) as steps:
        steps.zremrangebyscore(key, "-inf", now - LOOKS_FOR)
        gone = sorted(mine - set(kept))
        steps.zrem(key, *gone)
        if kept:
            steps.zadd(key, kept)
        steps.zrange(key, 0, -1, withscores=True)
        steps.expire(key, int(LOOKS_FOR) * 2)
        _, removed, *rest = steps.execute()
    added = rest[0] if kept else 0
    there = {name: float(at) for name, at in rest[-2]}
    return _others(there, member_id, now), bool(removed or added)


def _others(there: dict[str, float], member_id: int, now: float) -> tuple[Here, ...]:
    ids = {int(name.partition(":")[0]) for name in there} - {member_id}
    return tuple(
        Here(
            other,
            next((p for p in PENS if there.get(f"{other}:{p}", 0.0) > now - TYPES_FOR), ""),
        )
        for other in sorted(ids)
    )
