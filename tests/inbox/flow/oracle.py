"""Which messages make one case: said a second time, slowly, from the items alone.

Nothing here is shared with the code under test: whole lists instead of pages, walks over plain
graphs instead of sets that grow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from inbox.networks.items import IncomingItem

Key = tuple[int, str, str]
"""Channel, kind, external id."""
Graph = dict[Hashable, set[Hashable]]


@dataclass(frozen=True, slots=True)
class Partition:
    cases: frozenset[frozenset[Key]]
    loose: frozenset[Key]
    """The brand's own posts that answer no customer."""


def partition(items: Iterable[tuple[int, IncomingItem]], window: timedelta) -> Partition:
    """`items` with the channel each came in on, in any order and any number of times."""
    of_channel: dict[int, dict[Hashable, IncomingItem]] = defaultdict(dict)
    for channel_id, item in items:
        of_channel[channel_id].setdefault((item.kind, item.external_id), item)
    cases: set[frozenset[Key]] = set()
    loose: set[Key] = set()
    for channel_id, stored in of_channel.items():
        for case in _cases(stored, window):
            cases.add(frozenset((channel_id, *key) for key in case))
        in_case = {key for case in cases for key in case}
        loose |= {(channel_id, i.kind, i.external_id) for i in stored.values()} - in_case
    return Partition(frozenset(cases), frozenset(loose))


def _cases(stored: dict[Hashable, IncomingItem], window: timedelta) -> list[set[tuple[str, str]]]:
    trees = _components(_ties(stored))
    groups = _components(_same_case(stored, trees, window))
    members: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for key, item in stored.items():
        question = key if not item.own else _question(item, stored)
        if question is not None:
            members[groups[question]].add((item.kind, item.external_id))
    return list(members.values())


def _ties(stored: dict[Hashable, IncomingItem]) -> Graph:
    """Posts by their reply links, be the parent stored or not; private messages by conversation."""
    graph: Graph = {}
    for key, item in stored.items():
        _tie(graph, key, key)
        if item.kind == "private":
            _tie(graph, key, ("conversation of its own", item.conversation))
        elif item.in_reply_to is not None:
            _tie(graph, key, (item.kind, item.in_reply_to))
    return graph


def _same_case(
    stored: dict[Hashable, IncomingItem], trees: dict[Hashable, int], window: timedelta
) -> Graph:
    """A customer's part of a tree, and a customer's messages of the same days."""
    graph: Graph = {}
    of_customer: dict[str, list[tuple[Hashable, IncomingItem]]] = defaultdict(list)
    for key, item in stored.items():
        if not item.own:
            _tie(graph, key, ("part", trees[key], item.author.external_id))
            of_customer[item.author.external_id].append((key, item))
    if window:
        for messages in of_customer.values():
            messages.sort(key=lambda pair: pair[1].sent_at)
            for (one, earlier), (other, later) in pairwise(messages):
                if later.sent_at - earlier.sent_at <= window:
                    _tie(graph, one, other)
    return graph


def _question(answer: IncomingItem, stored: dict[Hashable, IncomingItem]) -> Hashable | None:
    """The nearest message of a customer above one of ours."""
    seen: set[Hashable] = set()
    item: IncomingItem | None = answer
    while item is not None and item.own:
        above = (item.kind, item.in_reply_to)
        if above in seen:
            return None
        seen.add(above)
        item = stored.get(above)
    if item is None:
        return _in_conversation(answer, stored)
    return (item.kind, item.external_id)


def _in_conversation(answer: IncomingItem, stored: dict[Hashable, IncomingItem]) -> Hashable | None:
    """Private messages often name no parent: whoever else writes there is who we answer."""
    if answer.kind == "private":
        for key, item in stored.items():
            if item.conversation == answer.conversation and item.kind == "private" and not item.own:
                return key
    return None


def _tie(graph: Graph, one: Hashable, other: Hashable) -> None:
    graph.setdefault(one, set()).add(other)
    graph.setdefault(other, set()).add(one)


def _components(graph: Graph) -> dict[Hashable, int]:
    """The number of its component for each node."""
    number_of: dict[Hashable, int] = {}
    for number, start in enumerate(graph):
        if start in number_of:
            continue
        number_of[start] = number
        edge = [start]
        while edge:
            for near in graph[edge.pop()]:
                if near not in number_of:
                    number_of[near] = number
                    edge.append(near)
    return number_of
