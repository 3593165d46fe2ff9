"""What of all that comes in deserves an answer, and gets one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import counted, share
from reporting.ask.sources import ARRIVALS

ACTIONABLE = "f.actionability <> 'noise'"

METRICS = (
    counted(
        "noise",
        _("Noise"),
        _("Messages of customers that were judged noise: no answer needed."),
        ARRIVALS,
        where="f.actionability = 'noise'",
    ),
    share(
        "actionable_rate",
        _("Actionable"),
        _("Share of inbound messages not judged noise. The field's benchmark is 50 %."),
        ARRIVALS,
        where=ACTIONABLE,
        better="more",
    ),
    share(
        "must_answer_rate",
        _("Must answer"),
        _("Share of inbound messages judged to need an answer."),
        ARRIVALS,
        where="f.actionability = 'must_answer'",
    ),
    share(
        "answered_rate",
        _("Answered"),
        _("Share of the actionable messages that a human reply followed."),
        ARRIVALS,
        where="f.answered_at IS NOT NULL",
        of=ACTIONABLE,
        better="more",
        matures_in=1,
    ),
    counted(
        "thanks",
        _("Thanks"),
        _("Messages with which customers only said thanks: no answer is owed."),
        ARRIVALS,
        where="f.kind = 'thanks'",
    ),
)
