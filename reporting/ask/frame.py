"""What all questions of one page have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from reporting.ask.sources import Source
from reporting.filters import Filters
from reporting.period import Period


@dataclass(frozen=True, slots=True)
class Frame:
    organisation_id: int
    period: Period
    filters: Filters = field(default_factory=Filters)
    brands: tuple[int, ...] | None = None
    """Those that the member may see; none: all of them."""

    @property
    def business(self) -> bool:
        return self.filters.business


@dataclass(frozen=True, slots=True)
class Key:
    """By what figures are set side by side: `sql` over the rows `f` of a source."""

    name: str
    sql: str

    def of(self, source: Source) -> str:
        ways = {
            "line": source.line,
            "team": source.team,
            "agent": source.agent,
            "tag": source.tag,
        }
        return ways.get(self.name) or self.sql


LINE = Key("line", "NULL::bigint")
TEAM = Key("team", "NULL::bigint")
AGENT = Key("agent", "NULL::bigint")
NETWORK = Key("network", "f.network")
CHANNEL = Key("channel", "f.channel_id")
BRAND = Key("brand", "f.brand_id")
PRIORITY = Key("priority", "f.priority")
TAG = Key("tag", "f.tag_id")
KIND = Key("kind", "f.kind")
POLICY = Key("policy", "f.policy_id")
STREAM = Key("stream", "f.stream_kind")
REASON = Key("reason", "f.return_reason_id")
TURNS = Key("turns", "least(f.turns, 6)")
TIME = Key("time", "width_bucket({moment}, %(bounds)s)")
KEYS = {
    key.name: key
    for key in (
        *(LINE, TEAM, AGENT, NETWORK, CHANNEL, BRAND, PRIORITY),
        *(TAG, KIND, POLICY, STREAM, REASON, TURNS),
    )
}
