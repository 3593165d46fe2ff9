"""Every figure that there is, by its name."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from reporting.ask.catalogue import (
    lines,
    noise,
    people,
    resolution,
    responses,
    tags,
    targets,
    volume,
)
from reporting.ask.metrics import Metric


def _by_name(metrics: Iterable[Metric]) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for metric in metrics:
        assert metric.name not in found, metric.name
        found[metric.name] = metric
    return found


METRICS = MappingProxyType(
    _by_name(
        (
            *volume.METRICS,
            *responses.METRICS,
            *resolution.METRICS,
            *lines.METRICS,
            *people.METRICS,
            *targets.METRICS,
            *noise.METRICS,
            *tags.METRICS,
        )
    )
)
