from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.sheets.parts import Numbers, Over
from reporting.sheets.sheet import Sheet

MINE = Sheet(
    "mine",
    _("My figures"),
    _("What you did, for your own eyes and your leader's. They are never on a wall."),
    "user-round",
    (
        Numbers(
            "sum",
            _("In short"),
            ("handled", "replies_out", "turns_sent", "touch", "held", "assigned"),
        ),
        Over(
            "replies",
            _("Cases handled"),
            ("handled", "replies_out", "turns_sent"),
            drawn=("handled",),
        ),
        Over(
            "responses",
            _("How long customers waited for you"),
            ("waits_ended", "next_response_median", "next_response_p90", "next_response_mean"),
            "lines",
            drawn=("next_response_median", "next_response_p90"),
        ),
        Numbers(
            "solved",
            _("What came of it"),
            ("resolved", "resolution_median", "turns_mean", "within_two", "reopen_rate"),
            _("Resolutions are yours where you resolved; turns are of the cases you own."),
        ),
    ),
    own=True,
)
