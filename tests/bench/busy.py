"""A working day in small, over HTTP: customers write on the network, agents read and answer, and
leaders look at reports and ask for files."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import Self
from uuid import uuid4

import httpx

from inbox.models import Case
from reporting.sheets import SHEETS
from tests.bench.chatter import WORDS
from tests.bench.listeners import TOKEN
from tests.bench.streams import House
from tests.browser.product import Product

# Seconds between two of a kind.
WRITES, READS, ANSWERS, REPORTS, FILES = 1.0, 0.5, 2.0, 5.0, 30.0
CUSTOMERS = 200
LOOKS = ("mine/", "cases/?period=7d", "hiring/", "board/", *(f"{name}/" for name in SHEETS))
FORMS = ("xlsx", "csv")


class Busy:
    """While it is open, somebody is always at work."""

    def __init__(self, houses: list[House], product: Product) -> None:
        self._houses = houses
        self._product = product
        self._over = threading.Event()
        self._chance = random.Random(5)
        self._did: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()
        self._sheets, self._forms = cycle(LOOKS), cycle(FORMS)
        self._web = httpx.Client(base_url=product.url, trust_env=False, timeout=60)
        kinds = (
            (self._write, WRITES),
            (self._read, READS),
            (self._answer, ANSWERS),
            (self._report, REPORTS),
            (self._file, FILES),
        )
        self._threads = [threading.Thread(target=self._go_on, args=kind) for kind in kinds]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._web.close()

    def told(self) -> str:
        did = ", ".join(f"{number} {kind}" for kind, number in sorted(self._did.items()))
        wrong = ", ".join(f"{number} times {what}" for what, number in sorted(self._wrong.items()))
        return did + (f"; went wrong: {wrong}" if wrong else "")

    def _go_on(self, act: Callable[[House], None], every: float) -> None:
        due = time.monotonic()
        while not self._over.wait(max(0.0, due - time.monotonic())):
            due = max(due + every, time.monotonic())
            act(self._chance.choice(self._houses))

    def _words(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randint(4, 30)))

    def _write(self, house: House) -> None:
        customer = f"customer{self._chance.randrange(CUSTOMERS)}"
        if self._chance.random() < 0.2:
            self._product.network.customer_writes(customer, house.slug, self._words())
        else:
            self._product.network.customer_posts(customer, f"@{house.slug} {self._words()}")
        self._did["messages"] += 1

    def _read(self, house: House) -> None:
        """A queue, a case of it, or what is found by a word."""
        desk = f"/{house.slug}/desk/"
        case_id = self._chance.choice(house.waiting)
        word = self._chance.choice(WORDS)
        pages = (
            *(f"{desk}queues/{line}-line/" for line in ("first", "second")),
            *(f"{desk}cases/{case_id}/", f"{desk}views/search/?q={word}"),
        )
        self._get(house, self._chance.choice(pages), "pages")

    def _answer(self, house: House) -> None:
        """To the customer on the network who waits longest."""
        with house.cast.door():
            waiting = Case.objects.filter(state="open", id__gt=max(house.waiting))
            waiting = waiting.filter(unanswered_since__isnull=False).order_by("unanswered_since")
            found = waiting.values_list("id", "last_visibility").first()
        if found is not None:
            said = {"text": self._words(), "visibility": found[1], "idempotency_key": uuid4().hex}
            self._post(house, f"/{house.slug}/desk/cases/{found[0]}/reply/", said, "replies")

    def _report(self, house: House) -> None:
        self._get(house, f"/{house.slug}/reports/{next(self._sheets)}", "reports")

    def _file(self, house: House) -> None:
        said = {"report": "volume", "query": "period=7d", "form": next(self._forms)}
        self._post(house, f"/{house.slug}/reports/export/", said, "files")

    def _get(self, house: House, path: str, kind: str) -> None:
        self._count(kind, path, self._web.get(path, headers=_cookies(house)), 200)

    def _post(self, house: House, path: str, said: dict[str, str], kind: str) -> None:
        form = {"csrfmiddlewaretoken": TOKEN} | said
        self._count(kind, path, self._web.post(path, data=form, headers=_cookies(house)), 303)

    def _count(self, kind: str, path: str, answer: httpx.Response, wanted: int) -> None:
        self._did[kind] += 1
        if answer.status_code != wanted:
            self._wrong[f"{answer.status_code} from {path}"] += 1


def _cookies(house: House) -> dict[str, str]:
    """Of the team leader, who may do all of it."""
    return {"Cookie": f"sessionid={house.sessions[3]}; csrftoken={TOKEN}"}
