"""Both halves of each counter against one file of examples.

The weights of X were compared with its own library, `twitter-text`; that library's list of emoji is
old, so two of the longest pictures here count less than there, as they do on X.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from inbox.networks.lengths import COUNTERS, count_mastodon, count_weighted
from tests import chromium

EXAMPLES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("lengths.json").read_text(encoding="utf-8")
)
PAGE_HALF = Path(__file__).parents[3] / "static/care/js/lengths.js"


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_server_counts_as_the_examples_say(example: dict[str, Any]) -> None:
    counted = {name: count(example["text"]) for name, count in COUNTERS.items()}
    assert counted == {name: example[name] for name in COUNTERS}


def test_the_page_counts_as_the_server_does() -> None:
    source = base64.b64encode(PAGE_HALF.read_bytes()).decode()
    with chromium.running() as browser:
        page = browser.new_page()
        counted = page.evaluate(
            """async ([source, examples]) => {
                const { counters } = await import("data:text/javascript;base64," + source);
                return examples.map(({ text }) => Object.fromEntries(
                    Object.entries(counters).map(([name, count]) => [name, count(text)])));
            }""",
            [source, EXAMPLES],
        )
    assert counted == [{name: one[name] for name in COUNTERS} for one in EXAMPLES]


def test_an_emoji_counts_two_on_x_however_it_is_made() -> None:
    for emoji in ("👍", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "1️⃣", "❤️"):
        assert count_weighted(emoji) == 2, emoji
        assert count_mastodon(emoji) == 1, emoji


def test_an_address_counts_23_whatever_its_length() -> None:
    for address in ("https://t.co/a", f"https://example.com/{'a' * 300}?b=c#d"):
        assert count_weighted(f"See {address}.") == 4 + 23 + 1
        assert count_mastodon(f"See {address}.") == 4 + 23 + 1
    assert count_weighted("See example.com.") == 4 + 23 + 1


def test_heavy_signs_count_two_on_x() -> None:
    assert count_weighted("ä–“€") == 1 + 1 + 1 + 2
    assert count_weighted("日本") == 4


def test_of_a_remote_name_only_the_local_part_counts_on_mastodon() -> None:
    assert count_mastodon("@ann@a.very.long.example hi") == len("@ann hi")
    assert count_mastodon("mail ann@example.org") == len("mail ann@example.org")
