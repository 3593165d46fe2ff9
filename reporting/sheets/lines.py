from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import LINE, REASON, TEAM
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.sheet import Sheet
from reporting.sheets.special import Stopwatch

LINES = Sheet(
    "lines",
    _("Lines"),
    _("How much is handed to further lines, how often it comes back, and where the time goes."),
    "arrow-right-left",
    (
        Numbers(
            "sum",
            _("In short"),
            ("second_line_share", "handed_over", "rounds", "rounds_unanswered"),
        ),
        Over(
            "share",
            _("Second-line share"),
            ("second_line_share", "handed_over", "cases_opened"),
            drawn=("second_line_share",),
        ),
        Stopwatch(
            "trip",
            _("Round trip"),
            _(
                "Of the rounds that came back in the period: where the time between the customer's"
                " question and the answer in the customer's language goes."
            ),
        ),
        By(
            "reasons",
            _("Rounds by reason"),
            REASON,
            _("Why it came back"),
            ("rounds", "rounds_cases"),
            empty=_("Nothing came back from a further line in this period."),
        ),
        By(
            "lines",
            _("Time on each line"),
            LINE,
            _("Line"),
            (
                "owned",
                "queue_wait_median",
                "queue_wait_p90",
                "queue_wait_mean",
                "work_median",
                "work_p90",
                "work_mean",
            ),
            in_order=True,
        ),
        By("teams", _("Came to further teams"), TEAM, _("Team"), ("arrived_further",)),
    ),
)
