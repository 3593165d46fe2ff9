"""The left rail: organisations, queues with counters, views, and the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2s
from types import MappingProxyType

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from care.core.models import Member, Organisation
from care.core.models.member import Role
from inbox.desk import words
from inbox.desk.links import Links
from inbox.selectors.catalogue import Catalogue, TeamFact
from inbox.selectors.places import Counter, Place, View
from inbox.selectors.saved import COUNTED, SavedCount, SavedFact

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class PlaceLink:
    key: str
    label: str
    icon: str
    href: str
    count: int
    count_title: str
    late: int
    current: bool
    more: bool = False
    """There are more than were counted."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    places: tuple[PlaceLink, ...]


@dataclass(frozen=True, slots=True)
class OrganisationLink:
    name: str
    initial: str
    hue: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    value: str
    label: str
    icon: str
    pressed: str


@dataclass(frozen=True, slots=True)
class Shift:
    """The switch between on shift and away: `value` is what pressing it makes of it."""

    value: str
    state: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Rail:
    organisation: str
    organisations: tuple[OrganisationLink, ...]
    sections: tuple[Section, ...]
    version: str
    me: words.Face
    role: str
    shift: Shift
    notices: str
    """The count of what is not read; empty: all is."""
    notices_url: str
    availability_url: str
    themes: tuple[ThemeChoice, ...]
    theme_url: str

    @property
    def here_says(self) -> str:
        """How many cases the current place holds; empty where that is not counted."""
        places = (place for section in self.sections for place in section.places)
        return next((place.count_title for place in places if place.current), "")


_VIEW_ICONS = {
    View.MINE: "user-round",
    View.WITH_OTHER_LINE: "arrow-right-left",
    View.MENTIONS: "at-sign",
    View.DRAFTS: "pencil",
    View.LATE: "alarm-clock",
    View.SOON_LATE: "hourglass",
    View.UNANSWERED: "message-circle-warning",
    View.SNOOZED: "moon",
    View.OPEN: "layers",
    View.RESOLVED: "circle-check",
    View.SEARCH: "search",
}


def view_names() -> Mapping[View, str]:
    return _view_names_in(get_language())


@lru_cache(maxsize=64)
def _view_names_in(language: str | None) -> Mapping[View, str]:
    """A list names them a dozen times."""
    return {
        View.MINE: _("My cases"),
        View.WITH_OTHER_LINE: _("With second line"),
        View.MENTIONS: _("Mentions"),
        View.DRAFTS: _("Drafts"),
        View.LATE: _("Late"),
        View.SOON_LATE: _("Soon late"),
        View.UNANSWERED: _("Must answer"),
        View.SEARCH: _("Search"),
        View.SNOOZED: _("Snoozed"),
        View.OPEN: _("All open"),
        View.RESOLVED: _("Resolved"),
        View.CAME_BACK: _("Came back to you"),
        View.PROMISED: _("Promised for today"),
        View.PRESSING: _("Yours, late or soon late"),
        View.CALLED: _("Mentions you have not read"),
    }


def view_name(view: View, catalogue: Catalogue) -> str:
    lines = {team.line: team.line_name for team in catalogue.teams_in_use}
    if view == View.WITH_OTHER_LINE and len(lines) > 2:
        return _("With another line")
    return view_names()[view]


def place_name(place: Place, catalogue: Catalogue) -> str:
    if place.team is not None:
        return place.team.queue_name
    if place.saved is not None:
        return place.saved.name
    return view_name(place.view or View.OPEN, catalogue)


def rail_of(
    *,
    member: Member,
    organisation: Organisation,
    catalogue: Catalogue,
    counts: Mapping[str, Counter],
    links: Links,
    theme: str,
    stuck: int,
    saved: tuple[SavedFact, ...] = (),
    saved_counts: Mapping[int, SavedCount] = MappingProxyType({}),
    here: str = "",
) -> Rail:
    """`here`: the page that is shown, where it is no list of cases."""
    admin = member.role == Role.ADMIN
    sections = (
        *_sections(catalogue, counts, links, here),
        *_saved(saved, saved_counts, links),
        _figures(organisation, leads=member.leads),
        *_settings(organisation, stuck, here=here == "stuck", admin=admin),
    )
    me = catalogue.members.get(member.id)
    return Rail(
        organisation=organisation.name,
        organisations=tuple(
            OrganisationLink(
                place.name,
                place.name[:1].upper(),
                place.id % words.HUES,
                reverse("desk:home", kwargs={"organisation": place.slug}),
                place.id == organisation.id,
            )
            for place in catalogue.organisations
        ),
        sections=sections,
        version=blake2s(repr((sections, catalogue.yours)).encode(), digest_size=8).hexdigest(),
        me=words.face(me),
        role=str(member.get_role_display()),
        shift=_shift(member.available),
        notices=counted(catalogue.yours.notices),
        notices_url=f"{links.root}notices/",
        availability_url=f"{links.root}availability/",
        themes=_themes(theme),
        theme_url=f"{links.root}theme/",
    )


def _problems(open_: int, links: Links, *, here: bool) -> PlaceLink:
    said = ngettext("%(count)d open problem", "%(count)d open problems", open_) % {"count": open_}
    href = f"{links.root}problems/"
    return PlaceLink("problems", _("Known problems"), "bug", href, open_, said, 0, here)


def _sections(
    catalogue: Catalogue, counts: Mapping[str, Counter], links: Links, here: str
) -> tuple[Section, ...]:
    teams = sorted(catalogue.queues, key=lambda team: (team.line, team.name))
    queues = tuple(
        _link(Place(team=team), team.queue_name, _queue_icon(team, catalogue), counts, links)
        for team in teams
    )
    yours = (View.MINE, View.WITH_OTHER_LINE, View.MENTIONS, View.DRAFTS)
    everybody = (
        *(View.LATE, View.SOON_LATE, View.UNANSWERED),
        *(View.OPEN, View.SNOOZED, View.RESOLVED),
    )

    def views(of: tuple[View, ...]) -> tuple[PlaceLink, ...]:
        return tuple(
            _link(Place(view=v), view_name(v, catalogue), _VIEW_ICONS[v], counts, links) for v in of
        )

    known = _problems(catalogue.yours.problems, links, here=here == "problems")
    return (
        Section(_("Queues"), queues),
        Section(_("You"), views(yours)),
        Section(_("Everybody"), (*views(everybody), known)),
    )


def _figures(organisation: Organisation, *, leads: bool) -> Section:
    """Leaders see everybody's, agents their own."""
    name, label = ("home", _("Reports")) if leads else ("mine", _("My figures"))
    href = reverse(f"reports:{name}", args=[organisation.slug])
    link = PlaceLink("reports", label, "chart-column", href, 0, "", 0, current=False)
    return Section(_("Figures"), (link,))


def _settings(
    organisation: Organisation, stuck: int, *, here: bool, admin: bool
) -> tuple[Section, ...]:
    slug = [organisation.slug]
    links = []
    if stuck:
        href, title = reverse("settings:stuck", args=slug), _("What somebody must decide on")
        said = (_("Stuck"), "triangle-alert", href, stuck, title)
        links.append(PlaceLink("stuck", *said, 0, here))
    if admin:
        href = reverse("channels:list", args=slug)
        said = (_("Channels"), "radio-tower", href, 0, "")
        links.append(PlaceLink("channels", *said, 0, current=False))
    return (Section(_("Settings"), tuple(links)),) if links else ()


def _saved(
    views: tuple[SavedFact, ...], counts: Mapping[int, SavedCount], links: Links
) -> tuple[Section, ...]:
    made = tuple(_saved_link(Place(saved=view), counts.get(view.id), links) for view in views)
    return (Section(_("Views"), made),) if made else ()


def _saved_link(place: Place, count: SavedCount | None, links: Links) -> PlaceLink:
    assert place.saved is not None
    shared = "bookmark" if place.saved.member_id is not None else "users"
    shown = Counter(min(count.cases, COUNTED), count.late) if count else Counter()
    link = _link(place, place.saved.name, shared, {place.key: shown}, links)
    if count is None:
        return replace(link, count_title="")
    title = link.count_title
    if more := count.cases > COUNTED:
        title = _("More than %(cases)s") % {"cases": title}
    if count.oldest is not None:
        age = words.speech().ago(count.oldest, timezone.now())
        title = _("%(cases)s, the oldest is %(age)s old") % {"cases": title, "age": age}
    return replace(link, count_title=title, more=more)


def _queue_icon(team: TeamFact, catalogue: Catalogue) -> str:
    return "inbox" if team.line == catalogue.first_line else "wrench"


def _link(
    place: Place, label: str, icon: str, counts: Mapping[str, Counter], links: Links
) -> PlaceLink:
    counter = counts.get(place.key, Counter())
    title = ngettext("%(count)d case", "%(count)d cases", counter.cases) % {"count": counter.cases}
    if counter.late:
        title = _("%(cases)s, %(late)d late") % {"cases": title, "late": counter.late}
    return PlaceLink(
        key=place.key.replace("/", "-"),
        label=label,
        icon=icon,
        href=links.at(place),
        count=counter.cases,
        count_title=title,
        late=counter.late,
        current=place == links.place,
    )


def counted(notices: int) -> str:
    return "" if not notices else str(notices) if notices < 100 else "99+"


def _shift(available: bool) -> Shift:
    if available:
        return Shift("0", "on", _("On shift"), _("Cases come to you. Press to go away."))
    return Shift("1", "away", _("Away"), _("No case comes to you. Press to be on shift."))


def _themes(theme: str) -> tuple[ThemeChoice, ...]:
    choices = (
        ("auto", _("Auto"), "monitor"),
        ("light", _("Light"), "sun"),
        ("dark", _("Dark"), "moon"),
    )
    return tuple(
        ThemeChoice(value, label, icon, "true" if value == theme else "false")
        for value, label, icon in choices
    )
