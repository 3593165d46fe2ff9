"""Forty cases, worked by an agent who has no mouse: how many keys are pressed, and how long it
takes.

Seconds are the machine's: from one case on the screen to the next one there, with no time to read
or think in them. Keys are what a person presses beside the words that are typed.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable

from django.db import connection
from playwright.sync_api import Page, expect

from inbox.models import Case
from routing.models import CannedAnswer
from tests import chromium, databases
from tests.bench.streams import server, session_of
from tests.bench.table import show
from tests.cast import Cast, hire
from tests.desk.letters import hear, letter

CASES = 40
ANSWER = "Hello {{customer.first_name || 'there'}}, I am sorry. Your parcel is on its way again."


class Agent:
    """Counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def types(self, words: str) -> None:
        self.page.keyboard.type(words)

    def is_in(self, field: str) -> None:
        expect(self.page.locator(field)).to_be_focused()

    @property
    def case(self) -> str:
        return self.page.locator("#case").get_attribute("data-case") or ""

    def has_left(self, case: str) -> None:
        expect(self.page.locator(f"#case[data-case='{case}']")).to_have_count(0)


def canned(agent: Agent) -> None:
    """r, /par, Enter, and one stroke that sends, resolves and opens the next."""
    agent.presses("r")
    agent.is_in("#reply-text")
    agent.presses(*"/par")
    menu = agent.page.get_by_role("listbox", name="Answers")
    expect(menu.get_by_role("option", selected=True)).to_contain_text("/parcel")
    agent.presses("Enter", "Control+Shift+Enter")


def typed(agent: Agent) -> None:
    agent.presses("r")
    agent.is_in("#reply-text")
    agent.types("Thank you for telling us. It works again since noon.")
    agent.presses("Control+Shift+Enter")


def handed_over(agent: Agent) -> None:
    agent.presses("h")
    agent.is_in("#sheet [name=note]")
    agent.types("No signal since Monday, second mast of the week. Restart did not help.")
    agent.presses("Control+Enter")
    expect(agent.page.locator("#sheet[open]")).to_have_count(0)
    agent.presses("f")


def snoozed(agent: Agent) -> None:
    agent.presses("z")
    agent.is_in("details[open] [name=preset] >> nth=0")
    agent.presses("Enter")
    expect(agent.page.locator("#case-head .pill")).to_have_text("Snoozed")
    agent.presses("f")


def dismissed(agent: Agent) -> None:
    agent.presses("d")
    agent.is_in("details[open] [name=reason] >> nth=0")
    agent.presses("Space", "Enter")
    expect(agent.page.locator("#case-head .pill")).to_have_text("Dismissed")
    agent.presses("f")


DAY: tuple[Callable[[Agent], None], ...] = (
    *(canned, typed, canned, handed_over, canned),
    *(typed, snoozed, canned, typed, dismissed),
)


def run() -> None:
    databases.make_copy("bench_keyboard")
    databases.point_to("bench_keyboard")
    cast = hire("bench")
    hear(cast, *(letter(f"kim{n}", minutes_ago=CASES - n) for n in range(CASES)))
    with cast.door():
        CannedAnswer.objects.create(shortcut="parcel", name="A parcel is late", text=ANSWER)
    session = session_of(cast.anna)
    connection.close()
    with server() as (port, _), chromium.running() as browser:
        address = f"http://127.0.0.1:{port}"
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.goto(f"/{cast.organisation.slug}/desk/queues/first-line/")
        page.locator("html[data-live=on]").wait_for()
        spent = _work(Agent(page))
    _is_done(cast)
    _show(spent)


def _work(agent: Agent) -> dict[str, list[tuple[int, float]]]:
    """Keys and seconds of each case, by what was done."""
    spent = defaultdict(list)
    agent.presses("f")
    agent.page.locator("#case[data-case]").wait_for()
    for number in range(CASES):
        way = DAY[number % len(DAY)]
        case, before, began = agent.case, agent.keys, time.monotonic()
        way(agent)
        if number < CASES - 1:
            agent.has_left(case)
        spent[way.__name__].append((agent.keys - before, time.monotonic() - began))
    agent.page.wait_for_timeout(1_000)
    return spent


def _is_done(cast: Cast) -> None:
    with cast.door():
        left = Case.objects.filter(state="open", team__line__number=1).count()
    assert left == 0, f"{left} cases were not worked"


def _show(spent: dict[str, list[tuple[int, float]]]) -> None:
    every = [one for all_of_it in spent.values() for one in all_of_it]
    show(
        f"keyboard: {len(every)} cases without a mouse",
        ("what was done", "cases", "keys", "seconds, median", "most"),
        [_line(name.replace("_", " "), those) for name, those in (*spent.items(), ("all", every))],
    )


def _line(name: str, those: list[tuple[int, float]]) -> tuple[str, ...]:
    seconds = [took for _, took in those]
    return (
        name,
        str(len(those)),
        f"{statistics.mean(keys for keys, _ in those):.1f}",
        f"{statistics.median(seconds):.2f} s",
        f"{max(seconds):.2f} s",
    )
