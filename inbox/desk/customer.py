"""Beside the talk: who the customer is, what was before, who had it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.known import KnownGroup, groups_of
from inbox.desk.links import Links
from inbox.desk.pen import Refusal
from inbox.desk.same import Parting, partings_of
from inbox.models.cases import UNSETTLED
from inbox.selectors.asked import typed
from inbox.selectors.cards import EARLIER_SHOWN, CaseFact, EarlierFact, IdentityFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.places import Place, View

CASES_LISTED = 6


@dataclass(frozen=True, slots=True)
class IdentityLine:
    network: words.NetworkMark
    handle: str
    about: tuple[str, ...]
    """What the account tells of itself on its network, line by line."""


@dataclass(frozen=True, slots=True)
class Handler:
    face: words.Face
    says: str
    at: str
    """When they had it, in full; empty while they do."""


@dataclass(frozen=True, slots=True)
class Earlier:
    href: str
    network: words.NetworkMark
    state: words.Pill
    iso: str
    at: str
    snippet: str
    by: str


@dataclass(frozen=True, slots=True)
class CustomerCard:
    identities: tuple[IdentityLine, ...]
    since: str
    handlers: tuple[Handler, ...]
    earlier_title: str
    earlier: tuple[Earlier, ...]
    all_href: str
    """The search for all of them; empty when all are shown."""
    known: tuple[KnownGroup, ...]
    partings: tuple[Parting, ...]


def customer_of(
    case: CaseFact,
    catalogue: Catalogue,
    links: Links,
    *,
    refusal: Refusal | None,
    now: datetime,
) -> CustomerCard:
    since = date_format(timezone.localtime(case.customer_since), "F Y")
    return CustomerCard(
        identities=tuple(
            IdentityLine(
                words.network_mark(identity.network), identity.handle, _about(case, identity)
            )
            for identity in case.identities
        ),
        since=_("Known here since %(month)s") % {"month": since},
        handlers=_handlers(case, catalogue, now),
        earlier_title=_earlier_title(len(case.earlier)),
        earlier=tuple(
            _earlier(other, catalogue, links, now) for other in case.earlier[:CASES_LISTED]
        ),
        all_href=_all_href(case, links),
        known=groups_of(case, refusal),
        partings=partings_of(case, catalogue),
    )


def _all_href(case: CaseFact, links: Links) -> str:
    if len(case.earlier) <= CASES_LISTED or not case.identities:
        return ""
    asked = typed([("from", case.identities[0].handle.replace('"', " "))])
    return links.at(Place(view=View.SEARCH), filters=(("q", asked),))


def _about(case: CaseFact, identity: IdentityFact) -> tuple[str, ...]:
    told = identity.profile or {}
    name = identity.display_name
    called = name if name not in ("", identity.handle, case.customer) else ""
    facts = (_followers(told.get("followers")), _since(told.get("since")), told.get("location"))
    lines = (called, told.get("bio"), " · ".join(str(fact) for fact in facts if fact))
    return tuple(str(line) for line in lines if line)


def _followers(count: object) -> str:
    if not isinstance(count, int):
        return ""
    shown = number_format(count, force_grouping=True)
    return ngettext("%(count)s follower", "%(count)s followers", count) % {"count": shown}


def _since(day: object) -> str:
    """A year, a month or a day, as the network tells it; the year is enough."""
    return _("there since %(year)s") % {"year": str(day)[:4]} if day else ""


def _earlier_title(count: int) -> str:
    if not count:
        return _("Other cases")
    shown = f"{count}+" if count >= EARLIER_SHOWN else str(count)
    return ngettext("%(count)s other case", "%(count)s other cases", count) % {"count": shown}


def _handlers(case: CaseFact, catalogue: Catalogue, now: datetime) -> tuple[Handler, ...]:
    """Everybody who had the case, newest first, once."""
    seen: dict[int, tuple[str, str]] = {}
    for leg in case.legs:
        team = catalogue.teams.get(leg.team_id)
        if leg.assignee_id is not None and leg.assignee_id not in seen:
            told = (team.line_name if team else "", words.short_day(leg.started_at, now))
            seen[leg.assignee_id] = (" · ".join(filter(None, told)), full_time(leg.started_at))
    if case.owner_id is not None:
        seen[case.owner_id] = (_("speaks to them"), "")
    return tuple(
        Handler(words.face(catalogue.members.get(member_id)), says, at)
        for member_id, (says, at) in seen.items()
    )


def _earlier(other: EarlierFact, catalogue: Catalogue, links: Links, now: datetime) -> Earlier:
    channel = catalogue.channels.get(other.channel_id)
    had_it = other.owner_id or other.assignee_id
    done = other.state not in UNSETTLED and other.settled_at is not None
    when = other.settled_at if done and other.settled_at else other.opened_at
    by = words.face(catalogue.members.get(had_it)).name if had_it else ""
    return Earlier(
        href=links.case(other.id).page,
        network=words.network_mark(channel.network if channel else "?"),
        state=words.state_pill(other.state),
        iso=when.isoformat(),
        at=words.short_day(when, now),
        snippet=other.snippet,
        by=_("by %(name)s") % {"name": by} if by else "",
    )
