"""The door in. `receive` is the only way a network's items become messages."""

from inbox.flow.ingest.page import Receipt
from inbox.flow.ingest.receive import receive

__all__ = ["Receipt", "receive"]
