"""What the pages cost that are asked for all day: a queue of fifty cases, the rows of it that
changed, and a case; beside a bare view that fetches the same fifty rows by one statement and
prints them, for whoever is signed in and has a place in the organisation; and beside the statement
and its template alone, with no request around them.

One organisation with eighty cases; no other work on the machine's processors but Postgres'.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from jinja2 import Environment

from care import urls
from care.core.requests import MemberRequest
from tests import databases
from tests.bench.streams import House
from tests.bench.table import show

TIMES = 200
BUDGET_MS = 12.0
TIMES_BARE = 3.0

# What a list prints, and nothing of who may see it, of counters, or of menus.
_ROWS = """
SELECT c.id, cu.display_name, c.snippet, c.state, c.priority, c.due_at, c.last_message_at,
  ARRAY(SELECT t.tag_id FROM inbox_tagging t WHERE t.organisation_id = c.organisation_id
    AND t.case_id = c.id AND t.undone_at IS NULL) AS tags
FROM inbox_case c JOIN inbox_customer cu
  ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
WHERE c.organisation_id = %s AND c.state = 'open' AND c.merged_into_id IS NULL
  AND c.team_id = (SELECT id FROM routing_team WHERE organisation_id = %s AND slug = %s)
ORDER BY c.due_at, c.opened_at, c.id LIMIT 50
"""
_LIST = """
<!doctype html><ol>{% for id, name, snippet, state, priority, due, last, tags in rows %}
<li id="row-{{ id }}"><a href="/cases/{{ id }}/"><b>{{ name }}</b> <time>{{ last }}</time>
<p>{{ snippet }}</p> <i>{{ state }}</i> <i>{{ priority }}</i> <time>{{ due }}</time>
{% for tag in tags %}<i>{{ tag }}</i>{% endfor %}</a></li>{% endfor %}</ol>
"""


def run() -> None:
    databases.make_copy("bench_pages")
    databases.point_to("bench_pages")
    house = House(0)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["sessionid"] = house.sessions[2]
    desk = f"/{house.slug}/desk/"
    named = {"hx-request": "true", "hx-target": "rows", "care-rows": str(house.waiting[3])}

    def page(of: str, headers: dict[str, str] | None = None) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(f"{desk}{of}", headers=headers).status_code == 200

        return ask

    alone = measured(_rows_alone(house))
    with override_settings(ROOT_URLCONF=__name__):
        bare = measured(page("bare/"))
    pages = {
        "queue, 50 rows": measured(page("queues/first-line/")),
        "one changed row": measured(page("queues/first-line/", named)),
        "case": measured(page(f"cases/{house.waiting[0]}/")),
    }
    show(
        f"pages, {TIMES} times each",
        ("page", "processor", "median", "of the bare view", "budget", ""),
        [
            _line("50 rows, no request", *alone, bare[1]),
            _line("bare view, 50 rows", *bare, bare[1]),
            *(_line(name, *cost, bare[1]) for name, cost in pages.items()),
        ],
    )


_TEMPLATE = Environment(autoescape=True).from_string(_LIST)


def _printed(organisation_id: int, slug: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [organisation_id, organisation_id, slug])
        return _TEMPLATE.render(rows=cursor.fetchall())


def bare_view(request: MemberRequest, organisation: str) -> HttpResponse:
    return HttpResponse(_printed(request.organisation.id, "first-line"))


urlpatterns = [path("<slug:organisation>/desk/bare/", bare_view), *urls.urlpatterns]


def _rows_alone(house: House) -> Callable[[], None]:
    def view() -> None:
        with house.cast.door():
            assert len(_printed(house.cast.id, "first-line")) > 5_000

    return view


def measured(ask: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds: of this process' processor on average, and passed, the median."""
    for _ in range(20):
        ask()
    took = []
    spent = time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return (time.process_time() - spent) / TIMES * 1_000, statistics.median(took) * 1_000


def _line(name: str, cpu: float, median: float, bare: float) -> tuple[str, ...]:
    """The budget is of the queue; the others stand beside it."""
    told = (f"{cpu:.1f} ms", f"{median:.1f} ms", f"{median / bare:.1f}")
    if not name.startswith("queue"):
        return name, *told, "", ""
    fine = cpu <= BUDGET_MS and median <= TIMES_BARE * bare
    budget = f"<= {BUDGET_MS:g} ms, {TIMES_BARE:g} x"
    return name, *told, budget, "ok" if fine else "MISSED"
