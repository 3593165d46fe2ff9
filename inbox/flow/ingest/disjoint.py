"""Sets that grow together (union–find), for threads and cases."""

from __future__ import annotations

from collections.abc import Hashable


class Disjoint:
    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def find(self, node: Hashable) -> Hashable:
        """The one node that stands for the set of `node`."""
        above = self._above
        top = node
        while (next_up := above.get(top, top)) != top:
            top = next_up
        while above.get(node, node) != top:  # flatten the way for the next look
            above[node], node = top, above.get(node, node)
        return top

    def join(self, one: Hashable, other: Hashable) -> None:
        first, second = self.find(one), self.find(other)
        if first != second:
            self._above[second] = first
