"""The embedded Postgres and Valkey, and the supervisor of `make run`. No Django in here."""

from __future__ import annotations

from care.services.ensure import Services, ensure, key_files
from care.services.errors import ServiceError

__all__ = ["ServiceError", "Services", "ensure", "key_files"]
