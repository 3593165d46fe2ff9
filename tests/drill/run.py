"""One seed: an organisation for each of its houses, ten seconds of life and blows, then quiet, then
the checker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from connectors.actions import check_connect, do_connect
from routing.models import Brand, Engagement
from tests.cast import hire
from tests.drill import verdict
from tests.drill.blows import Conductor
from tests.drill.leaks import Logs, leaks
from tests.drill.life import Agent, Customers, Desk, Network
from tests.drill.report import Result
from tests.drill.script import TRAFFIC_SECONDS, House, script_of
from tests.drill.stand import Stand
from tests.drill.truth import Truth, read_truth, write
from tests.drill.verdict import Verdict

# From the last fault on; what has not come to rest by then does not.
DRAIN_SECONDS = 90.0
# Another round of everything, which may bring doubles.
QUIET_SECONDS = 1.5
AGENTS_GO_ON = 2.0
# On a slow machine little may have come in by then, and less may have gone out. Agents wait for
# something to answer, and faults go on until so many of the answers met them.
ANSWERS_AT_LEAST = 8
TRIED_AT_LEAST = 0.7
PATIENCE = 20.0


class Seed:
    def __init__(self, stand: Stand, logs: Logs, seed: int, checked: Sequence[str]) -> None:
        self.script = script_of(seed)
        self._stand, self._logs, self._checked = stand, logs, checked
        self._network = Network(stand.network_url)
        self._desks: list[Desk] = []

    def run(self) -> Result:
        begun = time.monotonic()
        try:
            self._desks = [settle_in(house, self._network) for house in self.script.houses]
            conductor = Conductor(self._stand, self._network, self.script)
            conductor.begin()
            with self._people():
                conductor.run()
            self._wait_for(self._has_tried)
            conductor.end()
            # The database was restarted under it.
            connection.close()
            found, drained = self._drain()
            found.wrong["leaked"] = self._leaks()
        finally:
            self._leave()
        return Result(self.script, time.monotonic() - begun, drained, found)

    @contextmanager
    def _people(self) -> Iterator[None]:
        """Customers have their say, agents a little longer; blows fall meanwhile."""
        ends = threading.Event()
        customers = Customers(self.script, self._network)
        agents = [
            Agent(desk, member, seed=f"{desk.house.slug}{number}", ends=ends)
            for desk in self._desks
            for number, member in enumerate((desk.cast.anna, desk.cast.amir, desk.cast.tess))
        ]
        try:
            for person in (customers, *agents):
                person.start()
            yield
            customers.join(TRAFFIC_SECONDS * 3)
            assert not customers.is_alive(), "The customers did not finish."
            time.sleep(AGENTS_GO_ON)
            self._wait_for(self._has_answers)
        finally:
            ends.set()
        for agent in agents:
            agent.join(60)
            assert not agent.is_alive(), f"{agent.name} did not finish."

    def _wait_for(self, look: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE
        while not look() and time.monotonic() < ends:
            self._stand.revive()
            time.sleep(0.2)

    def _has_answers(self) -> bool:
        return all(desk.written >= ANSWERS_AT_LEAST for desk in self._desks)

    def _has_tried(self) -> bool:
        replies = self._truth().replies
        tried = sum(reply["attempts"] > 0 for reply in replies)
        return bool(tried >= TRIED_AT_LEAST * len(replies))

    def _drain(self) -> tuple[Verdict, bool]:
        ends = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < ends:
            self._stand.revive()
            if verdict.is_quiet(verdict.judge(self._truth()), self._checked):
                time.sleep(QUIET_SECONDS)
                found = verdict.judge(self._truth())
                if verdict.is_quiet(found, self._checked):
                    return found, True
            time.sleep(0.5)
        return verdict.judge(self._truth()), False

    def _truth(self) -> Truth:
        handles = [handle for house in self.script.houses for handle in house.handles]
        return read_truth(self._stand.ledger, handles, [desk.cast.id for desk in self._desks])

    def _leaks(self) -> list[verdict.Finding]:
        found = leaks(self._desks, url=self._stand.url, seed=self.script.seed)
        return [*found, *self._logs.leaks()]

    def _leave(self) -> None:
        """Nobody listens to the seed's accounts any more, and nothing of theirs is sent."""
        self._network.close()
        ids = [desk.cast.id for desk in self._desks]
        later = "now() + interval '1 year'"
        write(
            f"UPDATE inbox_stream SET next_poll_at = {later} WHERE organisation_id = ANY(%s)", [ids]
        )
        write(
            "UPDATE inbox_outbox SET next_attempt_at = NULL, look_at = NULL"
            " WHERE organisation_id = ANY(%s)",
            [ids],
        )
        connection.close()


def settle_in(house: House, network: Network) -> Desk:
    def connect() -> int:
        first, *_ = [_connect(network, handle) for handle in house.handles]
        return first

    cast = hire(house.slug, connect=connect)
    with cast.door():
        Engagement.objects.update(undo_seconds=house.undo_seconds)
    return Desk(house, cast)


def _connect(network: Network, handle: str) -> int:
    credentials = {"token": network.account(handle)}
    account = check_connect(network="simulated", credentials=credentials, base_url=network.url)
    return do_connect(
        brand_id=Brand.objects.get().id,
        network="simulated",
        credentials=credentials,
        account=account,
        base_url=network.url,
    )
