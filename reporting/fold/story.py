"""What a fold reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

Places = Mapping[int, tuple[int, int]]
"""Team → its line's id and number, as they are now: for events that do not say it themselves."""


class Told(NamedTuple):
    """An event."""

    id: int
    case_id: int
    kind: str
    at: datetime
    recorded_at: datetime
    member_id: int | None
    rule_id: int | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What a case is of. Of its row, only what never changes, and the customer: two customers may
    be made one and parted again, and each time the case is told of it."""

    case_id: int
    brand_id: int
    channel_id: int
    network: str
    customer_id: int


@dataclass(slots=True)
class Story:
    """All that happened in a case, in the order in which it was recorded: a case is changed under
    its lock, so that this is the order in which things became true. Beside it stands what was
    recorded of the cases that went into it."""

    head: Head
    own: list[Told]
    every: list[Told]
    gone: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, head: Head, events: Iterable[Told]) -> Story:
        """Of the case and of those that went into it, in any order and any number of times."""
        unique = {told.id: told for told in events}
        every = [unique[number] for number in sorted(unique)]
        own = [told for told in every if told.case_id == head.case_id]
        gone = frozenset(told.case_id for told in every) - {head.case_id}
        return cls(head, own, every, gone)
