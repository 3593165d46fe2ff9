"""A tag added, and the case stands in the other queue on another agent's screen: with 300 streams
open, ten organisations of thirty, beside the same with nobody else there.

One screen is a real Chromium. The others are raw clients in a process of their own that ask for
what a page would ask for; all share the machine's processors with the server they measure.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from django.db import connection
from django.test import Client
from playwright.sync_api import Page

from care.core.models import Member, Person
from care.core.models.member import Role
from care.services import plan
from care.services.ports import free_port
from care.services.wishes import Wishes
from inbox.models import Case
from routing.models import Team
from routing.setup import do_create_member
from tests import chromium, databases
from tests.bench.listeners import TOKEN
from tests.bench.table import show
from tests.cast import Cast, hire
from tests.desk.letters import hear, letter

ORGANISATIONS, MEMBERS = 10, 30
CASES = 80
ALONE, TOGETHER = 10, 90
EVERY = 0.5
"""Seconds between two tags, in one organisation or another."""
BUDGET = 1.0
PROJECT = Path(__file__).resolve().parents[2]
TAG = "second-line-support"

# The moment at which the row stands there, by the page itself.
_APPEARS = """
id => new Promise(done => {
  const there = () => document.getElementById(`row-${id}`) && (done(Date.now()), true);
  if (!there()) new MutationObserver((_, seen) => there() && seen.disconnect())
    .observe(document.body, { childList: true, subtree: true });
})
"""


class House:
    """One organisation at work."""

    def __init__(self, number: int, *, connect: Callable[[], int] | None = None) -> None:
        self.cast: Cast = hire(f"bench{number}", connect=connect)
        self.slug = self.cast.organisation.slug
        people = [self.cast.anna, self.cast.amir, self.cast.tess, self.cast.leader, self.cast.admin]
        with self.cast.door():
            teams = [Team.objects.get(line__number=line) for line in (1, 2)]
            people += [self._member(n, teams[n % 2]) for n in range(len(people), MEMBERS)]
        hear(self.cast, *(letter(f"kim{n}", minutes_ago=CASES - n) for n in range(CASES)))
        with self.cast.door():
            self.waiting = list(Case.objects.order_by("id").values_list("id", flat=True))
        self.sessions = [session_of(member) for member in people]

    def _member(self, number: int, team: Team) -> Member:
        return do_create_member(
            organisation=self.cast.organisation,
            email=f"agent{number}@{self.slug}.example",
            name=f"Agent {number}",
            password=None,
            role=Role.AGENT,
            teams=[team],
        )

    def listeners(self, port: int) -> list[dict[str, Any]]:
        """Half of them before each queue; each has a case open."""
        return [
            {
                "port": port,
                "session": session,
                "slug": self.slug,
                "queue": ("first-line", "second-line")[number % 2],
                "case_id": self.waiting[-1 - number],
            }
            for number, session in enumerate(self.sessions)
        ]

    def tag_one(self, port: int) -> tuple[int, float]:
        """The id of the case that moves, and when the form left."""
        case_id = self.waiting.pop(0)
        at = time.time()
        answer = httpx.post(
            f"http://127.0.0.1:{port}/{self.slug}/desk/cases/{case_id}/tag/",
            data={"csrfmiddlewaretoken": TOKEN, "tag": TAG},
            cookies={"sessionid": self.sessions[0], "csrftoken": TOKEN},
            trust_env=False,
            timeout=30,
        )
        assert answer.status_code == 303, answer.text
        return case_id, at


def session_of(member: Member) -> str:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client.cookies["sessionid"].value


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """Port and process, as `make run` starts it."""
    port = free_port()
    folder = Path(os.environ["CARE_DATA_DIR"])
    wishes = Wishes(folder, port, demo=False, corpus=None, speed="", play="")
    argv = [*plan.web(wishes).argv, "--log-level", "warning"]
    process = subprocess.Popen(argv, cwd=PROJECT)
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def others(wanted: list[dict[str, Any]], heard: list[dict[str, Any]]) -> Iterator[None]:
    argv = [sys.executable, "-m", "tests.bench.listeners"]
    with subprocess.Popen(
        argv, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(wanted) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield
        process.stdin.write("\n")
        process.stdin.flush()
        heard += json.loads(process.stdout.readline())


def processor_seconds(pid: int) -> float:
    """Of the process and of those that it started."""
    ticks = 0
    for one in family(pid):
        user, system = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def on_screen(page: Page, house: House, port: int) -> float:
    """Seconds from the form to the row in the browser."""
    waits = page.evaluate_handle(f"id => ({{ seen: ({_APPEARS})(id) }})", house.waiting[0])
    _, at = house.tag_one(port)
    seen: float = waits.evaluate("waits => waits.seen")
    return seen / 1000 - at


def run() -> None:
    databases.make_copy("bench_streams")
    databases.point_to("bench_streams")
    houses = [House(number) for number in range(ORGANISATIONS)]
    connection.close()
    first = houses[0]
    heard: list[dict[str, Any]] = []
    posted: dict[tuple[str, int], float] = {}
    with server() as (port, pid), chromium.running() as browser:
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        context.add_cookies(
            [{"name": "sessionid", "value": first.sessions[2], "url": f"http://127.0.0.1:{port}"}]
        )
        page = context.new_page()
        page.goto(f"/{first.slug}/desk/queues/second-line/")
        page.locator("html[data-live=on]").wait_for()
        alone = [on_screen(page, first, port) for _ in range(ALONE)]
        wanted = [one for house in houses for one in house.listeners(port)]
        # Whoever sits at the browser is one of them.
        wanted = [one for one in wanted if one["session"] != first.sessions[2]]
        with others(wanted, heard):
            cost = processor_seconds(pid)
            began = time.monotonic()
            screen = _tag_all(houses, page, port, posted)
            time.sleep(3)
            took = time.monotonic() - began
            cost = processor_seconds(pid) - cost
    raw = [
        at - posted[one["slug"], int(case_id)]
        for one in heard
        if one["queue"] == "second-line"
        for case_id, at in one["saw"].items()
        if (one["slug"], int(case_id)) in posted
    ]
    asked = sum(one["asked"] for one in heard)
    _show(alone, screen, raw, asked, took, cost)


def _tag_all(
    houses: list[House], page: Page, port: int, posted: dict[tuple[str, int], float]
) -> list[float]:
    """Every third tag is added in the organisation of the browser."""
    chance = random.Random(4)
    screen = []
    for number in range(TOGETHER):
        due = time.monotonic() + EVERY
        house = houses[0] if number % 3 == 0 else chance.choice(houses[1:])
        if house is houses[0]:
            screen.append(on_screen(page, house, port))
        else:
            case_id, at = house.tag_one(port)
            posted[house.slug, case_id] = at
        time.sleep(max(0.0, due - time.monotonic()))
    return screen


def _show(
    alone: Sequence[float],
    screen: Sequence[float],
    raw: Sequence[float],
    asked: int,
    took: float,
    cost: float,
) -> None:
    streams = ORGANISATIONS * MEMBERS
    show(
        f"streams: {streams} open, a tag every {EVERY:g} s;"
        f" {asked / took:.0f} lists a second for {cost / took:.0%} of a processor",
        ("tag added → row on another screen", "times", "median", "p95", "budget", ""),
        [
            _line("Chromium, nobody else there", alone),
            _line(f"Chromium, {streams} streams", screen, BUDGET),
            _line("raw clients", raw, BUDGET),
        ],
    )


def _line(name: str, seconds: Sequence[float], budget: float = 0) -> tuple[str, ...]:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return (
        name,
        str(len(seconds)),
        f"{statistics.median(seconds) * 1000:.0f} ms",
        f"{p95 * 1000:.0f} ms",
        f"<= {budget:g} s" if budget else "",
        "" if not budget else "ok" if p95 <= budget else "MISSED",
    )
