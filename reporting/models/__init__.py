"""The past, as facts: sums of events, replaced whenever a case has new ones."""

from reporting.models.cases import CaseFact, SpellFact
from reporting.models.clocks import ClockFact
from reporting.models.handed import Export, SavedReport, Schedule, ScheduledFor
from reporting.models.legs import LegFact
from reporting.models.marks import TimeMark
from reporting.models.messages import ArrivalFact, ReplyFact
from reporting.models.stuck import StuckFold
from reporting.models.tags import TagFact

__all__ = [
    "ArrivalFact",
    "CaseFact",
    "ClockFact",
    "Export",
    "LegFact",
    "ReplyFact",
    "SavedReport",
    "Schedule",
    "ScheduledFor",
    "SpellFact",
    "StuckFold",
    "TagFact",
    "TimeMark",
]
