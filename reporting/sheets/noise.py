from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import CHANNEL, NETWORK, STREAM
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.sheet import Sheet

_EACH = ("messages_in", "noise", "actionable_rate", "must_answer_rate", "answered_rate")

NOISE = Sheet(
    "noise",
    _("Noise and actionability"),
    _("Which streams bring what deserves an answer, and which only bring work."),
    "audio-waveform",
    (
        Numbers("sum", _("In short"), (*_EACH, "thanks")),
        Over(
            "rates",
            _("Actionable and answered"),
            ("actionable_rate", "answered_rate", "messages_in"),
            "lines",
            drawn=("actionable_rate", "answered_rate"),
        ),
        By("streams", _("By stream"), STREAM, _("Stream"), _EACH),
        By("channels", _("By channel"), CHANNEL, _("Channel"), _EACH),
        By("networks", _("By network"), NETWORK, _("Network"), _EACH),
    ),
)
