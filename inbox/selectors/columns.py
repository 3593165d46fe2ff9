"""What a saved view may show of each case: names from an allow-list, in the order of its maker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inbox.selectors.own_fields import read_name

COLUMNS = (
    *("customer", "snippet", "tags", "owner", "assignee", "state", "priority", "clock"),
    *("channel", "brand", "line", "team", "message", "opened", "language"),
)
# Who it is about is always said, and first unless its maker put it elsewhere.
ALWAYS = "customer"
MOST_COLUMNS = 10


def is_column(name: str) -> bool:
    """One of the names above, or a field of the organisation's own: `case.plan`."""
    own = read_name(name)
    return name in COLUMNS or (own is not None and not own.sign)


def load_columns(raw: Any) -> tuple[str, ...]:
    """What was stored or sent, without what is no column and without doubles. Empty: the list as it
    is everywhere."""
    names = raw if isinstance(raw, list) else []
    known = dict.fromkeys(one for one in names if isinstance(one, str) and is_column(one))
    if not known:
        return ()
    first = () if ALWAYS in known else (ALWAYS,)
    return (*first, *known)[:MOST_COLUMNS]


def own_columns(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in COLUMNS)
