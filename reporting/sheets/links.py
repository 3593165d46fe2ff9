"""Addresses of the lists of cases behind figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from reporting.ask.behind import NOBODY
from reporting.ask.metrics import Metric


@dataclass(frozen=True, slots=True)
class Links:
    root: str
    """Of the reports of the organisation."""
    query: tuple[tuple[str, str], ...]
    """Period and filters."""

    def cases(
        self,
        metric: Metric,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        only: tuple[tuple[str, object], ...] = (),
    ) -> str:
        said = [("figure", metric.name), *self.query]
        if since is not None:
            said.append(("since", _moment(since)))
        if until is not None:
            said.append(("until", _moment(until)))
        for key, value in only:
            said.append(("of", f"{key}:{NOBODY if value is None else value}"))
        return f"{self.root}cases/?{urlencode(said)}"

    def report(self, name: str) -> str:
        said = f"?{urlencode(self.query)}" if self.query else ""
        return f"{self.root}{name}/{said}"


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
