from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import TAG
from reporting.sheets.parts import By, Numbers, Split
from reporting.sheets.sheet import Sheet
from reporting.sheets.together import Against, Together

TAGS = Sheet(
    "tags",
    _("Tags"),
    _("What customers write about: how it changes, what comes together, and what it costs."),
    "tags",
    (
        Numbers("sum", _("In short"), ("taggings", "tagged_cases", "tagged_by_rules")),
        Split(
            "evolution",
            _("Taggings over time"),
            "taggings",
            TAG,
            _("The six most frequent tags of the period."),
        ),
        By(
            "each",
            _("Each tag"),
            TAG,
            _("Tag"),
            ("taggings", "tagged_cases", "tagged_by_rules"),
            empty=_(
                "No tag was put on a case in this period. Tags are put on with “t” in a case,"
                " or by rules."
            ),
        ),
        By(
            "cost",
            _("Time and turns per tag"),
            TAG,
            _("Tag"),
            (
                "with_tag",
                "tag_answer_median",
                "tag_answer_p90",
                "tag_answer_mean",
                "tag_turns",
                "tag_touch",
                "tag_held",
                "tag_further",
            ),
            _("A case with two tags stands in both rows, so rows do not add up."),
            whole=False,
        ),
        Together("together", _("Tags that come together")),
        Against(
            "against",
            _("Each tag against each other"),
            _(
                "How many cases carry both: the stronger the ground, the more. Rows and columns are"
                " the same tags."
            ),
        ),
    ),
)
