from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.sheets.parts import Numbers, Over
from reporting.sheets.sheet import Sheet

SUMMARY = Sheet(
    "summary",
    _("Summary"),
    _("One page for those who do not work at the desk. Print it, or read it aloud."),
    "presentation",
    (
        Numbers(
            "sum",
            _("The period in figures"),
            (
                "cases_opened",
                "resolved",
                "backlog",
                "first_response_median",
                "first_useful_median",
                "resolution_median",
                "within_two",
                "first_contact",
                "reopen_rate",
                "second_line_share",
                "met_share",
                "answered_rate",
            ),
        ),
        Over("opened", _("Opened and resolved"), ("cases_opened", "resolved"), "lines"),
        Over(
            "first",
            _("First response and first useful answer, median"),
            ("first_response_median", "first_useful_median"),
            "lines",
        ),
    ),
)
