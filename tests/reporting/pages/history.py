"""Histories that are small enough to be counted by hand: cases with the facts of what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from inbox.models import Case, Channel, Customer
from reporting.models import (
    ArrivalFact,
    CaseFact,
    ClockFact,
    LegFact,
    ReplyFact,
    SpellFact,
    TagFact,
)
from routing.models import Team
from tests.cast import Cast

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = "period=custom&from=2026-03-02&to=2026-03-08&by=day&compare=none"
_DONE = timedelta(minutes=1)


@dataclass
class Past:
    """`told` keeps what was written, for a recount in plain Python. Needs the cast's door."""

    cast: Cast
    told: list[CaseFact] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def case(self, opened: datetime = MONDAY, **facts: Any) -> CaseFact:
        """A case; what is not said of it is that of a case that nobody has answered."""
        channel = Channel.objects.get(id=facts.pop("channel_id", self.cast.channel_id))
        team = Team.objects.get(line__number=1)
        customer = Customer.objects.create(
            display_name=f"Kim {next(self._numbers)}", fields=facts.pop("fields", None)
        )
        case = Case.objects.create(
            brand_id=channel.brand_id,
            channel=channel,
            customer=customer,
            team=team,
            state=facts.get("state", "open"),
            opened_at=opened,
            last_message_at=opened,
            snippet=f"the router of {customer.display_name}",
        )
        of = {
            "customer_id": customer.id,
            "brand_id": channel.brand_id,
            "channel_id": channel.id,
            "network": channel.network,
            "priority": "normal",
            "opened_at": opened,
            "public": True,
            "actionability": "must_answer",
            "state": "open",
            "team_id": team.id,
            "line_id": team.line_id,
        }
        none = ("inbound", "replies", "turns", "resolutions", "reopens", "rounds")
        numbers = dict.fromkeys((*none, "held_seconds", "touch_seconds"), 0)
        flags = dict.fromkeys(("redirected", "friction", "history"), False)
        made = CaseFact.objects.create(case_id=case.id, **(of | numbers | flags | facts))
        self.told.append(made)
        return made

    def answered(self, seconds: int, *, useful: int | None = None, **facts: Any) -> CaseFact:
        """A case with its first response after so many seconds."""
        opened = facts.pop("opened", MONDAY)
        front = Team.objects.get(line__number=1)
        said = {
            "first_response_at": opened + timedelta(seconds=seconds),
            "first_response_seconds": seconds,
            "first_response_business": seconds // 2,
            "first_response_member_id": facts.pop("by", self.cast.anna).id,
            "first_response_team_id": front.id,
            "first_response_line_id": front.line_id,
        }
        if useful is not None:
            said |= {
                "first_useful_team_id": front.id,
                "first_useful_line_id": front.line_id,
                "first_useful_at": opened + timedelta(seconds=useful),
                "first_useful_seconds": useful,
            }
        made = self.case(opened, **said, **facts)
        self._row(
            ReplyFact,
            made,
            message_id=made.case_id,
            at=said["first_response_at"],
            member_id=said["first_response_member_id"],
            visibility="public",
            starts_turn=True,
            turn=1,
            first=True,
            useful_first=useful == seconds,
            answers=True,
            waited_seconds=seconds,
            waited_business=seconds // 2,
            **dict.fromkeys(("acknowledges", "free", "redirects", "native"), False),
        )
        return made

    def solved(self, after: timedelta, *, turns: int = 1, **facts: Any) -> CaseFact:
        """A case that was resolved so long after it was opened."""
        opened, reopened = facts.pop("opened", MONDAY), facts.pop("reopened", None)
        ended = opened + after
        made = self.case(opened, state="resolved", turns=turns, resolved_at=ended, **facts)
        self.spell(made, ended, turns=turns, reopened_at=reopened)
        return made

    def spell(self, of: CaseFact, ended: datetime | None = None, **facts: Any) -> None:
        seconds = int((ended - of.opened_at).total_seconds()) if ended else None
        outcome = "resolved" if ended else ""
        times = {"started_at": of.opened_at, "ended_at": ended, "seconds": seconds}
        self._row(SpellFact, of, **({"turns": 0, "outcome": outcome} | times | facts))

    def leg(self, of: CaseFact, number: int, line: int, seconds: int, **facts: Any) -> None:
        team = Team.objects.get(line__number=line)
        started = facts.pop("started", of.opened_at)
        ended = started + timedelta(seconds=seconds)
        self._row(
            LegFact,
            of,
            number=number,
            **(
                {
                    "team_id": team.id,
                    "line_id": team.line_id,
                    "line_number": line,
                    "started_at": started,
                    "ended_at": ended,
                    "seconds": seconds,
                    "open_seconds": seconds,
                    "touch_seconds": 0,
                    "undone": False,
                }
                | facts
            ),
        )

    def tag(self, of: CaseFact, tag_id: int, *, number: int = 1, **facts: Any) -> None:
        on = {"on_at": of.opened_at + _DONE, "opened_at": of.opened_at, "undone": False}
        self._row(TagFact, of, number=number, tag_id=tag_id, **(on | facts))

    def arrival(self, of: CaseFact, **facts: Any) -> None:
        said = {"message_id": of.case_id, "at": of.opened_at, "visibility": "public"}
        judged = {"stream_kind": "mentions", "kind": "ask", "actionability": "must_answer"}
        self._row(ArrivalFact, of, **(said | judged | facts))

    def clock(self, of: CaseFact, *, met: bool, **facts: Any) -> None:
        times = {"started_at": of.opened_at, "at": of.opened_at + _DONE}
        kind = {"kind": "first_response", "target_seconds": 60, "met": met}
        self._row(ClockFact, of, **(times | kind | facts))

    def _row(self, model: type[Any], of: CaseFact, **facts: Any) -> None:
        dims = ("case_id", "brand_id", "channel_id", "network", "priority", "team_id", "line_id")
        row = {name: getattr(of, name) for name in dims} | {"number": 1} | facts
        model.objects.create(**row)
