from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import AGENT, TEAM
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.sheet import Sheet

_EACH = ("handled", "assigned", "replies_out", "turns_sent", "touch", "held")

WORKLOAD = Sheet(
    "workload",
    _("Workload"),
    _("What teams and people were given, what they did, and how long it took."),
    "users-round",
    (
        Numbers("sum", _("In short"), (*_EACH, "queued")),
        Over(
            "handled",
            _("Cases handled"),
            ("handled", "replies_out", "assigned"),
            drawn=("handled",),
        ),
        By("teams", _("By team"), TEAM, _("Team"), (*_EACH, "queued")),
        By(
            "agents",
            _("By agent"),
            AGENT,
            _("Agent"),
            _EACH,
            _("For the agent and the leader. Numbers of cases say nothing of how hard they were."),
        ),
    ),
)
