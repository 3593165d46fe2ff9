"""What is asked to be done, and with which cases: from the bar of the list, or from the page that
stands in for it without a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from inbox.access import MAX_ID
from inbox.actions.bulk.jobs import MOST
from inbox.desk import forms, words
from inbox.desk.card import DismissChoice, PriorityChoice
from inbox.desk.page import DeskPage
from inbox.desk.pen import new_key
from inbox.desk.snoozes import SnoozeChoice, snoozes
from inbox.models.bulk import BulkVerb
from inbox.models.cases import Priority
from inbox.selectors.asked import parse
from inbox.selectors.catalogue import Catalogue, MemberFact, TagFact, TeamFact
from inbox.selectors.search import search

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cases:
    ids: tuple[int, ...]
    more: bool = False
    """There are more than were counted."""


@dataclass(frozen=True, slots=True)
class Wish:
    verb: str
    arguments: dict[str, Any]


def wish_of(posted: QueryDict, catalogue: Catalogue) -> Wish:
    """`do` is a verb, with its one argument behind a colon or in a field of the verb's name. What
    it names is judged later."""
    verb, _colon, value = posted.get("do", "").partition(":")
    value = value or posted.get(verb, "")
    match verb:
        case BulkVerb.TAG | BulkVerb.UNTAG:
            slugs = {tag.slug: tag.id for tag in catalogue.tags.values()}
            return Wish(verb, {"tag": slugs.get(value, 0)})
        case BulkVerb.ASSIGN:
            return Wish(verb, {"member": _id(value)})
        case BulkVerb.MOVE:
            return Wish(verb, {"team": _id(value)})
        case BulkVerb.PRIORITY:
            return Wish(verb, {"priority": value})
        case BulkVerb.DISMISS:
            return Wish(verb, {"reason": value})
        case BulkVerb.SNOOZE:
            chosen = QueryDict(mutable=True)
            chosen.update({"preset": value, "until": posted.get("until", "")})
            until = forms.parsed(forms.SnoozeForm, chosen).when()
            if until <= timezone.now():
                raise Refused(_("The time to wake has passed. Choose one that lies ahead."))
            return Wish(verb, {"until": until.isoformat()})
        case _:
            return Wish(verb, {})


def _id(value: str) -> int:
    whole = value.isascii() and value.isdecimal() and len(value) < 20
    return int(value) if whole and int(value) <= MAX_ID else 0


def cases_asked(page: DeskPage) -> Cases:
    """Those that are marked; or, with `all`, those that match what the address says. Only what the
    member sees."""
    posted = page.request.POST
    if posted.get("all") == "1":
        return matching(page)
    marked = [*posted.getlist("case"), *posted.get("cases", "").split(",")]
    ids = {found for each in marked[: MOST + 1] if (found := _id(each))}
    seen = page.visible.filter(id__in=ids).values_list("id", flat=True)
    return Cases(tuple(seen), more=len(marked) > MOST + 1)


def matching(page: DeskPage) -> Cases:
    """What the list holds now, on whichever page of it."""
    if page.searches:
        asked = parse(page.q)
        found = search(asked, member=page.member, catalogue=page.catalogue, most=MOST)
        named = [find.case_id for find in found.finds]
        seen = page.visible.filter(id__in=named).values_list("id", flat=True)
        return Cases(tuple(seen), more=found.more)
    ids = list(page.matching.order_by().values_list("id", flat=True)[: MOST + 1])
    return Cases(tuple(ids[:MOST]), more=len(ids) > MOST)


class ChoosePage(DeskPage):
    """What can be done with what is marked."""

    @cached_property
    def cases(self) -> Cases:
        """The marked ones that came with the form; all that match, where it was only looked at."""
        return cases_asked(self) if self.request.method == "POST" else matching(self)

    @property
    def asks_for_all(self) -> bool:
        return self.request.method != "POST" or self.request.POST.get("all") == "1"

    @property
    def count(self) -> str:
        return f"{len(self.cases.ids):,}{'+' if self.cases.more else ''}"

    @cached_property
    def key(self) -> str:
        return new_key()

    @property
    def title(self) -> str:
        return _("Many cases at once")

    @property
    def tags(self) -> tuple[TagFact, ...]:
        return self.catalogue.tags_in_use

    @property
    def tags_to_take_off(self) -> tuple[TagFact, ...]:
        return tuple(self.catalogue.tags.values())

    @property
    def colleagues(self) -> tuple[MemberFact, ...]:
        return tuple(m for m in self.catalogue.members.values() if m.active)

    @property
    def teams(self) -> tuple[TeamFact, ...]:
        return self.catalogue.teams_in_use

    @property
    def priorities(self) -> tuple[PriorityChoice, ...]:
        marks = map(words.priority_mark, Priority.values)
        return tuple(PriorityChoice(p.value, p.label, p.icon, False) for p in marks)

    @property
    def snoozes(self) -> tuple[SnoozeChoice, ...]:
        return snoozes(self.now)

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name()

    @property
    def dismissals(self) -> tuple[DismissChoice, ...]:
        return tuple(DismissChoice(*reason) for reason in words.dismissals().items())

    @staticmethod
    def tag_options(tags: tuple[TagFact, ...]) -> Options:
        return tuple((tag.slug, tag.name) for tag in tags)

    @property
    def people_options(self) -> Options:
        return tuple((str(member.id), member.name) for member in self.colleagues)

    @property
    def team_options(self) -> Options:
        return tuple((str(team.id), team.name) for team in self.teams)

    @property
    def priority_options(self) -> Options:
        return tuple((choice.value, choice.label) for choice in self.priorities)

    @property
    def snooze_options(self) -> Options:
        return tuple((preset.value, f"{preset.label} · {preset.at}") for preset in self.snoozes)

    @property
    def dismiss_options(self) -> Options:
        return tuple((reason.value, reason.label) for reason in self.dismissals)

    @staticmethod
    def face(member: MemberFact) -> words.Face:
        return words.face(member)

    @staticmethod
    def tag_mark(tag: TagFact) -> words.TagMark:
        return words.tag_mark(tag)
