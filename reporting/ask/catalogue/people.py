"""What teams and people do. Figures of single people are for them and for their leader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import cases, counted, summed
from reporting.ask.sources import LEGS, REPLIES, STAYS

METRICS = (
    counted(
        "assigned",
        _("Assigned"),
        _("Times a case was given to somebody, or taken by them."),
        LEGS,
        where="f.assignee_id IS NOT NULL",
    ),
    cases(
        "handled",
        _("Handled"),
        _(
            "Cases in which they sent the customer a reply, each once. Everybody who replied is"
            " credited."
        ),
        REPLIES,
        where="TRUE",
    ),
    counted(
        "turns_sent",
        _("Turns"),
        _(
            "Answers: parts of one answer are one turn; the invitation to go private and the public"
            " close are free."
        ),
        REPLIES,
        where="f.starts_turn",
    ),
    summed(
        "touch",
        _("Touch time"),
        _(
            "Time a case was in somebody's focus with activity; what is idle longer than 60 seconds"
            " is cut off. This is handling time. Counted on the day the stay with them ended."
        ),
        STAYS,
        wall="f.touch_seconds",
        where="f.assignee_id IS NOT NULL",
    ),
    summed(
        "held",
        _("Held time"),
        _(
            "Time a case was assigned to somebody and open. Counted on the day the stay with them"
            " ended."
        ),
        STAYS,
        wall="f.open_seconds",
        business="f.open_business",
        where="f.assignee_id IS NOT NULL",
    ),
    summed(
        "queued",
        _("Queue time"),
        _(
            "Time in a queue without anybody it was assigned to, summed over cases. Counted on the"
            " day the stay in the queue ended."
        ),
        STAYS,
        wall="f.seconds",
        business="f.business_seconds",
        where="f.assignee_id IS NULL",
    ),
    summed(
        "owned",
        _("Ownership time"),
        _(
            "Time on the line, in a queue or in somebody's hands, summed over cases. Counted on the"
            " day the stay ended."
        ),
        STAYS,
        wall="f.seconds",
        business="f.business_seconds",
    ),
)
