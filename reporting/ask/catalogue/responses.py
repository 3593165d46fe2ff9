"""How long customers wait for a word."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import counted, spans
from reporting.ask.sources import ANSWERS, FIRST, USEFUL

METRICS = (
    counted(
        "first_responses",
        _("First responses"),
        _("Cases that got their first human reply in the period."),
        FIRST,
    ),
    *spans(
        "first_response",
        _("First response"),
        _(
            "From the customer's first message of the case to the first message a human sent after"
            " it; automatic replies never count. Counted on the day of the reply."
        ),
        FIRST,
        wall="f.first_response_seconds",
        business="f.first_response_business",
    ),
    counted(
        "useful_answers",
        _("First useful answers"),
        _("Cases that got their first human reply that is not an acknowledgement in the period."),
        USEFUL,
    ),
    *spans(
        "first_useful",
        _("First useful answer"),
        _(
            "From the customer's first message of the case to the first human reply that is more"
            " than an acknowledgement. Counted on the day of the reply."
        ),
        USEFUL,
        wall="f.first_useful_seconds",
        business="f.first_useful_business",
    ),
    counted(
        "waits_ended",
        _("Waits ended"),
        _("Human replies that a customer was waiting for."),
        ANSWERS,
    ),
    *spans(
        "next_response",
        _("Next response"),
        _(
            "From the oldest message that nobody had answered to the next human reply, for every"
            " such wait, the first one included. Counted on the day of the reply."
        ),
        ANSWERS,
        wall="f.waited_seconds",
        business="f.waited_business",
    ),
)
