"""What further lines do: how much is handed to them, how often it comes back, how long it is with
them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import cases, counted, share, spans
from reporting.ask.sources import LEGS, OPENED, RETURNS, STAYS

HANDED = "f.further_line_at IS NOT NULL"
FURTHER = "f.line_number >= 2"
IMMATURE_DAYS = 7

METRICS = (
    counted(
        "handed_over",
        _("Handed over"),
        _(
            "Cases opened in the period that were with a further line at least once. A hand-over"
            " that was undone does not count."
        ),
        OPENED,
        where=HANDED,
    ),
    share(
        "second_line_share",
        _("Second-line share"),
        _(
            "Cases with at least one stay on second line or further that was not undone, of all"
            " cases opened, by the day they were opened. Cases of the last seven days may still be"
            " handed over."
        ),
        OPENED,
        where=HANDED,
        better="less",
        matures_in=IMMATURE_DAYS,
    ),
    counted(
        "rounds",
        _("Rounds"),
        _("Each time a further line gave a case back to an earlier one."),
        RETURNS,
    ),
    cases(
        "rounds_cases",
        _("Cases in rounds"),
        _("Cases that a further line gave back at least once, each once."),
        RETURNS,
        where="TRUE",
    ),
    share(
        "rounds_unanswered",
        _("Returned without an answer"),
        _("Rounds in which a reason was given instead of an answer, of all rounds."),
        RETURNS,
        where="f.return_reason_id IS NOT NULL",
        better="less",
    ),
    *spans(
        "queue_wait",
        _("Wait in the queue"),
        _(
            "Stays of a case in a queue that nobody had taken it out of. Counted on the day the"
            " stay ended."
        ),
        STAYS,
        wall="f.seconds",
        business="f.business_seconds",
        where="f.assignee_id IS NULL",
    ),
    *spans(
        "work",
        _("In somebody's hands"),
        _("Stays of a case with somebody it was assigned to. Counted on the day the stay ended."),
        STAYS,
        wall="f.seconds",
        business="f.business_seconds",
        where="f.assignee_id IS NOT NULL",
    ),
    counted(
        "arrived_further",
        _("Came to further lines"),
        _("Hand-overs: stays on second line or further that began with a move."),
        LEGS,
        where=f"{FURTHER} AND f.by_tag_id IS NOT NULL",
    ),
)
