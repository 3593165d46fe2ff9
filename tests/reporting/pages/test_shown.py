"""What a report's page says around its figures, and the period that its bar asks for."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.reporting.pages.history import MONDAY, Past
from tests.reporting.pages.reading import Reader

BOTH_WEEKS = "period=custom&from=2026-03-02&to=2026-03-08&by=day&compare=previous"
OPENED = "Cases by the time of their first message."


def section(page: str, name: str) -> str:
    return page.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


def test_a_definition_stands_beside_its_first_figure_and_is_folded_away_after_it(
    acme: Cast,
) -> None:
    with acme.door():
        Past(acme).solved(timedelta(hours=5))
    page = Reader(acme).page("volume", BOTH_WEEKS)
    first, again = section(page, "sum"), section(page, "opened")
    assert OPENED in first
    assert "What the figures mean" not in first
    assert OPENED in again.partition("What the figures mean")[2]
    # What is new there is said openly.
    backlog = section(page, "backlog")
    assert "<dt>Begun</dt>" in backlog.rpartition("</details>")[2]


def test_what_reads_the_same_is_neither_better_nor_worse(acme: Cast) -> None:
    with acme.door():
        past = Past(acme)
        past.solved(timedelta(hours=100), opened=MONDAY - timedelta(days=7))
        past.solved(timedelta(hours=100, seconds=9))
    page = section(Reader(acme).page("resolution", BOTH_WEEKS), "sum")
    tile = page.partition("Resolution, median")[2].partition("tile__means")[0]
    assert "no change" in tile
    assert "worse" not in tile


@pytest.mark.parametrize(
    ("report", "name", "said"),
    [
        ("lines", "share", "Hatched: these days"),
        ("resolution", "quality", "Where the line is thin"),
    ],
)
def test_what_can_still_change_is_said_as_it_is_drawn(
    acme: Cast, report: str, name: str, said: str
) -> None:
    with acme.door():
        past = Past(acme)
        recent = timezone.now() - timedelta(hours=30)
        past.leg(past.case(recent, further_line_at=recent), 1, 2, 60)
        past.solved(timedelta(hours=1), opened=recent, turns=1)
    assert said in section(Reader(acme).page(report, "period=7d&by=day"), name)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        # Days that somebody wrote over those of the period count.
        ("from=2026-03-03&to=2026-03-08", "3 Mar 2026 to 8 Mar 2026"),
        # Untouched ones are those of the period before; the period that was chosen counts.
        ("from=2026-03-02&to=2026-03-08", "1 Jan 2025 to 31 Dec 2025"),
    ],
)
def test_days_that_were_changed_by_hand_count_and_others_do_not(
    acme: Cast, asked: str, says: str
) -> None:
    page = Reader(acme).page(
        "volume", f"period=last_year&dates=2026-03-02%2F2026-03-08&{asked}&compare=none"
    )
    shown = page.partition('class="reports__when"')[2].partition("</p>")[0]
    assert says in unescape(shown)


def test_links_of_a_named_period_carry_no_days(acme: Cast) -> None:
    page = Reader(acme).page("volume", "period=7d&dates=a%2Fb&from=a&to=b")
    assert "reports/lines/?period=7d" in page
    assert "from=a" not in page
