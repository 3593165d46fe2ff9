"""The door out: replies are claimed, sent by a connector, and settled by what came of it."""

from inbox.flow.delivery.claim import ClaimedSend, SendRef, claim_send, due_sends
from inbox.flow.delivery.fetched import due_again, left
from inbox.flow.delivery.look import ClaimedLook, claim_look, due_looks, look_failed, looked
from inbox.flow.delivery.outcome import accepted, doubtful, kept_back, refused

__all__ = [
    "ClaimedLook",
    "ClaimedSend",
    "SendRef",
    "accepted",
    "claim_look",
    "claim_send",
    "doubtful",
    "due_again",
    "due_looks",
    "due_sends",
    "kept_back",
    "left",
    "look_failed",
    "looked",
    "refused",
]
