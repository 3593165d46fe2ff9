"""State: what customers wrote, and what became of it."""

from inbox.models.cases import Case, CaseLink
from inbox.models.channels import Channel, EarlyChange, ParkedItem, Stream
from inbox.models.clocks import Clock, Timer
from inbox.models.customers import Customer, Identity
from inbox.models.events import Event
from inbox.models.legs import Leg
from inbox.models.messages import Message, MessageVersion, Outbox, Thread, ThreadSeat
from inbox.models.notes import Note
from inbox.models.taggings import Tagging

__all__ = [
    "Case",
    "CaseLink",
    "Channel",
    "Clock",
    "Customer",
    "EarlyChange",
    "Event",
    "Identity",
    "Leg",
    "Message",
    "MessageVersion",
    "Note",
    "Outbox",
    "ParkedItem",
    "Stream",
    "Tagging",
    "Thread",
    "ThreadSeat",
    "Timer",
]
