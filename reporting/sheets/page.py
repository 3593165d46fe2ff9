"""What the sections of a report are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.models import Member
from inbox.models.cases import Priority
from inbox.models.clocks import ClockKind
from inbox.networks.capabilities import UnknownNetwork, capabilities_of
from reporting import words
from reporting.ask.behind import TOGETHER
from reporting.ask.catalogue import METRICS
from reporting.ask.frame import Frame
from reporting.ask.metrics import Metric
from reporting.ask.names import Names
from reporting.ask.run import Answer
from reporting.ask.together import Pair, together
from reporting.charts.figure import Mark, Point
from reporting.period import Bucket
from reporting.report import Cell, Column
from reporting.sheets.asker import Asker
from reporting.sheets.links import Links

MOST_TURNS = 6
"""So many or more are one row."""


@dataclass(frozen=True)
class Page:
    member: Member
    frame: Frame
    names: Names
    links: Links
    asker: Asker
    marks: tuple[tuple[datetime, str], ...] = ()
    """Things that happened: outages, changes of policy."""

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        return self.frame.period.buckets

    @property
    def compares(self) -> bool:
        return self.frame.period.before is not None

    def column(self, metric: Metric) -> Column:
        return metric.column(business=self.frame.business)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        period = self.frame.period
        return tuple(
            Point(words.bucket_label(one, period), words.bucket_full(one, period))
            for one in self.buckets
        )

    @cached_property
    def marked(self) -> tuple[Mark, ...]:
        found = []
        for at, label in self.marks:
            for number, bucket in enumerate(self.buckets):
                if bucket.start <= at < bucket.end:
                    found.append(Mark(number, label))
        return tuple(found)

    @cached_property
    def together(self) -> list[Pair]:
        """Asked once for both sections that show it."""
        return together(self.frame)

    def immature(self, metric: Metric, bucket: Bucket) -> bool:
        if not metric.matures_in:
            return False
        return bucket.end > self.frame.period.now - timedelta(days=metric.matures_in)

    def to_come(self, bucket: Bucket) -> bool:
        return bucket.start >= self.frame.period.now

    def whole(self, metric: Metric, answer: Answer) -> Cell:
        """Of the whole period, and of the one before."""
        value, before = answer.value(metric), answer.before(metric)
        counts = metric.unit in {"count", "seconds"} and metric.value.startswith(("co", "su"))
        if counts and not metric.standing:
            value = value or 0
            before = (before or 0) if self.compares else None
        until = self.frame.period.until if metric.standing else None
        href = self.links.cases(metric, until=until) if value else ""
        return Cell(value, href, before)

    def part(self, metric: Metric, answer: Answer, number: int) -> Cell:
        bucket = self.buckets[number]
        value = answer.value(metric, number)
        if value is None and metric.unit == "count" and not self.to_come(bucket):
            value = 0
        since = None if metric.standing else bucket.start
        until = min(bucket.end, self.frame.period.now) if metric.standing else bucket.end
        href = self.links.cases(metric, since=since, until=until) if value else ""
        before = answer.before(metric, number)
        return Cell(value, href, before, self.immature(metric, bucket))

    def name(self, key: str, value: Any) -> str:
        """What a row of a key is called."""
        if value is None:
            return _NOBODY[key]() if key in _NOBODY else _("None")
        if key == TOGETHER:
            return " + ".join(self.name("tag", one) for one in value)
        if key == "network":
            return network_name(str(value))
        if key == "turns":
            said = _("%(n)d turns or more") if value >= MOST_TURNS else _turns(value)
            return said % {"n": value}
        if key in _WORDS:
            return _WORDS[key]().get(str(value), str(value))
        named = self.names.of(key, value)
        if named is None:
            return _("Gone")
        return _("%(name)s (retired)") % {"name": named.name} if named.retired else named.name


def _turns(number: int) -> str:
    return ngettext("%(n)d turn", "%(n)d turns", number)


def network_name(network: str) -> str:
    try:
        return capabilities_of(network).label
    except UnknownNetwork:
        return network.capitalize()


def _kinds() -> Mapping[str, str]:
    return {value: str(label) for value, label in ClockKind.choices}


def _priorities() -> Mapping[str, str]:
    return {value: str(label) for value, label in Priority.choices}


def _streams() -> Mapping[str, str]:
    return {
        "mentions": _("Mentions"),
        "private": _("Private messages"),
        "search": _("Searches"),
        "pushed": _("Pushed by the API"),
        "": _("Unknown"),
    }


_WORDS = {"kind": _kinds, "priority": _priorities, "stream": _streams}
_NOBODY = {
    "agent": lambda: _("Nobody, or on the network itself"),
    "policy": lambda: _("No policy"),
    "reason": lambda: _("With an answer"),
    "line": lambda: _("No line"),
}


def metric(name: str) -> Metric:
    return METRICS[name]
