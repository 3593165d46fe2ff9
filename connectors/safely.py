"""One due row after the other, each for itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

Ref = TypeVar("Ref")


def safely(do: Callable[[Ref], bool], ref: Ref, *, log: logging.Logger, cannot: str) -> bool:
    """Whether something was done. A fault of ours is logged and keeps no other row waiting; the
    row's lease, or its next due time, brings it back."""
    try:
        return do(ref)
    except Exception:
        log.exception("%s: %r", cannot, ref)
        return False
