from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import NETWORK, TEAM
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.shapes import Spread
from reporting.sheets.sheet import Sheet

RESPONSES = Sheet(
    "responses",
    _("Responses"),
    _("How long customers wait for the first word, for the first useful one, and for the next."),
    "message-circle-reply",
    (
        Numbers(
            "sum",
            _("In short"),
            (
                "first_response_median",
                "first_useful_median",
                "next_response_median",
                "first_responses",
                "useful_answers",
                "waits_ended",
            ),
            _(
                "The useful answer stands beside the first one, so that “we look into it” cannot"
                " win alone."
            ),
        ),
        Over(
            "first",
            _("First response"),
            (
                "first_responses",
                "first_response_median",
                "first_response_p90",
                "first_response_mean",
            ),
            "lines",
            drawn=("first_response_median", "first_response_p90"),
        ),
        Spread(
            "first_spread",
            _("How long the first response took"),
            "first_response_median",
            _("Cases"),
        ),
        Over(
            "useful",
            _("First useful answer"),
            ("useful_answers", "first_useful_median", "first_useful_p90", "first_useful_mean"),
            "lines",
            drawn=("first_useful_median", "first_useful_p90"),
        ),
        Over(
            "next",
            _("Next response"),
            ("waits_ended", "next_response_median", "next_response_p90", "next_response_mean"),
            "lines",
            drawn=("next_response_median", "next_response_p90"),
        ),
        Spread("next_spread", _("How long each wait was"), "next_response_median", _("Replies")),
        By(
            "teams",
            _("By team"),
            TEAM,
            _("Team that replied"),
            ("waits_ended", "next_response_median", "next_response_p90", "next_response_mean"),
        ),
        By(
            "networks",
            _("By network"),
            NETWORK,
            _("Network"),
            (
                "first_responses",
                "first_response_median",
                "first_response_p90",
                "first_response_mean",
            ),
        ),
    ),
)
