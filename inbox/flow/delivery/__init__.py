"""The door out: replies are claimed, sent by a connector, and settled by what came of it."""

from inbox.flow.delivery.claim import ClaimedSend, SendRef, claim_send, due_sends
from inbox.flow.delivery.outcome import accepted, doubtful, refused

__all__ = [
    "ClaimedSend",
    "SendRef",
    "accepted",
    "claim_send",
    "doubtful",
    "due_sends",
    "refused",
]
