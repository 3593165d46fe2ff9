"""A line of a few pixels, for how a figure went. What it says stands beside it in words."""

from __future__ import annotations

from collections.abc import Sequence

WIDE, TALL = 100, 24


def spark_points(values: Sequence[float | None]) -> tuple[str, ...]:
    """`points` of polylines, cut where nothing is known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ()
    low, high = min(known), max(known)
    room = (high - low) or 1
    step = WIDE / max(1, len(values) - 1)
    lines: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            lines.append([])
            continue
        y = TALL - 2 - (value - low) / room * (TALL - 4) if high > low else TALL / 2
        lines[-1].append(f"{number * step:.1f},{y:.1f}")
    return tuple(" ".join(line) for line in lines if len(line) > 1)
