"""The case as its page prints it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.customer import CustomerCard, customer_of
from inbox.desk.entries import Entry, entries_of
from inbox.desk.handed import HandOverCard, card_of
from inbox.desk.links import CaseLinks, Links
from inbox.desk.pen import Composer, Refusal, composer_of
from inbox.desk.reported import (
    ProblemCard,
    ProblemChoice,
    Reported,
    problem_card_of,
    problem_choices,
    reported_of,
)
from inbox.desk.sheet import step_words
from inbox.desk.snoozes import SnoozeChoice, snoozes
from inbox.desk.ticking import clocks_of
from inbox.desk.topics import Topics, topics_of
from inbox.models.cases import UNSETTLED, Priority, State
from inbox.selectors.cards import CaseFact, TaggingFact
from inbox.selectors.catalogue import Catalogue, MemberFact
from inbox.selectors.drafts import PenFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class PersonLine:
    face: words.Face
    says: str
    title: str


@dataclass(frozen=True, slots=True)
class TagOn:
    name: str
    hue: int
    title: str
    undo: str


@dataclass(frozen=True, slots=True)
class TagChoice:
    slug: str
    name: str
    hue: int
    leads_to: str


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    face: words.Face
    says: str


@dataclass(frozen=True, slots=True)
class PriorityChoice:
    value: str
    label: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class DismissChoice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """A button of the head; `command` is its name among `inbox.desk.commands`."""

    href: str
    label: str
    icon: str
    command: str
    look: str = ""
    method: str = "post"


@dataclass(frozen=True, slots=True)
class Notice:
    tone: str
    icon: str
    words: str
    at: str = ""
    """The time of which it speaks, in full."""


@dataclass(frozen=True, slots=True)
class CaseCard:
    id: int
    href: str
    to: CaseLinks
    version: str
    name: str
    handle: str
    face: words.Face
    network: words.NetworkMark
    via: str
    state: words.Pill
    priority: words.PriorityMark | None
    people: tuple[PersonLine, ...]
    clocks: tuple[words.Chip, ...]
    tags: tuple[TagOn, ...]
    tag_choices: tuple[TagChoice, ...]
    notice: Notice | None
    unsettled: bool
    releasable: bool
    steps: tuple[Step, ...]
    colleagues: tuple[Colleague, ...]
    snoozes: tuple[SnoozeChoice, ...]
    zone: str
    priorities: tuple[PriorityChoice, ...]
    dismissals: tuple[DismissChoice, ...]
    card: HandOverCard | None
    entries: tuple[Entry, ...]
    composer: Composer
    customer: CustomerCard
    friction: bool
    reported: Reported | None
    problem_card: ProblemCard | None
    problem_choices: tuple[ProblemChoice, ...]
    topics: Topics


def case_card(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    links: Links,
    pen: PenFact,
    *,
    member_id: int,
    purpose: str = "",
    refusal: Refusal | None,
    around: Callable[[str], str] = str,
    now: datetime,
) -> CaseCard:
    to = links.case(case.id)
    channel = catalogue.channels.get(case.channel_id)
    network = words.network_mark(channel.network if channel else "?")
    handle = case.handle_on(channel.network) if channel else ""
    team = catalogue.teams.get(case.team_id)
    further = catalogue.line_of(case.team_id) > catalogue.first_line
    unsettled = case.state in UNSETTLED
    handed = card_of(case, timeline, catalogue, to, now)
    return CaseCard(
        id=case.id,
        href=to.page,
        to=to,
        version=case.version,
        name=case.customer,
        handle=handle if handle != case.customer else "",
        face=words.customer_face(case.customer),
        network=network,
        via=f"{network.label} · {channel.handle}" if channel else network.label,
        state=words.state_pill(
            case.state,
            elsewhere=team.line_name if team and further else "",
            thanked=case.thanked_at is not None,
        ),
        priority=_priority(case),
        people=_people(case, catalogue),
        clocks=clocks_of(case, now),
        tags=tuple(_tag_on(tagging, catalogue, to) for tagging in reversed(case.tags_on)),
        tag_choices=_tag_choices(case, catalogue),
        notice=_notice(case, catalogue, member_id, refusal, now),
        unsettled=unsettled,
        releasable=case.assignee_id is not None,
        steps=_steps(case, catalogue, to, member_id),
        colleagues=_colleagues(case, catalogue, member_id),
        snoozes=snoozes(now),
        zone=timezone.get_current_timezone_name(),
        priorities=tuple(
            PriorityChoice(p.value, p.label, p.icon, p.value == case.priority)
            for p in map(words.priority_mark, Priority.values)
        ),
        dismissals=tuple(DismissChoice(*reason) for reason in words.dismissals().items()),
        card=handed,
        entries=entries_of(case, timeline, catalogue, to, now=now),
        composer=composer_of(
            case,
            timeline,
            catalogue,
            to,
            pen,
            purpose=purpose,
            refusal=refusal,
            around=around,
            now=now,
        ),
        customer=customer_of(case, catalogue, links, refusal=refusal, now=now),
        friction=case.friction_at is not None,
        reported=reported_of(case, links, to),
        problem_card=problem_card_of(
            case, catalogue, to, said=handed.says_entry if handed else None
        ),
        problem_choices=problem_choices(case.problems),
        topics=topics_of(case, catalogue, to),
    )


def _priority(case: CaseFact) -> words.PriorityMark | None:
    return None if case.priority == Priority.NORMAL else words.priority_mark(case.priority)


def _people(case: CaseFact, catalogue: Catalogue) -> tuple[PersonLine, ...]:
    lines = []
    if case.owner_id is not None:
        owner = words.face(catalogue.members.get(case.owner_id))
        both = case.assignee_id == case.owner_id
        told = {"name": words.first_name(owner.name)}
        says = _("%(name)s speaks to the customer")
        if both or case.state not in UNSETTLED:
            says = _("%(name)s has it") if case.state in UNSETTLED else _("%(name)s had it")
        title = _("%(name)s speaks to the customer until the case is resolved")
        lines.append(PersonLine(owner, says % told, title % {"name": owner.name}))
    if case.assignee_id is not None and case.assignee_id != case.owner_id:
        works = words.face(catalogue.members.get(case.assignee_id))
        told = {"name": words.first_name(works.name)}
        title = _("%(name)s works on it now") % {"name": works.name}
        lines.append(PersonLine(works, _("%(name)s works on it now") % told, title))
    return tuple(lines)


def _tag_on(tagging: TaggingFact, catalogue: Catalogue, to: CaseLinks) -> TagOn:
    mark = words.tag_mark(catalogue.tags.get(tagging.tag_id))
    if tagging.member_id is not None:
        who = words.face(catalogue.members.get(tagging.member_id)).name
    else:
        who = tagging.rule_name or "Care"
    title = _("Added by %(name)s, %(when)s") % {
        "name": who,
        "when": full_time(tagging.at),
    }
    if tagging.why:
        title = _("%(said)s because “%(why)s”") % {"said": title, "why": tagging.why}
    tag = catalogue.tags.get(tagging.tag_id)
    if tag is not None and tag.retired:
        title = _("%(said)s. The tag is retired: nobody can add it any more.") % {"said": title}
    return TagOn(mark.name, mark.hue, title, to.undo(tagging.id))


def _tag_choices(case: CaseFact, catalogue: Catalogue) -> tuple[TagChoice, ...]:
    on = {tagging.tag_id for tagging in case.tags_on}
    choices = []
    for tag in catalogue.tags_in_use:
        if tag.id in on:
            continue
        route = catalogue.routes.get(tag.id)
        team = catalogue.teams.get(route.team_id) if route else None
        mark = words.tag_mark(tag)
        choices.append(TagChoice(tag.slug, mark.name, mark.hue, team.queue_name if team else ""))
    return tuple(choices)


def _notice(
    case: CaseFact,
    catalogue: Catalogue,
    member_id: int,
    refusal: Refusal | None,
    now: datetime,
) -> Notice | None:
    if refusal is not None and refusal.form == "notice":
        return Notice("error", "circle-alert", refusal.error)
    if case.state == State.SNOOZED and case.snoozed_until is not None:
        when = words.day_and_time(case.snoozed_until, now)
        said = _("Snoozed until %(when)s.") % {"when": when}
        return Notice("plain", "moon", said, full_time(case.snoozed_until))
    if case.asked_private_at is not None and case.state in UNSETTLED:
        when = words.day_and_time(case.asked_private_at, now)
        said = _("Asked to write in private %(when)s: waiting for the message.")
        at = full_time(case.asked_private_at)
        return Notice("plain", "lock-open", said % {"when": when}, at)
    kept = case.state == State.OPEN and case.kept_until is not None and case.kept_until > now
    if kept and case.kept_until is not None and case.assignee_id is not None:
        told = {
            "name": words.face(catalogue.members.get(case.assignee_id)).name,
            "when": words.clock_time(case.kept_until),
        }
        mine = case.assignee_id == member_id
        said = _("Kept for you until %(when)s.") if mine else _("Kept for %(name)s until %(when)s.")
        return Notice("plain", "timer", said % told, full_time(case.kept_until))
    team = catalogue.teams.get(case.team_id)
    if team is not None and team.line > catalogue.first_line and case.owner_id == member_id:
        said = _("With %(team)s now. You still speak to the customer.") % {"team": team.name}
        return Notice("other-line", "corner-up-right", said)
    return None


def _steps(case: CaseFact, catalogue: Catalogue, to: CaseLinks, member_id: int) -> tuple[Step, ...]:
    if case.state not in UNSETTLED:
        return (Step(to.reopen, _("Reopen"), "rotate-ccw", "resolve", "button--primary"),)
    steps = []
    if case.assignee_id is None:
        steps.append(Step(to.take, _("Take it"), "hand", "take"))
    label, icon = step_words(case, catalogue)
    further = catalogue.line_of(case.team_id) > catalogue.first_line
    look = "button--iris" if further else ""
    steps.append(Step(to.hand_over, label, icon, "hand-over", look, "get"))
    look = "" if further else "button--primary"
    steps.append(Step(to.resolve, _("Resolve"), "check", "resolve", look))
    return tuple(steps)


def _colleagues(case: CaseFact, catalogue: Catalogue, member_id: int) -> tuple[Colleague, ...]:
    """Me first, then who is on shift; whoever has it already is left out."""
    others = [
        member
        for member in catalogue.members.values()
        if member.active and member.id != case.assignee_id
    ]

    def nearness(member: MemberFact) -> tuple[bool, bool, str]:
        return (member.id != member_id, not member.available, member.name)

    others.sort(key=nearness)
    return tuple(
        Colleague(
            member.id,
            words.face(member),
            _("you") if member.id == member_id else "" if member.available else _("away"),
        )
        for member in others
    )
