"""Policy: what an organisation decided about its work. No state of a case stands here."""

from routing.models.brands import Brand, BrandSight
from routing.models.engagement import Engagement, LineTarget, Rule, SlaPolicy
from routing.models.tags import Tag, TagRoute
from routing.models.teams import Line, Team, TeamMember

__all__ = [
    "Brand",
    "BrandSight",
    "Engagement",
    "Line",
    "LineTarget",
    "Rule",
    "SlaPolicy",
    "Tag",
    "TagRoute",
    "Team",
    "TeamMember",
]
