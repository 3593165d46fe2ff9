"""All that ingest wrote of an organisation, and what must hold of it whatever came in."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from inbox.models import Case, Channel, Clock, Leg, Message
from inbox.models.cases import UNSETTLED
from tests.cast import Cast
from tests.inbox.clocks.oracle import Said, Waited, waited

Row = dict[str, Any]


class Store:
    """Read once. For cases that no person acted in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        with cast.door():
            self.channels = dict(Channel.objects.values_list("handle", "id"))
            self.messages: list[Row] = [dict(row) for row in Message.objects.values()]
            there = Case.objects.filter(merged_into=None)
            self.cases: dict[int, Row] = {row["id"]: dict(row) for row in there.values()}
            self.legs: list[Row] = [dict(row) for row in Leg.objects.values()]
            self.clocks: list[Row] = [dict(row) for row in Clock.objects.values()]

    def of_case(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for message in self.messages:
            if message["case_id"] is not None:
                found[message["case_id"]].append(message)
        return found

    def check(self) -> None:
        self.check_legs()
        self.check_states()
        self.check_newest()
        self.check_clocks()

    def check_legs(self) -> None:
        """A case that somebody has in mind is in one place, any other in none."""
        open_legs = Counter(leg["case_id"] for leg in self.legs if leg["ended_at"] is None)
        unsettled = {id_: 1 for id_, row in self.cases.items() if row["state"] in UNSETTLED}
        assert open_legs == unsettled

    def check_states(self) -> None:
        """A case is open while its customer waits, and waits once we have answered."""
        for case_id, messages in self.of_case().items():
            case = self.cases[case_id]
            waits = waited(what_counts(messages), case["settled_at"])
            since = [wait.since for wait in waits if wait.until is None]
            if case["state"] == "dismissed":
                assert not since
            elif not any(row["quiet"] for row in messages):  # thanks call somebody to resolve it
                assert case["state"] == ("open" if since else "waiting"), case
            assert case["unanswered_since"] == (since[0] if since else None), case

    def check_newest(self) -> None:
        """What the list shows of a case is its newest message."""
        for case_id, messages in self.of_case().items():
            case = self.cases[case_id]
            newest = max(row["sent_at"] for row in messages)
            inbound = [row["sent_at"] for row in messages if row["direction"] == "in"]
            assert case["last_message_at"] == newest
            assert case["last_inbound_at"] == max(inbound)
            assert case["opened_at"] == min(row["sent_at"] for row in messages)
            last = {row["text"] for row in messages if row["sent_at"] == newest}
            assert case["snippet"] in {" ".join(text.split())[:200] for text in last}

    def check_clocks(self) -> None:
        """The customers' clocks are the waits recomputed, and cases know their nearest due time."""
        kept: dict[int, set[Waited]] = defaultdict(set)
        due: dict[int, list[datetime]] = defaultdict(list)
        for clock in self.clocks:
            if clock["ended_at"] is None:
                due[clock["case_id"]].append(clock["due_at"])
            if clock["kind"] == "ownership" or clock["void"]:
                continue
            assert clock["due_at"] == clock["started_at"] + timedelta(
                seconds=clock["target_seconds"]
            )
            late = clock["ended_at"] is not None and clock["ended_at"] > clock["due_at"]
            assert clock["breached_at"] == (clock["due_at"] if late else None)
            wait = Waited(clock["kind"], clock["started_at"], clock["ended_at"])
            assert wait not in kept[clock["case_id"]]
            kept[clock["case_id"]].add(wait)
        for case_id, messages in self.of_case().items():
            case = self.cases[case_id]
            assert case["due_at"] == min(due[case_id], default=None)
            assert kept[case_id] == waited(what_counts(messages), case["settled_at"])


def what_counts(messages: list[Row]) -> list[Said]:
    """For clocks: not what asks for no answer."""
    return [
        Said(row["sent_at"], row["direction"] == "out", row["received_at"])
        for row in messages
        if not row["quiet"]
    ]
