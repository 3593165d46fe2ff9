"""What a figure is: its name, its definition, how it is counted, and the cases behind it. Page,
file, API and the list of cases all read it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from reporting.ask.sources import Source
from reporting.report import Column, Unit

_SUM = "sum({0})::bigint"
_RATIO = "sum({0})::float8 / NULLIF(sum({1}), 0)"


@dataclass(frozen=True, slots=True)
class Metric:
    """`label` and `definition` are lazy words. `value` is an aggregate over rows `f` of the source;
    `{s}` in it and in `behind` stands for `wall` or, by business hours, for `business`."""

    name: str
    label: Any
    definition: Any
    source: Source
    value: str
    unit: Unit
    behind: str = "TRUE"
    """Of a row: its case is among those that the figure is about."""
    better: str = ""
    wall: str = ""
    business: str = ""
    matures_in: int = 0
    """Days after which a figure of a day does not change any more."""
    standing: bool = False
    """Counted at a moment, not in a stretch of time: how many there are then."""
    parts: tuple[str, ...] = ()
    """Of a figure that adds up: what is summed, part by part; `whole` makes the figure of the sums
    {0}, {1}, …"""
    whole: str = ""

    def sql(self, *, business: bool) -> str:
        return self.value.replace("{s}", self._clock(business))

    def summands(self, *, business: bool) -> tuple[str, ...]:
        clock = self._clock(business)
        return tuple(part.replace("{s}", clock) for part in self.parts)

    def condition(self, *, business: bool) -> str:
        return self.behind.replace("{s}", self._clock(business))

    def _clock(self, business: bool) -> str:
        return self.business if business else self.wall

    @property
    def by_hours(self) -> bool:
        """Does the switch of business hours change it?"""
        return bool(self.business)

    def column(self, *, business: bool = False) -> Column:
        label = str(self.label)
        if business and self.by_hours:
            label = _("%(figure)s (business hours)") % {"figure": label}
        return Column(self.name, label, self.unit, str(self.definition), self.better)


def counted(
    name: str, label: Any, definition: Any, source: Source, *, where: str = "TRUE", better: str = ""
) -> Metric:
    count = _count(where)
    return Metric(
        *(name, label, definition, source, count, Unit.COUNT, where, better),
        parts=(count,),
        whole=_SUM,
    )


def cases(name: str, label: Any, definition: Any, source: Source, *, where: str) -> Metric:
    """Each case once, of a source in which it may have many rows."""
    value = f"count(DISTINCT f.case_id) FILTER (WHERE {where})"
    return Metric(name, label, definition, source, value, Unit.COUNT, where)


def share(
    name: str,
    label: Any,
    definition: Any,
    source: Source,
    *,
    where: str,
    of: str = "TRUE",
    better: str = "",
    matures_in: int = 0,
) -> Metric:
    both = f"({where}) AND ({of})"
    value = f"{_count(both)}::float8 / NULLIF({_count(of)}, 0)"
    return Metric(
        *(name, label, definition, source, value, Unit.SHARE, both, better),
        matures_in=matures_in,
        parts=(_count(both), _count(of)),
        whole=_RATIO,
    )


def mean(
    name: str, label: Any, definition: Any, source: Source, of: str, *, where: str = "TRUE"
) -> Metric:
    value = f"(avg({of}) FILTER (WHERE {where}))::float8"
    return Metric(
        *(name, label, definition, source, value, Unit.NUMBER, where, "less"),
        parts=tuple(f"{sums}({of}) FILTER (WHERE {where})" for sums in ("sum", "count")),
        whole=_RATIO,
    )


def summed(
    name: str,
    label: Any,
    definition: Any,
    source: Source,
    *,
    wall: str,
    business: str = "",
    where: str = "TRUE",
) -> Metric:
    value = f"coalesce(sum({{s}}) FILTER (WHERE {where}), 0)"
    behind = f"({where}) AND {{s}} > 0"
    return Metric(
        *(name, label, definition, source, value, Unit.SECONDS, behind),
        wall=wall,
        business=business,
        parts=(value,),
        whole=_SUM,
    )


def spans(
    stem: str,
    label: Any,
    definition: Any,
    source: Source,
    *,
    wall: str,
    business: str,
    where: str = "TRUE",
) -> tuple[Metric, Metric, Metric]:
    """Median, p90 and mean together: one of them alone always flatters somebody."""
    behind = f"({where}) AND {{s}} IS NOT NULL"
    only = f"FILTER (WHERE {behind})"

    def one(which: str, value: str) -> Metric:
        says = lazystr_of(label, which)
        return Metric(
            f"{stem}_{which}",
            says,
            definition,
            source,
            value,
            Unit.SECONDS,
            behind,
            "less",
            wall,
            business,
        )

    def at(place: float) -> str:
        return f"percentile_cont({place}) WITHIN GROUP (ORDER BY {{s}}) {only}"

    return (
        one("median", at(0.5)),
        one("p90", at(0.9)),
        one("mean", f"(avg({{s}}) {only})::float8"),
    )


def _count(where: str) -> str:
    return "count(*)" if where == "TRUE" else f"count(*) FILTER (WHERE {where})"


def lazystr_of(label: Any, which: str) -> Any:
    return lazystr(_Named(label, which))


@dataclass(frozen=True, slots=True)
class _Named:
    """“First response, median”, in the language of whoever reads it."""

    label: Any
    which: str

    def __str__(self) -> str:
        kinds = {"median": _("median"), "p90": _("p90"), "mean": _("mean")}
        return _("%(figure)s, %(kind)s") % {"figure": self.label, "kind": kinds[self.which]}
