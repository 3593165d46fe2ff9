"""Every report, in the order in which they are offered."""

from __future__ import annotations

from types import MappingProxyType

from reporting.sheets.board import SUMMARY
from reporting.sheets.lines import LINES
from reporting.sheets.mine import MINE
from reporting.sheets.noise import NOISE
from reporting.sheets.resolution import RESOLUTION
from reporting.sheets.responses import RESPONSES
from reporting.sheets.sheet import Sheet
from reporting.sheets.sla import SLA
from reporting.sheets.tags import TAGS
from reporting.sheets.unanswered import UNANSWERED
from reporting.sheets.volume import VOLUME
from reporting.sheets.workload import WORKLOAD

SHEETS = MappingProxyType(
    {
        sheet.name: sheet
        for sheet in (
            *(SUMMARY, VOLUME, RESPONSES, RESOLUTION, SLA, LINES),
            *(WORKLOAD, TAGS, NOISE, UNANSWERED, MINE),
        )
    }
)

__all__ = ["SHEETS", "Sheet"]
