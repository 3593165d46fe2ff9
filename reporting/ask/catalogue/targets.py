"""What was promised, and whether it was kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.ask.metrics import counted, share
from reporting.ask.sources import CLOCKS

METRICS = (
    counted(
        "targets",
        _("Targets"),
        _(
            "Clocks of SLA policies that ended, or ran out, in the period. A clock that no longer"
            " applied, because the case was dismissed or merged, counts nowhere."
        ),
        CLOCKS,
    ),
    counted(
        "met",
        _("Met"),
        _("Clocks that ended in time."),
        CLOCKS,
        where="f.met",
        better="more",
    ),
    counted(
        "missed",
        _("Missed"),
        _("Clocks that ran out, counted when they did, also while nobody has answered since."),
        CLOCKS,
        where="NOT f.met",
        better="less",
    ),
    share(
        "met_share",
        _("Targets met"),
        _("Clocks that ended in time, of all that ended or ran out."),
        CLOCKS,
        where="f.met",
        better="more",
    ),
)
