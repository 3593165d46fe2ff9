"""What became of cases that carry a tag."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import cases, counted, mean, share, spans, summed
from reporting.ask.sources import TAGGED, TAGGINGS

METRICS = (
    cases(
        "tagged_cases",
        _("Cases tagged"),
        _("Cases to which the tag was put in the period, each once."),
        TAGGINGS,
        where="TRUE",
    ),
    share(
        "tagged_by_rules",
        _("By rules"),
        _("Taggings that a rule did, of all taggings."),
        TAGGINGS,
        where="f.rule_id IS NOT NULL",
    ),
    counted(
        "with_tag",
        _("Cases with the tag"),
        _("Cases opened in the period that carry the tag now."),
        TAGGED,
    ),
    *spans(
        "tag_answer",
        _("First useful answer"),
        _(
            "Of the cases with the tag: from the customer's first message to the first human reply"
            " that is more than an acknowledgement."
        ),
        TAGGED,
        wall="f.first_useful_seconds",
        business="f.first_useful_business",
    ),
    mean(
        "tag_turns",
        _("Turns per case"),
        _("Of the cases with the tag that got an answer: human turns to the customer."),
        TAGGED,
        "f.turns",
        where="f.turns > 0",
    ),
    summed(
        "tag_touch",
        _("Touch time"),
        _(
            "Of the cases with the tag: time in somebody's focus with activity, summed. It is the"
            " whole time of the case, whichever tag it went to."
        ),
        TAGGED,
        wall="f.touch_seconds",
    ),
    summed(
        "tag_held",
        _("Held time"),
        _("Of the cases with the tag: time assigned to somebody and open, summed."),
        TAGGED,
        wall="f.held_seconds",
    ),
    share(
        "tag_further",
        _("Second-line share"),
        _("Of the cases with the tag: those that were with a further line."),
        TAGGED,
        where="f.further_line_at IS NOT NULL",
        better="less",
    ),
)
