"""The part of Care that decides and never acts: values in, values out.

No Django, no clock, no I/O in this package. `decide` says what rules and tag routes want done,
`due_at` when a clock runs out, `urgency_key` which case comes first, `is_closing` whether a message
is only thanks; who asks does the work and writes it down.
"""

from .closing import is_closing
from .decide import (
    ActionabilityTo,
    Because,
    Decision,
    Move,
    PriorityTo,
    TagOff,
    TagOn,
    decide,
)
from .facts import Actionability, Facts, MessageArrived, Priority, TagAdded, Trigger, Visibility
from .pick import (
    ACTIONABILITY_RANK,
    PRIORITY_RANK,
    URGENCY_SQL,
    Candidate,
    most_urgent,
    urgency_key,
)
from .policy import (
    Action,
    AddTag,
    ChannelIs,
    Condition,
    HasTag,
    LacksTag,
    MoveToTeam,
    NotWords,
    Policy,
    Route,
    Rule,
    SetActionability,
    SetPriority,
    VisibilityIs,
    Words,
)
from .schema import PolicyError, dump_actions, dump_conditions, parse_actions, parse_conditions
from .sla import WALL_TIME, Calendar, Pause, WallTime, due_at, elapsed, remaining
from .words import Patterns, Text

__all__ = [
    "ACTIONABILITY_RANK",
    "PRIORITY_RANK",
    "URGENCY_SQL",
    "WALL_TIME",
    "Action",
    "Actionability",
    "ActionabilityTo",
    "AddTag",
    "Because",
    "Calendar",
    "Candidate",
    "ChannelIs",
    "Condition",
    "Decision",
    "Facts",
    "HasTag",
    "LacksTag",
    "MessageArrived",
    "Move",
    "MoveToTeam",
    "NotWords",
    "Patterns",
    "Pause",
    "Policy",
    "PolicyError",
    "Priority",
    "PriorityTo",
    "Route",
    "Rule",
    "SetActionability",
    "SetPriority",
    "TagAdded",
    "TagOff",
    "TagOn",
    "Text",
    "Trigger",
    "Visibility",
    "VisibilityIs",
    "WallTime",
    "Words",
    "decide",
    "due_at",
    "dump_actions",
    "dump_conditions",
    "elapsed",
    "is_closing",
    "most_urgent",
    "parse_actions",
    "parse_conditions",
    "remaining",
    "urgency_key",
]
