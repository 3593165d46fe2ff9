"""“This is the same person as …”: who it may be, what would move, and what can be parted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.models import Member
from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import Links
from inbox.desk.pen import Refusal
from inbox.models import Case
from inbox.selectors.cards import CaseFact, MergeFact
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.customers import (
    CASES_COUNTED,
    SomebodyFact,
    customer_seen,
    customers_called,
)

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Account:
    network: words.NetworkMark
    handle: str


@dataclass(frozen=True, slots=True)
class OneCase:
    href: str
    network: words.NetworkMark
    state: words.Pill
    snippet: str
    iso: str
    at: str


@dataclass(frozen=True, slots=True)
class Somebody:
    id: int
    name: str
    accounts: tuple[Account, ...]
    says: str
    cases: tuple[OneCase, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """Two who were made one."""

    id: int
    says: str
    title: str


@dataclass(frozen=True, slots=True)
class Same:
    said: str
    """What stands in the field."""
    found: tuple[Somebody, ...]
    chosen: Somebody | None
    error: str


def _said(query: QueryDict, case: CaseFact) -> str:
    """Who is looked for: at first whoever is called like one of the accounts."""
    if "who" in query:
        return " ".join(query.get("who", "").split())[:LONGEST]
    return case.identities[0].handle.lstrip("@").partition("@")[0] if case.identities else ""


def _chosen(query: QueryDict) -> int:
    asked = query.get("with", "")
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 20 else 0


def same_of(
    query: QueryDict,
    case: CaseFact,
    *,
    member: Member,
    visible: QuerySet[Case],
    catalogue: Catalogue,
    links: Links,
    refusal: Refusal | None,
    now: datetime,
) -> Same:
    said, chosen_id = _said(query, case), _chosen(query)
    chosen = customer_seen(chosen_id, visible) if chosen_id != case.customer_id else None
    found: tuple[SomebodyFact, ...] = ()
    if chosen is None and said:
        found = customers_called(
            said, member=member, catalogue=catalogue, visible=visible, but=case.customer_id
        )
    refused = refusal if refusal is not None and refusal.form == "same_person" else None
    return Same(
        said=said,
        found=tuple(_somebody(one, catalogue, links, now) for one in found),
        chosen=_somebody(chosen, catalogue, links, now) if chosen else None,
        error=refused.error if refused else "",
    )


def _somebody(one: SomebodyFact, catalogue: Catalogue, links: Links, now: datetime) -> Somebody:
    shown = f"{CASES_COUNTED}+" if one.cases >= CASES_COUNTED else str(one.cases)
    return Somebody(
        id=one.id,
        name=one.name,
        accounts=tuple(
            Account(words.network_mark(account.network), account.handle) for account in one.accounts
        ),
        says=ngettext("%(count)s case", "%(count)s cases", one.cases) % {"count": shown},
        cases=tuple(
            OneCase(
                links.case(case.id).page,
                _network(case.channel_id, catalogue),
                words.state_pill(case.state),
                case.snippet,
                case.opened_at.isoformat(),
                words.short_day(case.opened_at, now),
            )
            for case in one.newest
        ),
    )


def _network(channel_id: int, catalogue: Catalogue) -> words.NetworkMark:
    channel = catalogue.channels.get(channel_id)
    return words.network_mark(channel.network if channel else "?")


def partings_of(case: CaseFact, catalogue: Catalogue) -> tuple[Parting, ...]:
    return tuple(_parting(merge, catalogue) for merge in case.merges)


def _parting(merge: MergeFact, catalogue: Catalogue) -> Parting:
    told = {
        "name": words.face(catalogue.members.get(merge.member_id)).name,
        "when": full_time(merge.at),
    }
    return Parting(
        merge.id,
        _("With what was %(gone)s") % {"gone": merge.gone},
        _("Made one by %(name)s, %(when)s") % told,
    )
