"""Idempotency keys: what was sent twice happens once, also when both are heard at one moment."""

from __future__ import annotations

from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id

_SALT = 0x0CA4F


def lock_key(key: str) -> None:
    """Whoever uses the same key at this moment waits until our transaction ends, and then sees what
    we did with it. A case's row lock does not help: the key may come with two cases. Take it after
    the case."""
    fetch(
        "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
        [_SALT, f"{current_organisation_id()}:{key}"],
    )
