"""State: what customers wrote, and what became of it."""

from inbox.models.attachments import Attachment
from inbox.models.bulk import BulkItem, BulkJob
from inbox.models.cases import Case, CaseLink
from inbox.models.channels import Channel, EarlyChange, ParkedItem, Stream
from inbox.models.clocks import Clock, Recount, Timer
from inbox.models.customers import Customer, CustomerMerge, Identity
from inbox.models.desk import Draft, Notice, SavedView, Watch
from inbox.models.dirty import Dirty
from inbox.models.events import Event
from inbox.models.legs import Leg
from inbox.models.lines import Proposal, Tick
from inbox.models.messages import Message, MessageVersion, Outbox, Thread, ThreadSeat
from inbox.models.notes import Note
from inbox.models.problems import Problem, ProblemEntry, ProblemLink
from inbox.models.taggings import Tagging

__all__ = [
    "Attachment",
    "BulkItem",
    "BulkJob",
    "Case",
    "CaseLink",
    "Channel",
    "Clock",
    "Customer",
    "CustomerMerge",
    "Dirty",
    "Draft",
    "EarlyChange",
    "Event",
    "Identity",
    "Leg",
    "Message",
    "MessageVersion",
    "Note",
    "Notice",
    "Outbox",
    "ParkedItem",
    "Problem",
    "ProblemEntry",
    "ProblemLink",
    "Proposal",
    "Recount",
    "SavedView",
    "Stream",
    "Tagging",
    "Thread",
    "ThreadSeat",
    "Tick",
    "Timer",
    "Watch",
]
