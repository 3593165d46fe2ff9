"""The organisation's name, clock and windows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member, Organisation
from care.core.text import typed
from routing.actions.changing import check_seen, differences, fingerprint, one_at_a_time, told
from routing.engine.spans import say_span
from routing.models import Engagement

MAX_NAME: Final = 200
SUBJECT: Final = "organisation"
HOUR: Final = 3600
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Limits:
    at_least: int
    at_most: int
    step: int
    """In seconds: what is stored counts in these."""


# By the name of the form's field. A window of nothing would open a case a message.
LIMITS: Final[dict[str, Limits]] = {
    "case_window": Limits(HOUR, 365 * DAY, HOUR),
    "reopen_window": Limits(0, 365 * DAY, HOUR),
    "keep": Limits(0, DAY, 60),
    "undo": Limits(0, 120, 1),
    "soon_late": Limits(60, DAY, 60),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Spans in seconds."""

    name: str
    zone: str
    case_window: int
    reopen_window: int
    keep: int
    undo: int
    soon_late: int


SPANS: Final = tuple(LIMITS)


def zones() -> list[str]:
    """Places and UTC, without the tz database's old aliases."""
    places = (zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/")
    return [*sorted(places), "UTC"]


def terms_now(organisation: Organisation) -> Terms:
    engagement = Engagement.objects.get()
    return Terms(
        name=organisation.name,
        zone=organisation.zone,
        case_window=engagement.case_window_hours * HOUR,
        reopen_window=engagement.reopen_window_hours * HOUR,
        keep=engagement.keep_minutes * 60,
        undo=engagement.undo_seconds,
        soon_late=engagement.soon_late_minutes * 60,
    )


def seen_of(terms: Terms) -> str:
    return fingerprint(asdict(terms))


def problem_with(name: str, seconds: int) -> str:
    """Why a span is refused; empty when it is not."""
    limits = LIMITS[name]
    if not limits.at_least <= seconds <= limits.at_most:
        span = {"least": say_span(limits.at_least), "most": say_span(limits.at_most)}
        return _("It must be between %(least)s and %(most)s.") % span
    if seconds % limits.step:
        return _("It is counted in steps of %(step)s.") % {"step": say_span(limits.step)}
    return ""


def check_terms(*, organisation: Organisation, wanted: Terms, seen: str) -> Terms:
    one_at_a_time()
    organisation.refresh_from_db()
    now = terms_now(organisation)
    check_seen(seen=seen, now=seen_of(now), subject=SUBJECT)
    if wanted.zone not in zones():
        raise Refused(_("There is no such time zone. Choose one of the list."))
    spans = {name: getattr(wanted, name) for name in SPANS}
    problems = [problem_with(name, seconds) for name, seconds in spans.items()]
    if any(problems):
        raise Refused(next(problem for problem in problems if problem))
    name = typed(wanted.name, limit=MAX_NAME)
    return Terms(**(asdict(wanted) | {"name": name}))


def do_set_terms(*, by: Member, organisation: Organisation, terms: Terms) -> None:
    before = terms_now(organisation)
    if before == terms:
        return
    organisation.name, organisation.zone = terms.name, terms.zone
    organisation.save(update_fields=["name", "zone"])
    Engagement.objects.update(
        case_window_hours=terms.case_window // HOUR,
        reopen_window_hours=terms.reopen_window // HOUR,
        keep_minutes=terms.keep // 60,
        undo_seconds=terms.undo,
        soon_late_minutes=terms.soon_late // 60,
    )
    old, new = asdict(before), asdict(terms)
    told(by=by, verb="organisation.change", subject=SUBJECT, data=differences(old, new))
