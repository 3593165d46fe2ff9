"""What hits the product during a seed, each blow at the moment that its script wants. In the main
thread, because programs are started again (see stand)."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from contextlib import closing

from tests.drill.life import Network
from tests.drill.script import Act, Blow, Moment, Script
from tests.drill.stand import NAMES, Stand
from tests.drill.truth import read

# How long to wait for the moment; without it the blow falls anyway.
PATIENCE = 6.0
MOMENTS: dict[Moment, str] = {
    "send": "SELECT 1 FROM inbox_outbox WHERE state = 'sending' LIMIT 1",
    "ingest": (
        "SELECT 1 FROM inbox_stream WHERE lease_token IS NOT NULL AND leased_until > now() LIMIT 1"
    ),
}


class Conductor:
    def __init__(self, stand: Stand, network: Network, script: Script) -> None:
        self._stand, self._network, self._script = stand, network, script
        self._dice = random.Random(script.seed)
        self._acts: dict[Act, Callable[[Blow], None]] = {
            "kill a worker": self._kill_worker,
            "kill both workers": self._kill_both,
            "kill a process of a worker": self._kill_process,
            "flush the broker": self._flush,
            "stop the broker": self._stop_broker,
            "restart the database": self._restart_database,
            "crash the database": self._crash_database,
            "network down": self._network_down,
            "crash the network": self._crash_network,
        }

    def begin(self) -> None:
        """The network's faults and limits; also after it was started anew."""
        rules = [*self._script.faults]
        self._network.must("PUT", "/sim/faults", seed=self._script.seed, rules=rules)
        self._network.must("PUT", "/sim/limits", **self._script.limits)

    def end(self) -> None:
        self._network.must("PUT", "/sim/faults", seed=self._script.seed, rules=[])
        self._network.must("PUT", "/sim/limits")
        self._network.must("PUT", "/sim/down", seconds=0)

    def run(self) -> None:
        begun = time.monotonic()
        for blow in self._script.blows:
            time.sleep(max(0.0, begun + blow.at - time.monotonic()))
            if blow.moment != "any":
                # On a slow machine the last blow may still be felt.
                self._stand.wait_for_a_worker()
                self._await(blow.moment)
            time.sleep(blow.after_milliseconds / 1000)
            self._acts[blow.act](blow)
            self._stand.revive()

    def _await(self, moment: Moment) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if read(MOMENTS[moment]):
                return
            time.sleep(0.003)

    def _kill_worker(self, blow: Blow) -> None:
        self._stand.kill_worker(self._dice.choice(NAMES))
        time.sleep(blow.seconds / 4)

    def _kill_both(self, blow: Blow) -> None:
        for name in NAMES:
            self._stand.kill_worker(name)
        time.sleep(blow.seconds)

    def _kill_process(self, blow: Blow) -> None:
        for name in NAMES:
            self._stand.kill_process_of(name)

    def _flush(self, blow: Blow) -> None:
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as broker:
            broker.settimeout(5)
            broker.connect(str(self._stand.valkey.socket))
            broker.sendall(b"FLUSHALL\r\n")
            assert broker.recv(64).startswith(b"+OK")

    def _stop_broker(self, blow: Blow) -> None:
        self._stand.valkey.stop()
        time.sleep(blow.seconds)
        self._stand.valkey.start()

    def _restart_database(self, blow: Blow) -> None:
        self._stand.postgres.stop()
        time.sleep(blow.seconds / 4)
        self._stand.start_postgres()

    def _crash_database(self, blow: Blow) -> None:
        self._stand.crash_postgres()
        self._stand.start_postgres()

    def _network_down(self, blow: Blow) -> None:
        self._network.must("PUT", "/sim/down", seconds=round(blow.seconds, 1))

    def _crash_network(self, blow: Blow) -> None:
        self._stand.kill_network()
        time.sleep(blow.seconds / 4)
        self._stand.revive()
        self.begin()
