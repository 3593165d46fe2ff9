"""Where the hiring report stands among the others: it is asked in its own way, and offered like
them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.sheets.sheet import Sheet

HIRING = Sheet(
    "hiring",
    _("Hiring"),
    _(
        "How many people each line needs by the hour, whether those it has are enough, and when the"
        " present trend uses them up."
    ),
    "user-plus",
    (),
)
