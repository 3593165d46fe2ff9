from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import NETWORK, TEAM, TURNS
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.shapes import Spread
from reporting.sheets.sheet import Sheet
from reporting.sheets.special import Signs

RESOLUTION = Sheet(
    "resolution",
    _("Resolution"),
    _("Whether customers were helped, how soon, in how many turns, and where."),
    "circle-check",
    (
        Numbers(
            "sum",
            _("In short"),
            (
                "resolved",
                "resolution_median",
                "reopen_rate",
                "first_contact",
                "turns_mean",
                "within_two",
                "in_channel",
                "public_close",
            ),
        ),
        Over(
            "time",
            _("Time to resolve"),
            ("resolved", "resolution_median", "resolution_p90", "resolution_mean"),
            "lines",
            drawn=("resolution_median", "resolution_p90"),
        ),
        Spread("spread", _("How long it took"), "resolution_median", _("Resolutions")),
        Over(
            "quality",
            _("Reopened, and solved at first contact"),
            ("reopen_rate", "first_contact"),
            "lines",
        ),
        By("turns", _("Turns per case"), TURNS, _("Turns"), ("cases_resolved",), in_order=True),
        Over(
            "two",
            _("Within two turns"),
            ("within_two", "turns_mean", "cases_resolved"),
            "lines",
            drawn=("within_two",),
        ),
        Signs(
            "why",
            _("Why more than two"),
            _("What these cases have in common"),
            "over_two",
            (
                "over_two_handed",
                "over_two_rounds",
                "over_two_reopened",
                "over_two_moved",
                "over_two_sent_away",
                "over_two_friction",
                "over_two_asking",
            ),
        ),
        Over(
            "channel",
            _("In the channel, and closed in public"),
            ("in_channel", "public_close"),
            "lines",
        ),
        By(
            "teams",
            _("By team"),
            TEAM,
            _("Team that resolved"),
            (
                "resolved",
                "resolution_median",
                "resolution_p90",
                "resolution_mean",
                "reopen_rate",
                "first_contact",
            ),
        ),
        By(
            "networks",
            _("By network"),
            NETWORK,
            _("Network"),
            (
                "resolved",
                "resolution_median",
                "reopen_rate",
                "first_contact",
                "turns_mean",
                "within_two",
                "in_channel",
            ),
        ),
    ),
)
