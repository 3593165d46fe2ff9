"""Other cases around the one that is open, as its page prints them once they were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.models import Member
from inbox.desk import words
from inbox.desk.links import Links
from inbox.models import Case
from inbox.selectors.around import (
    UNDER_COUNTED,
    UNDER_SHOWN,
    SimilarFact,
    UnderFact,
    cases_under_the_post,
    similar_cases,
)
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.timeline import Timeline

LONGEST_NOTE = 160


@dataclass(frozen=True, slots=True)
class Near:
    href: str
    name: str
    network: words.NetworkMark
    state: words.Pill
    iso: str
    at: str
    snippet: str
    note: str = ""
    tags: tuple[words.TagMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    under_title: str
    """Empty: nobody else answered there."""
    under: tuple[Near, ...]
    under_cut: str
    similar: tuple[Near, ...]


def around_of(
    case: CaseFact,
    timeline: Timeline,
    *,
    member: Member,
    visible: QuerySet[Case],
    catalogue: Catalogue,
    links: Links,
    now: datetime,
) -> Around:
    under = cases_under_the_post(visible, case_id=case.id, customer_id=case.customer_id)
    similar = similar_cases(
        " ".join(one.text for one in timeline.messages if one.inbound),
        [tagging.tag_id for tagging in case.tags_on],
        case_id=case.id,
        brand_id=case.brand_id,
        member=member,
        catalogue=catalogue,
        visible=visible,
    )
    shown = f"{UNDER_COUNTED}+" if len(under) > UNDER_COUNTED else str(len(under))
    title = ngettext(
        "%(count)s other customer's case under the same post",
        "%(count)s other customers' cases under the same post",
        len(under),
    )
    cut = _("The newest %(count)s are shown.") if len(under) > UNDER_SHOWN else ""
    return Around(
        under_title=title % {"count": shown} if under else "",
        under=tuple(_under(one, catalogue, links, now) for one in under[:UNDER_SHOWN]),
        under_cut=cut % {"count": UNDER_SHOWN} if cut else "",
        similar=tuple(_similar(one, catalogue, links, now) for one in similar),
    )


def _under(one: UnderFact, catalogue: Catalogue, links: Links, now: datetime) -> Near:
    return Near(
        href=links.case(one.id).page,
        name=one.customer,
        network=_network(one.channel_id, catalogue),
        state=words.state_pill(one.state),
        iso=one.last_message_at.isoformat(),
        at=words.short_day(one.last_message_at, now),
        snippet=one.snippet,
    )


def _similar(one: SimilarFact, catalogue: Catalogue, links: Links, now: datetime) -> Near:
    first = next((line.strip() for line in one.note.splitlines() if line.strip()), "")
    return Near(
        href=links.case(one.id).page,
        name=one.customer,
        network=_network(one.channel_id, catalogue),
        state=words.state_pill("resolved"),
        iso=one.settled_at.isoformat(),
        at=words.short_day(one.settled_at, now),
        snippet=" ".join(one.said.split())[:200] or one.snippet,
        note=first if len(first) <= LONGEST_NOTE else first[: LONGEST_NOTE - 1] + "…",
        tags=tuple(words.tag_mark(catalogue.tags.get(tag_id)) for tag_id in one.tag_ids),
    )


def _network(channel_id: int, catalogue: Catalogue) -> words.NetworkMark:
    channel = catalogue.channels.get(channel_id)
    return words.network_mark(channel.network if channel else "?")
