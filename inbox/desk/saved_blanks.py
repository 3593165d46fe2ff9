"""What a saved view can be asked for: the blanks of its form, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.desk.filters import retired
from inbox.models.cases import UNSETTLED, Actionability, Priority, State
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.conditions import DATES, HOURS, LANGUAGE
from inbox.selectors.own_fields import EMPTY, names_of
from routing.languages import languages_by_name
from routing.models import Brand, CustomField
from routing.models.fields import FieldKind

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BlankOption:
    value: str
    label: str
    retired: bool = False
    """Offered where it is chosen already, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Blank:
    name: str
    label: str
    kind: str = "many"
    """many, hours, day, number, or text"""
    options: tuple[BlankOption, ...] = ()
    retired: bool = False


def blanks_of(catalogue: Catalogue) -> tuple[Blank, ...]:
    tags = _named((t.id, t.name, t.retired) for t in catalogue.tags.values())
    people = (
        BlankOption("me", _("Me, whoever looks")),
        BlankOption("none", _("Nobody")),
        *_named((m.id, m.name, not m.active) for m in catalogue.members.values()),
    )
    return (
        Blank("state", _("State (none: not done)"), options=_states()),
        Blank("priority", _("Priority"), options=_enum(Priority.choices)),
        Blank("actionability", _("Must it be answered?"), options=_enum(Actionability.choices)),
        Blank("tag", _("Has one of these tags"), options=tags),
        Blank("no_tag", _("Has none of these tags"), options=tags),
        Blank("team", _("Team"), options=_teams(catalogue)),
        Blank("line", _("Line"), options=_lines(catalogue)),
        Blank("channel", _("Channel"), options=_channels(catalogue)),
        Blank("brand", _("Brand"), options=_brands()),
        Blank("owner", _("Who speaks to the customer"), options=people),
        Blank("assignee", _("Who works on it"), options=people),
        Blank(LANGUAGE, _("The customer's language"), options=_enum(languages_by_name())),
        Blank(HOURS, _("Unanswered for more than … hours"), "hours"),
        *(Blank(name, label, "day") for name, label in _days().items()),
    )


def _days() -> dict[str, str]:
    labels = {
        "opened_after": _("Opened on or after"),
        "opened_before": _("Opened before"),
        "message_after": _("Last message on or after"),
        "message_before": _("Last message before"),
    }
    return {name: labels[name] for name in DATES}


def own_blanks(own: Iterable[CustomField]) -> Iterable[Blank]:
    for field in own:
        shown = retired(field.name) if field.retired_at else field.name
        gone = field.retired_at is not None
        names = names_of(field.of, field.slug, field.kind)
        match field.kind:
            case FieldKind.TEXT:
                label = _("%(field)s contains") % {"field": shown}
                yield Blank(names[0], label, "text", retired=gone)
            case FieldKind.NUMBER | FieldKind.DAY:
                kind = "number" if field.kind == FieldKind.NUMBER else "day"
                least, most = _("%(field)s, at least"), _("%(field)s, at most")
                if kind == "day":
                    least, most = _("%(field)s on or after"), _("%(field)s on or before")
                yield Blank(names[0], least % {"field": shown}, kind, retired=gone)
                yield Blank(names[1], most % {"field": shown}, kind, retired=gone)
            case _:
                yield Blank(names[0], shown, options=_own_options(field), retired=gone)


def _own_options(field: CustomField) -> tuple[BlankOption, ...]:
    choices: Choices = [(one, one) for one in field.choices]
    if field.kind == FieldKind.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    return (*_enum(choices), BlankOption(EMPTY, _("Nothing")))


def _enum(choices: Iterable[tuple[str, object]]) -> tuple[BlankOption, ...]:
    return tuple(BlankOption(value, str(label)) for value, label in choices)


def _states() -> tuple[BlankOption, ...]:
    states = (*UNSETTLED, State.RESOLVED, State.DISMISSED)
    return tuple(BlankOption(state.value, str(state.label)) for state in states)


def _named(rows: Iterable[tuple[int, str, bool]]) -> tuple[BlankOption, ...]:
    return tuple(
        BlankOption(str(id_), retired(name) if gone else name, gone) for id_, name, gone in rows
    )


def _teams(catalogue: Catalogue) -> tuple[BlankOption, ...]:
    return _named((t.id, t.name, t.retired) for t in catalogue.teams.values())


def _lines(catalogue: Catalogue) -> tuple[BlankOption, ...]:
    """One of which no team is in use is offered no more."""
    used = {team.line_id for team in catalogue.teams_in_use}
    lines = {team.line_id: team.line_name for team in catalogue.teams.values()}
    return _named((id_, name, id_ not in used) for id_, name in lines.items())


def _channels(catalogue: Catalogue) -> tuple[BlankOption, ...]:
    return tuple(BlankOption(str(one.id), one.name) for one in catalogue.channels.values())


def _brands() -> tuple[BlankOption, ...]:
    return tuple(BlankOption(str(one.id), one.name) for one in Brand.objects.order_by("name"))
