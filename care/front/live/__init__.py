"""`/live`: tells open pages which rows changed, by server-sent events. It knows ids only, and asks
whoever composes it who may listen."""

from care.front.live.doors import Doors, Pass, Refusal
from care.front.live.handler import Live

__all__ = ["Doors", "Live", "Pass", "Refusal"]
