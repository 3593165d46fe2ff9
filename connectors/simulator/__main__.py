"""Starts the simulated network: `python -m connectors.simulator --port 8091 --ledger FILE`."""

from __future__ import annotations

import argparse
import logging
import signal
import sqlite3
import sys
import threading
from pathlib import Path

from connectors.simulator import corpus
from connectors.simulator.chatter import Chatter
from connectors.simulator.ledger import Ledger, OtherVersion
from connectors.simulator.player import Clock, FileCustomers, Loader
from connectors.simulator.script import read_script
from connectors.simulator.server import Server
from connectors.simulator.world import World

DEMO = Path(__file__).with_name("demo.jsonl")
# In hours, as several networks have it.
DEMO_WINDOW = 24
log = logging.getLogger("connectors.simulator")


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="connectors.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8091, help="0 takes a free one and prints it")
    parser.add_argument("--ledger", type=Path, required=True, help="the network's SQLite file")
    parser.add_argument("--corpus", type=Path, help="conversations, jsonl or jsonl.gz")
    parser.add_argument(
        "--speed",
        type=float,
        default=0.0,
        help="with a corpus: plays it this many times faster than it was written (0: all at once); "
        "without: makes the demo's customers write this many times as often",
    )
    parser.add_argument("--play", choices=("both", "customers"), default="both")
    parser.add_argument(
        "--private-window",
        type=int,
        metavar="HOURS",
        help="how long after somebody's last private message they may still be answered there; "
        "without, always (the demo's network: 24)",
    )
    parser.add_argument("--empty", action="store_true", help="a network where nobody writes")
    given = parser.parse_args(argv)
    if given.speed < 0:
        parser.error("--speed must not be negative.")
    if given.corpus is not None and not given.corpus.is_file():
        parser.error(f"--corpus {given.corpus} is not a file.")
    return given


def load(ledger: Ledger, loader: Loader, path: Path) -> None:
    """Runs beside the server, so that the network answers from the first second on."""
    done = loader.is_done
    progress = {"ready": done, "corpus": loader.name, "failed": None}
    ledger.set_fact("progress", progress)
    if done:
        return
    try:
        loader.load(corpus.read(path, loader.name))
    except Exception as error:
        ledger.set_fact("progress", {**progress, "failed": str(error)})
        log.exception("%s could not be put on the network.", path.name)
        return
    ledger.set_fact("progress", {**progress, "ready": True})
    log.info("%s is on the network, %s messages in all.", loader.name, ledger.count())


def main(argv: list[str]) -> int:
    given = arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        ledger = Ledger(given.ledger)
    except (OtherVersion, sqlite3.Error) as error:
        print(f"The ledger {given.ledger} cannot be opened: {error}", file=sys.stderr)
        return 1
    hours = given.private_window
    if hours is None and given.corpus is None and not given.empty:
        hours = DEMO_WINDOW
    world = World(ledger, private_window_hours=hours)
    chatter: Chatter | None = None
    loading: threading.Thread | None = None
    if given.empty:
        ledger.set_fact("progress", {"ready": True, "corpus": None, "failed": None})
    else:
        path = given.corpus or DEMO
        speed = given.speed if given.corpus else 0.0
        loader = Loader(ledger, name=path.name, play=given.play, speed=speed)
        loading = threading.Thread(target=load, args=(ledger, loader, path), daemon=True)
    if given.corpus is None and not given.empty:
        chatter = Chatter(world, read_script(), pace=given.speed or 1.0)
        chatter.begin()
        world.crowd = chatter
    elif given.play == "customers":
        world.crowd = FileCustomers(ledger)
    server = Server((given.host, given.port), world)
    clock = Clock(ledger, chatter)
    for number in (signal.SIGTERM, signal.SIGINT):
        # From a thread: shutdown() waits for the loop that this handler interrupts.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    host, port = server.server_address[:2]
    print(f"The simulated network answers at http://{host!s}:{port}", flush=True)
    if loading is not None:
        loading.start()
    clock.start()
    server.serve_forever(poll_interval=0.1)
    clock.stop()
    server.server_close()
    ledger.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
