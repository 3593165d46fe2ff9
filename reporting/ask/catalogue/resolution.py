"""Whether customers were helped, how soon, and with how many words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import counted, mean, share, spans
from reporting.ask.sources import RESOLVED, SOLVED

TWO = "f.turns <= 2"
ANSWERED = "f.turns > 0"
ONCE = """
f.number = 1 AND f.turns = 1
  AND (f.reopened_at IS NULL OR f.reopened_at > f.ended_at + interval '72 hours')
"""

METRICS = (
    counted(
        "resolved",
        _("Resolved"),
        _(
            "Resolutions: each time a case was resolved. One that was reopened and resolved again"
            " is counted twice, each time with its own stretch of time."
        ),
        RESOLVED,
    ),
    *spans(
        "resolution",
        _("Resolution"),
        _(
            "From the customer's first message to the resolve; a reopen opens a new measure, so"
            " nothing is counted twice. Counted on the day of the resolve."
        ),
        RESOLVED,
        wall="f.seconds",
        business="f.business_seconds",
    ),
    share(
        "reopen_rate",
        _("Reopen rate"),
        _(
            "Resolutions after which the case was opened again, of all resolutions. A quiet"
            " “thanks” does not reopen."
        ),
        RESOLVED,
        where="f.reopened_at IS NOT NULL",
        better="less",
        matures_in=7,
    ),
    share(
        "first_contact",
        _("First-contact resolution"),
        _(
            "Resolutions with one turn, of a case that had not been resolved before and was not"
            " reopened within 72 hours, of all resolutions."
        ),
        RESOLVED,
        where=ONCE,
        better="more",
        matures_in=3,
    ),
    counted(
        "cases_resolved",
        _("Cases resolved"),
        _("Cases that are resolved now, by the day of their last resolve: each case once."),
        SOLVED,
    ),
    mean(
        "turns_mean",
        _("Turns per case"),
        _(
            "Human turns to the customer per resolved case. Parts of one answer are one turn; the"
            " invitation to go private and the public close are free."
        ),
        SOLVED,
        "f.turns",
        where=ANSWERED,
    ),
    share(
        "within_two",
        _("Within two turns"),
        _(
            "Resolved cases that took at most two turns (acknowledge, resolve), of those that got"
            " an answer. It guides, it never blocks."
        ),
        SOLVED,
        where=TWO,
        of=ANSWERED,
        better="more",
    ),
    counted(
        "over_two",
        _("More than two turns"),
        _("Resolved cases that took three turns or more."),
        SOLVED,
        where="f.turns > 2",
        better="less",
    ),
    share(
        "in_channel",
        _("Solved in the channel"),
        _(
            "Resolved cases whose customer was never sent to mail, phone or a form, of those that"
            " got an answer."
        ),
        SOLVED,
        where="NOT f.redirected",
        of=ANSWERED,
        better="more",
    ),
    share(
        "public_close",
        _("Public close"),
        _(
            "Public complaints solved in private that got a public closing word, of all public"
            " complaints that were solved in private."
        ),
        SOLVED,
        where="f.public_close_at IS NOT NULL",
        of="f.public AND f.went_private_at IS NOT NULL",
        better="more",
    ),
    *(
        counted(
            f"over_two_{name}",
            label,
            _("Of the resolved cases with more than two turns: a case can show several signs."),
            SOLVED,
            where=f"f.turns > 2 AND ({sign})",
        )
        for name, label, sign in (
            ("handed", _("Handed to a further line"), "f.further_line_at IS NOT NULL"),
            ("rounds", _("Given back and forth more than once"), "f.rounds > 1"),
            ("reopened", _("Reopened"), "f.reopens > 0"),
            ("moved", _("Moved to private"), "f.went_private_at IS NOT NULL"),
            ("sent_away", _("Sent to mail, phone or a form"), "f.redirected"),
            ("friction", _("Friction was marked"), "f.friction"),
            (
                "asking",
                _("The customer asked again and again: five messages or more"),
                "f.inbound >= 5",
            ),
        )
    ),
)
