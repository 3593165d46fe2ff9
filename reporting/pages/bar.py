"""The bar over every report: period, comparison, grouping, hours, filters. A plain form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from inbox.models.cases import Priority
from reporting import words
from reporting.ask.names import Field as OwnField
from reporting.filters import FIELD
from reporting.pages.asked import Asked
from reporting.period import GROUPINGS, NAMES
from reporting.sheets.page import network_name


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: tuple[Option, ...]
    text: str = ""
    free: bool = False
    """Any text, not one of the options."""

    @property
    def many(self) -> bool:
        return sum(option.selected for option in self.options) > 1


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    period: Choice
    first: str
    last: str
    shown: tuple[Choice, ...]
    """Always there: comparison, grouping, hours."""
    filters: tuple[Choice, ...]
    tags: tuple[Option, ...]
    tags_how: tuple[Option, ...]
    chips: tuple[Chip, ...]
    clear: str
    says: str
    before: str
    error: str


def bar_of(asked: Asked) -> Bar:
    period = asked.period
    return Bar(
        period=_choice("period", _("Period"), [(n, period_name(n)) for n in NAMES], [period.name]),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        shown=_shown(asked),
        filters=tuple(_filters(asked)),
        tags=_tags(asked),
        tags_how=_choice("tags", "", _hows(), [asked.filters.tags]).options,
        chips=tuple(_chips(asked)),
        clear=f"?{urlencode([pair for pair in asked.query if pair not in asked.filters.said])}",
        says=words.period_says(period),
        before=words.before_says(period),
        error=_error(asked.wrong),
    )


def period_name(name: str) -> str:
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "7d": _("Last 7 days"),
        "28d": _("Last 28 days"),
        "90d": _("Last 90 days"),
        "this_week": _("This week"),
        "last_week": _("Last week"),
        "this_month": _("This month"),
        "last_month": _("Last month"),
        "this_quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "this_year": _("This year"),
        "last_year": _("Last year"),
        "custom": _("From – to"),
    }[name]


def _error(wrong: str) -> str:
    return {
        "": "",
        "from": _("The first day is not a day that can be shown. Choose one from 2000 on."),
        "to": _("The last day is not after the first one, or more than ten years later."),
    }.get(wrong, _("The address asks for a period that does not exist. Choose one here."))


def _choice(name: str, label: str, options: Iterable[tuple[str, str]], on: Iterable[str]) -> Choice:
    chosen = set(on)
    return Choice(name, label, tuple(Option(v, said, v in chosen) for v, said in options))


def _shown(asked: Asked) -> tuple[Choice, ...]:
    compared = [
        ("previous", _("Period before")),
        ("year", _("A year before")),
        ("none", _("Nothing")),
    ]
    names = (_("Hour"), _("Day"), _("Week"), _("Month"), _("Quarter"), _("Year"))
    hours = [("all", _("All hours")), ("business", _("Business hours"))]
    on = "business" if asked.filters.business else "all"
    return (
        _choice("compare", _("Compared with"), compared, [asked.period.compared]),
        _choice("by", _("By"), zip(GROUPINGS, names, strict=True), [asked.period.grouping]),
        _choice("hours", _("Time counted"), hours, [on]),
    )


def _filters(asked: Asked) -> Iterable[Choice]:
    labels = {
        "brand": _("Brand"),
        "line": _("Line"),
        "team": _("Team"),
        "agent": _("Agent"),
        "channel": _("Channel"),
    }
    for name, label in labels.items():
        rows = asked.names.rows[name].values()
        hidden = (name == "brand" and len(rows) < 2) or (name == "agent" and asked.own)
        if not hidden:
            options = [(str(row.id), row.name) for row in rows]
            yield _choice(name, label, options, asked.request.GET.getlist(name))
    networks = [(one, network_name(one)) for one in asked.names.networks]
    yield _choice("network", _("Network"), networks, asked.filters.network)
    yield _choice("priority", _("Priority"), _priorities(), asked.filters.priority)
    for field in asked.names.fields:
        yield _own(field, asked)


def _priorities() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Priority.choices]


def _own(field: OwnField, asked: Asked) -> Choice:
    name = f"{FIELD}{field.slug}"
    on = asked.request.GET.getlist(name)
    if field.kind == "yes_no":
        return _choice(name, field.name, [("yes", _("Yes")), ("no", _("No"))], on)
    if field.choices:
        return _choice(name, field.name, [(one, one) for one in field.choices], on)
    return Choice(name, field.name, (), next(iter(on), ""), free=True)


def _hows() -> list[tuple[str, str]]:
    return [
        ("any", _("with any of them")),
        ("all", _("with all of them")),
        ("none", _("with none of them")),
    ]


def _tags(asked: Asked) -> tuple[Option, ...]:
    on = set(asked.filters.tag)
    rows = asked.names.rows["tag"].values()
    return tuple(
        Option(row.slug, row.name, row.id in on) for row in rows if not row.retired or row.id in on
    )


def _chips(asked: Asked) -> Iterable[Chip]:
    labels = {
        choice.name: {option.value: f"{choice.label}: {option.label}" for option in choice.options}
        for choice in _filters(asked)
    }
    labels["tag"] = {tag.slug: tag.name for tag in asked.names.rows["tag"].values()}
    labels["hours"] = {"business": _("Business hours")}
    own = {f"{FIELD}{field.slug}": field.name for field in asked.names.fields}
    hows = dict(_hows())
    for pair in asked.filters.said:
        name, value = pair
        if name == "tags":
            continue
        label = labels.get(name, {}).get(value) or f"{own.get(name, name)}: {value}"
        if name == "tag":
            label = _("Cases %(how)s: %(tag)s") % {"how": hows[asked.filters.tags], "tag": label}
        rest = [one for one in asked.query if one != pair]
        yield Chip(label, f"?{urlencode(rest)}")
