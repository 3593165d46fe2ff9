from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import CHANNEL, TEAM
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.sheet import Sheet
from reporting.sheets.special import Listed

UNANSWERED = Sheet(
    "unanswered",
    _("Must-answer unanswered"),
    _("Cases that must be answered and were not: each of them stands here."),
    "message-circle-warning",
    (
        Numbers("sum", _("In short"), ("must_answer_waiting", "answered_rate")),
        Listed(
            "cases",
            _("These wait"),
            "must_answer_waiting",
            _("Opened in the period, the newest first."),
            _("Nobody waits: every case of the period that must be answered was answered."),
        ),
        Over("opened", _("By the day they were opened"), ("must_answer_waiting",)),
        By("teams", _("By team"), TEAM, _("Team"), ("must_answer_waiting",)),
        By("channels", _("By channel"), CHANNEL, _("Channel"), ("must_answer_waiting",)),
    ),
)
