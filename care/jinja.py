"""The environment of our own pages: autoescaped, translated, and loud about a missing name."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import (
    get_language,
    get_language_bidi,
    gettext,
    ngettext,
    npgettext,
    pgettext,
)
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from lucide.jinja import lucide
from markupsafe import Markup

from care.core.times import day_of, full_time

# Mirrored where reading goes from right to left.
POINTING = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right"})


@cache
def icon(name: str) -> Markup:
    """An icon for the eye only: the words beside it, or an aria-label, say what it means.

    Kept for the life of the process: reading one means opening the package's archive.
    """
    look = "icon icon--points" if name in POINTING else "icon"
    drawn = lucide(name, size=None, aria_hidden="true", **{"class": look})
    return Markup(drawn)  # noqa: S704  # out of the package's archive, no user's words


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


@cache
def static_url(path: str) -> str:
    """Of a file, which keeps its name for the life of the process: a page names forty."""
    return static(path)


def one_token(request: HttpRequest) -> dict[str, object]:
    """The token of forms, made when the first form asks for it: the framework makes one for each of
    them."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


@lru_cache(maxsize=4_000)
def _said(language: str | None, words: str) -> Markup:
    return Markup(gettext(words)) % {}  # noqa: S704  # our own words


@pass_context
def say(context: Context, words: str, /, **values: object) -> Markup | str:
    """gettext as jinja does it, which looks the same words up anew in every row: with values put
    in, and escaped where the page escapes."""
    if not context.eval_ctx.autoescape:
        return gettext(words) % values
    language = get_language()
    if not values:
        return _said(language, words)
    return Markup(gettext(words)) % values  # noqa: S704  # our own words


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
        "_": say,
        "day_of": day_of,
        "direction": direction,
        "full_time": full_time,
        "icon": icon,
        "language": get_language,
        "static": static_url,
        "url": url,
    }
    return made
