"""One page asks each table once for each way of cutting it, whatever number of its sections want a
figure of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reporting.ask.catalogue import METRICS
from reporting.ask.frame import TIME, Frame, Key
from reporting.ask.metrics import Metric
from reporting.ask.run import Answer, ask
from reporting.ask.standing import standing

Cut = tuple[Key | None, Key | None]
Want = tuple[str, Key | None, Key | None]


@dataclass
class Asker:
    frame: Frame
    _wanted: dict[tuple[str, Cut], dict[str, Metric]] = field(default_factory=dict)
    _found: dict[tuple[str, Cut], Answer] = field(default_factory=dict)

    def expects(self, wants: Iterable[Want]) -> None:
        for name, by, then in wants:
            metric = METRICS[name]
            self._wanted.setdefault((self._group(metric), (by, then)), {})[name] = metric

    def answer(self, metric: Metric, by: Key | None = TIME, then: Key | None = None) -> Answer:
        place = (self._group(metric), (by, then))
        if place not in self._found:
            if metric.standing:
                self._found[place] = self._standing(metric)
            else:
                metrics = list(self._wanted[place].values())
                self._found[place] = ask(self.frame, metrics, by=by, then=then)
        return self._found[place]

    def _group(self, metric: Metric) -> str:
        return f"standing {metric.name}" if metric.standing else metric.source.name

    def _standing(self, metric: Metric) -> Answer:
        found = standing(self.frame)
        by: dict[Any, Any] = {
            number: {metric.name: value}
            for number, value in enumerate(found.values)
            if value is not None
        }
        last = next((one for one in reversed(found.values) if one is not None), None)
        before = {} if found.before is None else {metric.name: found.before}
        return Answer({metric.name: last}, before, by, {})
