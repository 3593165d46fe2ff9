"""What is asked of a report: its period and filters, held against what the member may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from care.core.models import Member, Organisation
from reporting.ask.frame import Frame
from reporting.ask.names import Names, names_for
from reporting.filters import Filters, filters_of
from reporting.period import BadPeriod, Period, period_of
from reporting.sheets.links import Links

_OF_THE_PERIOD = ("period", "from", "to", "compare", "by")


@dataclass
class Asked:
    member: Member
    organisation: Organisation
    said: QueryDict
    own: bool = False
    """Whatever is asked for, only the member's own figures are."""

    @cached_property
    def names(self) -> Names:
        return names_for(self.member)

    @cached_property
    def wrong(self) -> str:
        """The part of the period that cannot be read."""
        try:
            self._period(self._words)
        except BadPeriod as error:
            return str(error)
        return ""

    @cached_property
    def period(self) -> Period:
        return self._period({} if self.wrong else self._words)

    @property
    def _words(self) -> dict[str, str]:
        words = {name: str(self.said[name]) for name in _OF_THE_PERIOD if self.said.get(name)}
        days = f"{words.get('from', '')}/{words.get('to', '')}"
        # The bar sends the days of the period along. They count where somebody wrote others.
        if self.said.get("dates") not in {None, days}:
            words["period"] = "custom"
        elif words.get("period", "custom") != "custom":
            words.pop("from", None)
            words.pop("to", None)
        return words

    def _period(self, said: dict[str, str]) -> Period:
        return period_of(said, zone=ZoneInfo(self.organisation.zone), now=self.now)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def filters(self) -> Filters:
        """Raises UnknownValue for a row that is foreign, absent or out of sight."""
        found = filters_of(self.said, self.names.allowed())
        return replace(found, agent=(self.member.id,)) if self.own else found

    @cached_property
    def frame(self) -> Frame:
        return Frame(self.organisation.id, self.period, self.filters, self.names.brands)

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """What was said of it, without what would be so anyway."""
        period = {} if self.wrong else self._words
        return (*period.items(), *self.filters.said)

    @cached_property
    def links(self) -> Links:
        return Links(reverse("reports:home", args=[self.organisation.slug]), self.query)
