"""Canned answers as they are read: who may use which, who may change which."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, Q, QuerySet

from care.core.models import Member
from care.core.models.member import Role
from routing.engine.filling import About
from routing.engine.macros import Step, StepKind, parse_steps
from routing.models import Brand, BrandSight, CannedAnswer, CustomField, Tag, Team, TeamMember
from routing.models.fields import FieldOf

# More than anybody finds again; what is over is found by searching.
MOST_SHOWN = 300

# A customer to try texts on, where none is at hand.
SAMPLE = About(customer="Kim Larsen", handle="@kim_larsen", case_id=1042)


def in_sight_of(member: Member) -> Q:
    """Rows with a brand that the member may see, or with none."""
    limited = BrandSight.objects.filter(member=member)
    return Q(brand__isnull=True) | ~Exists(limited) | Q(brand_id__in=limited.values("brand_id"))


def brands_seen_by(member: Member) -> QuerySet[Brand]:
    limited = BrandSight.objects.filter(member=member)
    return Brand.objects.filter(~Exists(limited) | Q(id__in=limited.values("brand_id")))


def seen_by(member: Member) -> QuerySet[CannedAnswer]:
    """One's own, those of one's teams, those of the organisation; an admin's are all."""
    answers = CannedAnswer.objects.select_related("brand", "team", "member")
    if member.role == Role.ADMIN:
        return answers
    teams = TeamMember.objects.filter(member=member).values("team_id")
    mine = Q(member=member) | Q(member__isnull=True, team_id__in=teams)
    return answers.filter(mine | Q(member__isnull=True, team__isnull=True)).filter(
        in_sight_of(member)
    )


def usable_by(member: Member, *, brand_id: int) -> QuerySet[CannedAnswer]:
    """In a case of the brand. What another person keeps for themselves is no admin's to use."""
    kept_by_others = Q(member__isnull=False) & ~Q(member=member)
    of_brand = Q(brand__isnull=True) | Q(brand_id=brand_id)
    return seen_by(member).filter(of_brand).exclude(kept_by_others)


def led_teams(member: Member) -> QuerySet[Team]:
    """Teams whose answers the member may change."""
    if member.role == Role.ADMIN:
        return Team.objects.filter(retired_at=None).order_by("name", "id")
    if member.role != Role.TEAM_LEADER:
        return Team.objects.none()
    own = TeamMember.objects.filter(member=member).values("team_id")
    return Team.objects.filter(id__in=own, retired_at=None).order_by("name", "id")


def may_change(member: Member, answer: CannedAnswer, *, led: frozenset[int]) -> bool:
    """`led`: the ids of `led_teams`."""
    if member.role == Role.ADMIN:
        return True
    if answer.member_id is not None:
        return bool(answer.member_id == member.id)
    return answer.team_id is not None and answer.team_id in led


def sample_of(member: Member, *, brand: Brand | None) -> About:
    """Somebody to try a text on. Custom fields have their names for values."""
    fields = CustomField.objects.filter(of=FieldOf.CUSTOMER, retired_at__isnull=True)
    chosen = brand or brands_seen_by(member).order_by("id").first()
    return replace(
        SAMPLE,
        agent=member.display_name,
        initials=member.initials,
        brand=chosen.name if chosen else "",
        channel=f"@{chosen.slug}" if chosen else "",
        fields={field.slug: f"‹{field.name}›" for field in fields.order_by("position", "id")},
    )


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step, and the name of what it is about; empty where that is gone."""

    step: Step
    name: str

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def kind(self) -> StepKind:
        return self.step.kind


class Names:
    """Names of tags and teams, read once."""

    def __init__(self) -> None:
        self.tags = dict(Tag.objects.filter(retired_at=None).values_list("id", "name"))
        self.teams = dict(Team.objects.filter(retired_at=None).values_list("id", "name"))

    def of(self, answer: CannedAnswer) -> tuple[StepWords, ...]:
        """What a macro does, without what is gone meanwhile."""
        said = (self.say(step) for step in parse_steps(answer.actions))
        return tuple(one for one in said if one.name)

    def say(self, step: Step) -> StepWords:
        if step.kind in ("add_tag", "remove_tag"):
            return StepWords(step, self.tags.get(step.row_id, ""))
        if step.kind == "move_to_team":
            return StepWords(step, self.teams.get(step.row_id, ""))
        return StepWords(step, step.value)
