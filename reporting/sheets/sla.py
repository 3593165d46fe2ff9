from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.ask.frame import KIND, LINE, POLICY, TEAM, Key
from reporting.sheets.parts import By, Numbers, Over
from reporting.sheets.sheet import Sheet

_EACH = ("targets", "met", "missed", "met_share")
_EMPTY = _("No target ended in this period. Targets are set under Settings, by SLA policies.")


def _by(name: str, title: Any, key: Key, corner: Any) -> By:
    return By(name, title, key, corner, _EACH, empty=_EMPTY)


SLA = Sheet(
    "sla",
    _("SLA"),
    _("What was promised, and whether it was kept, by policy and line."),
    "target",
    (
        Numbers("sum", _("In short"), ("met_share", "met", "missed", "targets")),
        Over(
            "kept",
            _("Met and missed"),
            ("met", "missed", "targets", "met_share"),
            "stack",
            drawn=("met", "missed"),
        ),
        _by("kinds", _("By target"), KIND, _("Target")),
        _by("policies", _("By policy"), POLICY, _("Policy")),
        _by("lines", _("By line"), LINE, _("Line")),
        _by("teams", _("By team"), TEAM, _("Team")),
    ),
)
