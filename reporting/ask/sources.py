"""The tables that figures are counted in, and what stands where in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Rows `f` of a table, each counted at one moment. `line`, `team`, `agent`: what a report that
    is narrowed to one of them looks at; empty: these rows belong to none."""

    name: str
    table: str
    moment: str
    always: str = ""
    line: str = "f.line_id"
    team: str = "f.team_id"
    agent: str = "f.member_id"
    tag: str = "f.tag_id"
    more: str = ""
    """What is joined to the table."""
    several: str = ""
    """What a row has that makes several of it: rows in which it is the same are alike."""
    once: bool = False
    """A case has at most one such row."""


CASE = "reporting_casefact"
OPENED = Source("opened", CASE, "f.opened_at", "NOT f.history", agent="f.owner_id", once=True)
FIRST = Source(
    "first",
    CASE,
    "f.first_response_at",
    "NOT f.history AND f.first_response_at IS NOT NULL",
    line="f.first_response_line_id",
    team="f.first_response_team_id",
    agent="f.first_response_member_id",
    once=True,
)
USEFUL = Source(
    "useful",
    CASE,
    "f.first_useful_at",
    "NOT f.history AND f.first_useful_at IS NOT NULL",
    line="f.first_useful_line_id",
    team="f.first_useful_team_id",
    agent="f.first_useful_member_id",
    once=True,
)
SOLVED = Source(
    "solved",
    CASE,
    "f.resolved_at",
    "NOT f.history AND f.resolved_at IS NOT NULL AND f.state = 'resolved'",
    agent="f.owner_id",
    once=True,
)
WAITING = Source(
    "waiting",
    CASE,
    "f.opened_at",
    "NOT f.history AND f.actionability = 'must_answer' AND f.unanswered_since IS NOT NULL",
    agent="f.owner_id",
    once=True,
)
ANSWERS = Source("answers", "reporting_replyfact", "f.at", "f.answers")
REPLIES = Source("replies", "reporting_replyfact", "f.at")
ARRIVALS = Source("arrivals", "reporting_arrivalfact", "f.at", agent="")
STARTED = Source("started", "reporting_spellfact", "f.started_at")
ENDED = Source("ended", "reporting_spellfact", "f.ended_at", "f.ended_at IS NOT NULL")
RESOLVED = Source(
    "resolved",
    "reporting_spellfact",
    "f.ended_at",
    "f.ended_at IS NOT NULL AND f.outcome = 'resolved'",
)
LEGS = Source("legs", "reporting_legfact", "f.started_at", "NOT f.undone", agent="f.assignee_id")
STAYS = Source(
    "stays",
    "reporting_legfact",
    "f.ended_at",
    "NOT f.undone AND f.ended_at IS NOT NULL",
    agent="f.assignee_id",
)
RETURNS = Source(
    "returns",
    "reporting_legfact",
    "f.ended_at",
    "f.returned AND f.ended_at IS NOT NULL",
    agent="f.assignee_id",
)
TAGGINGS = Source("taggings", "reporting_tagfact", "f.on_at", "NOT f.undone")
CLOCKS = Source("clocks", "reporting_clockfact", "f.at")
TAGGED = Source(
    "tagged",
    CASE,
    "f.opened_at",
    "NOT f.history",
    agent="f.owner_id",
    tag="u.tag_id",
    more="CROSS JOIN LATERAL unnest(f.tags) AS u(tag_id)",
    several="f.tags",
)
