"""Rows of lists as HTML, kept while they say the same: thirty colleagues look at one queue, and
each change of it has all of them ask. Drawing is half of what a list costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from inbox.desk.listing import Row

MOST = 2_000
"""Rows kept by a process, of about 4 KB each with what they were drawn from."""


def drawn(rows: Iterable[Row]) -> Iterator[Markup]:
    language, zone = get_language(), timezone.get_current_timezone_name()
    return (_drawn(row, language, zone) for row in rows)


@lru_cache(maxsize=MOST)
def _drawn(row: Row, language: str | None, zone: str) -> Markup:
    """Everything that is shown stands in the key: no row can be taken for another one, nor for that
    of another organisation."""
    say = {
        "new": _("New"),
        "private": _("Private"),
        "noted": _("Note"),
        "mark": _("Mark the case of %(name)s"),
    }
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    case_row = vars(engine.env.get_template("desk/_row.html").module)["case_row"]
    made: Markup = case_row(row, say)
    return made
