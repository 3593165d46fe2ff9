"""The middle pane of a search: its rows with the words found in them, and what to say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.desk.filters import Chosen
from inbox.desk.links import Links
from inbox.desk.listing import Empty, Listing, Row, listing_of
from inbox.desk.marking import marked
from inbox.selectors.asked import Problem
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.places import Place
from inbox.selectors.queues import RowsPage
from inbox.selectors.search import MOST, Found, FoundPage, FoundRow


def after_of(key: str) -> int:
    """How many finds were shown before; a damaged key begins anew."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) < 5 else 0


def found_listing(
    found: Found,
    page: FoundPage,
    *,
    place: Place,
    catalogue: Catalogue,
    links: Links,
    chosen: Chosen,
    after: str,
    current: int | None,
    now: datetime,
) -> Listing:
    rows = RowsPage(
        tuple(each.row for each in page.rows),
        str(page.after) if page.after is not None else None,
        tuple(each.row.id for each in page.rows),
    )
    listing = listing_of(
        page=rows,
        place=place,
        catalogue=catalogue,
        links=links,
        chosen=chosen,
        after=after,
        current=current,
        now=now,
    )
    terms = [*found.asked.terms, *found.asked.values("from")]
    return replace(
        listing,
        self_href="",
        rows=tuple(
            _row(row, each, terms, now) for row, each in zip(listing.rows, page.rows, strict=True)
        ),
        empty=_empty(found),
        total=_total(found),
        hints=tuple(_hints(found.problems)),
    )


def _row(row: Row, found: FoundRow, terms: list[str], now: datetime) -> Row:
    if not found.text:
        return row._replace(marks=marked(row.name, terms) if not row.snippet else ())
    return row._replace(marks=marked(found.text, terms), noted=found.noted, private=False)


def _total(found: Found) -> str:
    if not found.finds:
        return ""
    if found.more:
        return _("%(count)s+ cases") % {"count": found.total if found.total < MOST else MOST}
    return ngettext("%(count)d case", "%(count)d cases", found.total) % {"count": found.total}


def _empty(found: Found) -> Empty:
    if found.asked.empty and not found.problems:
        return Empty(
            "search",
            _("Search everything that was said"),
            _(
                "Words in messages and notes, names and handles. Narrow with"
                " tag: from: channel: state: line: team: owner: lang: field:name=value"
                " before: after: has:note,"
                " “quoted words”, and -minus."
            ),
        )
    return Empty(
        "search-x",
        _("Nothing fits this search"),
        _("Take a word or an operator away, or ask for a beginning with a star: refun*"),
    )


def _hints(problems: Iterable[Problem]) -> Iterable[str]:
    said: dict[str, Callable[[], str]] = {
        "unknown": lambda: _("There is no operator “%(words)s”; it was searched as words."),
        "empty": lambda: _("%(words)s needs a value right behind it."),
        "date": lambda: _("%(words)s is no date. Write it like after:2026-03-31."),
        "has": lambda: _("%(words)s means nothing here; there is has:note."),
        "minus": lambda: _("%(words)s: a minus works with words, not with operators."),
        "much": lambda: _("Only the first %(words)s words were searched."),
        "no_tag": lambda: _("There is no tag “%(words)s”."),
        "no_channel": lambda: _("There is no channel “%(words)s”."),
        "no_state": lambda: _(
            "There is no state “%(words)s”: open, waiting, snoozed, resolved, dismissed or done."
        ),
        "no_line": lambda: _("There is no line “%(words)s”."),
        "no_team": lambda: _("There is no team “%(words)s”."),
        "no_lang": lambda: _("There is no language “%(words)s”. Write it like lang:de."),
        "no_field": lambda: _("There is no field “%(words)s”. Write it like field:plan=gold."),
        "field": lambda: _("What should “%(words)s” say? Write it like field:plan=gold."),
        "no_owner": lambda: _("Nobody here is called “%(words)s”."),
    }
    for problem in problems:
        yield said[problem.kind]() % {"words": problem.words}
