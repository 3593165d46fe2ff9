from __future__ import annotations

from collections.abc import Sequence


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for people: the first column to the left, figures to the right."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    print(f"\n{title}\n")
    for row in (head, *rows):
        first, *others = (cell.ljust(w) for cell, w in zip(row, widths, strict=True))
        print("  " + "  ".join([first, *(cell.strip().rjust(len(cell)) for cell in others)]))
    print()
