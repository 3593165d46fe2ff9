"""Policy: what an organisation decided about its work. No state of a case stands here."""

from routing.models.answers import CannedAnswer
from routing.models.brands import Brand, BrandSight
from routing.models.calendars import Calendar, CalendarChoice, CalendarVersion
from routing.models.engagement import Engagement, LineTarget, Rule, RuleVersion, SlaPolicy
from routing.models.fields import CustomField
from routing.models.reasons import ReturnReason
from routing.models.tags import Tag, TagRoute
from routing.models.teams import Line, Team, TeamMember
from routing.models.topics import Topic, TopicItem

__all__ = [
    "Brand",
    "BrandSight",
    "Calendar",
    "CalendarChoice",
    "CalendarVersion",
    "CannedAnswer",
    "CustomField",
    "Engagement",
    "Line",
    "LineTarget",
    "ReturnReason",
    "Rule",
    "RuleVersion",
    "SlaPolicy",
    "Tag",
    "TagRoute",
    "Team",
    "TeamMember",
    "Topic",
    "TopicItem",
]
