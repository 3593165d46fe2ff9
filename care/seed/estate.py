"""An organisation as the operator makes it, with brands, channels, teams, tags and people enough
for its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from care.core.models import Member, Organisation
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from care.seed.words import FAMILIES, NAMES, TOPICS
from inbox.clocks.targets import Goals, Targets
from inbox.flow.ingest.channels import open_channel
from inbox.models import Channel
from inbox.models.channels import Health
from routing.engine import CaseFacts
from routing.models import (
    Brand,
    Calendar,
    CalendarVersion,
    Engagement,
    ReturnReason,
    Rule,
    Tag,
    Team,
)
from routing.policy import House, house
from routing.setup import do_create_member, do_create_organisation
from routing.starting import EPOCH

NETWORKS = ("x", "mastodon", "generic")
_DAY = [[8 * 60, 20 * 60]]
_WEEK = [_DAY, _DAY, _DAY, _DAY, _DAY, [[9 * 60, 14 * 60]], []]
# So many cases a year keep one agent busy.
_A_YEAR = 4_000
_MOST_AGENTS = 120


@dataclass(frozen=True, slots=True)
class Desk:
    """A channel, whose brand's hours and targets count."""

    channel_id: int
    brand_id: int
    network: str
    goals: Goals


@dataclass(frozen=True, slots=True)
class Estate:
    organisation_id: int
    slug: str
    first: tuple[int, ...]
    """Teams of the front line; new cases come to the first of them."""
    second: tuple[int, ...]
    agents: Mapping[int, tuple[int, ...]]
    """By team."""
    desks: tuple[Desk, ...]
    topics: tuple[int, ...]
    over: int
    """The tag that hands over to the second line."""
    back: int
    reasons: tuple[int, ...]
    noise_rule: int
    house: House


def settle(*, slug: str, name: str, cases: int) -> Estate:
    """The organisation of this name, made or finished: whoever broke off may begin again."""
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        organisation = do_create_organisation(name=name, slug=slug)
    with organisation_door(organisation.id):
        large = cases > 20_000
        agents = min(_MOST_AGENTS, max(6, cases // _A_YEAR))
        _brands(slug, 3 if large else 2)
        _teams(3 if large else 1, 2 if large else 1)
        for topic_slug, (topic, colour) in TOPICS.items():
            Tag.objects.get_or_create(slug=topic_slug, defaults={"name": topic, "colour": colour})
        _people(organisation, agents)
        Engagement.objects.update(version=2)
        return _read(organisation)


def _brands(slug: str, number: int) -> None:
    """All but the first keep office hours. Of UTC, which has no summer: a week is like another."""
    calendar, made = Calendar.objects.get_or_create(name="Office hours")
    if made:
        CalendarVersion.objects.create(
            calendar=calendar, valid_from=EPOCH, zone="UTC", week=_WEEK, at=timezone.now()
        )
    for n in range(1, number):
        Brand.objects.get_or_create(
            slug=f"brand-{n + 1}", defaults={"name": f"{slug} {n + 1}", "calendar": calendar}
        )
    for brand in Brand.objects.order_by("id"):
        for network in NETWORKS:
            account = f"{slug}-{brand.slug}"
            open_channel(
                brand_id=brand.id,
                network=network,
                name=f"{brand.name} on {network}",
                handle=account,
                account_id=account,
                kinds=(),
            )
    # Nothing is behind them: what is written here can never leave.
    Channel.objects.update(health=Health.DEAD, health_note="Made up: nothing can be sent.")


def _teams(first: int, second: int) -> None:
    for line, wanted in ((1, first), (2, second)):
        of_line = Team.objects.filter(line__number=line).order_by("id")
        model = of_line[0]
        for n in range(len(of_line), wanted):
            Team.objects.create(
                line=model.line,
                name=f"{model.name} {n + 1}",
                slug=f"{model.slug}-{n + 1}",
                queue_name=f"{model.queue_name} {n + 1}",
            )


def _people(organisation: Organisation, number: int) -> None:
    """Nobody has a password. Every fourth agent is on second line."""
    lines = [list(Team.objects.filter(line__number=n).order_by("id")) for n in (1, 2)]
    for n in range(number + 1):
        of_line = lines[1 if n % 4 == 3 else 0]
        leads = n == number
        do_create_member(
            organisation=organisation,
            email=f"{'leader' if leads else f'agent{n + 1}'}@{organisation.slug}.example",
            name=f"{NAMES[n % len(NAMES)]} {FAMILIES[n * 7 % len(FAMILIES)]}",
            password=None,
            role=Role.TEAM_LEADER if leads else Role.AGENT,
            teams=[team for line in lines for team in line]
            if leads
            else [of_line[n // 4 % len(of_line)]],
        )


def _read(organisation: Organisation) -> Estate:
    rules = house()
    first, second = (
        tuple(Team.objects.filter(line__number=n).order_by("id").values_list("id", flat=True))
        for n in (1, 2)
    )
    agents = {
        team_id: tuple(
            Member.objects.filter(role=Role.AGENT, team_memberships__team_id=team_id)
            .order_by("id")
            .values_list("id", flat=True)
        )
        for team_id in (*first, *second)
    }
    tags = dict(Tag.objects.values_list("slug", "id"))
    return Estate(
        organisation_id=organisation.id,
        slug=organisation.slug,
        first=first,
        second=second,
        agents=agents,
        desks=tuple(_desks(rules)),
        topics=tuple(tags[slug] for slug in TOPICS),
        over=tags["second-line-support"],
        back=tags["technical-reply"],
        reasons=tuple(ReturnReason.objects.order_by("position").values_list("id", flat=True)),
        noise_rule=Rule.objects.earliest("position").id,
        house=rules,
    )


def _desks(rules: House) -> list[Desk]:
    targets = Targets(rules)
    found = []
    for channel in Channel.objects.order_by("id"):
        facts = CaseFacts(
            "normal", channel.network, channel.id, channel.brand_id, rules.front_team_id
        )
        desk = (channel.id, channel.brand_id, channel.network)
        found.append(Desk(*desk, goals=targets.of(facts)))
    return found
