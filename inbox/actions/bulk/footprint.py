"""What a verb changed in a case, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from care.core.models import Member
from inbox.access import visible_to
from inbox.actions.acting import tell
from inbox.actions.before import back_to
from inbox.actions.place import own, put
from inbox.events import Actor, Kind
from inbox.models import Case
from inbox.models.cases import State

Standing = dict[str, Any]
"""As JSON keeps it."""


def standing_of(case: Case) -> Standing:
    return {
        "state": str(case.state),
        "until": _iso(case.snoozed_until),
        "team": case.team_id,
        "assignee": case.assignee_id,
        "owner": case.owner_id,
        "priority": str(case.priority),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


@dataclass(frozen=True, slots=True)
class Footprint:
    before: Standing
    after: Standing
    """Both of what differs, and of nothing else."""
    settled: str | None
    """When the case was settled last, before."""
    tagging: int | None = None
    tag: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "after": self.after,
            "settled": self.settled,
            "tagging": self.tagging,
            "tag": self.tag,
        }

    def still_stands(self, case: Case) -> bool:
        now = standing_of(case)
        return all(now[name] == value for name, value in self.after.items())


@dataclass(frozen=True, slots=True)
class Untouched:
    """A case before a verb; `left` compares it with what the verb made of it."""

    standing: Standing
    settled: str | None

    @classmethod
    def of(cls, case: Case) -> Untouched:
        return cls(standing_of(case), _iso(case.settled_at))

    def left(self, case: Case, *, tagging: int | None = None, tag: int | None = None) -> Footprint:
        now = standing_of(case)
        names = [name for name, value in now.items() if self.standing[name] != value]
        return Footprint(
            before={name: self.standing[name] for name in names},
            after={name: now[name] for name in names},
            settled=self.settled,
            tagging=tagging,
            tag=tag,
        )


def put_back(case: Case, mark: Footprint, *, at: datetime, actor: Actor) -> None:
    """Needs the case's row lock; the caller brings the clocks in line."""
    before = mark.before
    if "state" in before or "until" in before:
        until = before.get("until")
        back_to(
            case,
            State(before.get("state", case.state)),
            until=datetime.fromisoformat(until) if until else None,
            settled=mark.settled,
            at=at,
            actor=actor,
        )
    if "team" in before or "assignee" in before:
        put(
            case,
            team_id=before.get("team", case.team_id),
            assignee_id=_who_may(case, before.get("assignee", case.assignee_id)),
            at=at,
            actor=actor,
        )
    if "owner" in before:
        own(case, owner_id=_who_may(case, before["owner"]), at=at, actor=actor)
    if "priority" in before:
        tell(case, Kind.PRIORITY_CHANGED, at, actor, from_=case.priority, to=before["priority"])
        case.priority = before["priority"]
        case.save(update_fields=["priority"])


def _who_may(case: Case, member_id: int | None) -> int | None:
    """Nobody, where they left or see the brand no more."""
    member = Member.objects.filter(id=member_id or 0, membership__active=True).first()
    if member is None or not visible_to(member).filter(id=case.id).exists():
        return None
    return member.id
