"""What the programs of `make run` hold in memory while they work: agents with open pages, customers
who write on the simulated network, replies, reports and their files, for ten minutes.

PSS, which shares out what several processes hold together: a page of memory that a worker's three
processes have in common counts a third in each. MEMORY_MINUTES says how long, at least one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connection

from care.services.children import Child
from tests import databases
from tests.bench.busy import Busy
from tests.bench.streams import House, family, others
from tests.bench.table import show
from tests.browser.product import Product
from tests.browser.stage import connect

MINUTES = int(os.environ.get("MEMORY_MINUTES", "10"))
ORGANISATIONS = 2
BUDGET_MB = 150.0

Held = dict[str, float]
"""Megabytes by the name of the process."""


def run() -> None:
    databases.make_copy("bench_memory")
    databases.point_to("bench_memory")
    with _product() as product:
        houses = [_house(product, number) for number in range(ORGANISATIONS)]
        connection.close()
        port = int(product.url.rsplit(":", 1)[1])
        wanted = [one for house in houses for one in house.listeners(port)]
        heard: list[dict[str, Any]] = []
        minutes = [_held(product)]
        with others(wanted, heard), Busy(houses, product) as busy:
            for _ in range(MINUTES):
                time.sleep(60)
                minutes.append(_held(product))
    _show(minutes, busy)


@contextmanager
def _product() -> Iterator[Product]:
    product = Product(Path(os.environ["CARE_DATA_DIR"]))
    try:
        product.start()
        yield product
    finally:
        product.stop()


def _house(product: Product, number: int) -> House:
    return House(number, connect=lambda: connect(product.network, f"bench{number}"))


def _held(product: Product) -> Held:
    programs = {"web": product.web, "worker": product.worker, "beat": product.beat}
    return {
        f"{name} {number}": megabytes
        for name, child in programs.items()
        for number, megabytes in enumerate(_megabytes(child), start=1)
    }


def _megabytes(child: Child) -> Iterator[float]:
    """Of the program's processes, in the order in which they were started."""
    assert child.pid is not None
    for pid in sorted(family(child.pid)):
        with suppress(ProcessLookupError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            yield next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _show(minutes: list[Held], busy: Busy) -> None:
    names = list(dict.fromkeys(name for held in minutes for name in held))
    head = ("start", *(f"{n} min" for n in range(1, len(minutes))))
    show(
        f"memory: MB of PSS; {busy.told()}",
        ("process", *head, "budget", ""),
        [_line(name, minutes) for name in names],
    )


def _line(name: str, minutes: list[Held]) -> tuple[str, ...]:
    cells = [f"{held[name]:.0f}" if name in held else "" for held in minutes]
    if name.startswith("beat"):
        return (name, *cells, "", "")
    fine = minutes[-1].get(name, 0) <= BUDGET_MB
    return (name, *cells, f"<= {BUDGET_MB:g}", "ok" if fine else "MISSED")
