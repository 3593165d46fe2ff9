from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import CHANNEL, NETWORK
from reporting.sheets.parts import By, Numbers, Over, Split
from reporting.sheets.shapes import Heat
from reporting.sheets.sheet import Sheet

VOLUME = Sheet(
    "volume",
    _("Volume"),
    _("How much comes in, when and on which network, and how much is left at the end of each day."),
    "chart-column",
    (
        Numbers(
            "sum",
            _("In short"),
            ("cases_opened", "messages_in", "replies_out", "resolved", "backlog"),
        ),
        Over(
            "opened",
            _("Cases opened"),
            ("cases_opened", "messages_in", "replies_out"),
            drawn=("cases_opened",),
        ),
        Over(
            "backlog",
            _("Backlog"),
            ("backlog", "stretches", "resolved"),
            "lines",
            _("What is left grows where more begins than is resolved."),
            drawn=("backlog",),
        ),
        Heat(
            "week",
            _("Messages by hour and weekday"),
            "messages_in",
            _("In the time zone of the organisation: who has to be there when."),
        ),
        Split("networks", _("Cases by network"), "cases_opened", NETWORK),
        By(
            "channels",
            _("By channel"),
            CHANNEL,
            _("Channel"),
            ("cases_opened", "public_share"),
        ),
    ),
)
