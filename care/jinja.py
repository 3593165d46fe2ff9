"""The environment of our own pages: autoescaped, translated, and loud about a missing name."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import (
    get_language,
    get_language_bidi,
    gettext,
    ngettext,
    npgettext,
    pgettext,
)
from jinja2 import Environment, StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup

from care.core.times import day_of, full_time


@cache
def icon(name: str) -> Markup:
    """An icon for the eye only: the words beside it, or an aria-label, say what it means.

    Kept for the life of the process: reading one means opening the package's archive.
    """
    drawn = lucide(name, size=None, aria_hidden="true", **{"class": "icon"})
    return Markup(drawn)  # noqa: S704  # out of the package's archive, no user's words


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    made = Environment(  # noqa: S701  # Django's backend turns autoescape on in its options
        **options,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= {
        "day_of": day_of,
        "direction": direction,
        "full_time": full_time,
        "icon": icon,
        "language": get_language,
        "static": static,
        "url": url,
    }
    return made
