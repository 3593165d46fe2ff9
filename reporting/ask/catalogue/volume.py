"""How much comes in, how much goes out, and how much is left."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import Metric, counted, share
from reporting.ask.sources import ARRIVALS, OPENED, REPLIES, STARTED, TAGGINGS, WAITING
from reporting.report import Unit

BACKLOG = Metric(
    "backlog",
    _("Backlog"),
    _(
        "Cases that were not resolved or dismissed at the end of the interval: open, waiting for"
        " the customer or snoozed."
    ),
    STARTED,
    "count(*)",
    Unit.COUNT,
    better="less",
    standing=True,
)

METRICS = (
    counted(
        "cases_opened",
        _("Cases opened"),
        _(
            "Cases by the time of their first message. A case that was merged into another is"
            " counted with that one; history fetched when a channel was connected is not counted."
        ),
        OPENED,
    ),
    counted(
        "messages_in",
        _("Messages in"),
        _("Messages of customers, each at the time the customer sent it."),
        ARRIVALS,
    ),
    counted(
        "replies_out",
        _("Replies"),
        _(
            "Messages that people of yours sent to customers, also those written on the network"
            " itself. Automatic ones never count."
        ),
        REPLIES,
    ),
    counted(
        "private_in",
        _("Private messages in"),
        _("Messages of customers that only you could read."),
        ARRIVALS,
        where="f.visibility = 'private'",
    ),
    share(
        "public_share",
        _("Opened in public"),
        _("Share of the cases opened whose first message everybody could read."),
        OPENED,
        where="f.public",
    ),
    counted(
        "stretches",
        _("Begun"),
        _("Cases opened or reopened: from then on they are part of the backlog."),
        STARTED,
    ),
    BACKLOG,
    counted(
        "must_answer_waiting",
        _("Must-answer unanswered"),
        _(
            "Cases opened in the period that must be answered, whose newest question nobody of"
            " yours has answered by now."
        ),
        WAITING,
        better="less",
    ),
    counted(
        "taggings",
        _("Taggings"),
        _(
            "Each application of a tag, by a person, a rule or a route. One that was undone is not"
            " counted; one that was taken off later is."
        ),
        TAGGINGS,
    ),
)
