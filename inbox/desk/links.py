"""Addresses of the desk. Built from one reversed root, because a page prints hundreds of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from inbox.selectors.places import Place


@dataclass(frozen=True, slots=True)
class CaseLinks:
    """Where the forms of a case post to, and where they lead back to."""

    root: str
    query: str

    @property
    def page(self) -> str:
        return f"{self.root}{self.query}"

    def __getattr__(self, verb: str) -> str:
        return f"{self.root}{verb.replace('_', '-')}/{self.query}"

    def put(self, what: str) -> str:
        """The case's page with prepared words in its composer; see `inbox.desk.offered`."""
        return f"{self.root}{self.query}{'&' if self.query else '?'}put={what}#reply-text"

    def pen(self, purpose: str) -> str:
        return f"{self.root}{self.query}{'&' if self.query else '?'}pen={purpose}"

    def answer(self, answer_id: int) -> str:
        return f"{self.root}answers/{answer_id}/{self.query}"

    def with_answer(self, answer_id: int) -> str:
        carried = f"{self.query}{'&' if self.query else '?'}answer={answer_id}"
        return f"{self.root}{carried}#reply-text"

    def undo(self, tagging_id: int) -> str:
        return f"{self.root}taggings/{tagging_id}/undo/{self.query}"

    def file(self, attachment_id: int) -> str:
        """Beside the cases: where the bytes are handed out."""
        desk = self.root.partition("cases/")[0]
        return f"{desk}files/{attachment_id}/"

    def file_do(self, attachment_id: int, verb: str) -> str:
        return f"{self.root}files/{attachment_id}/{verb}/{self.query}"

    def reply_do(self, message_id: int, verb: str) -> str:
        return f"{self.root}replies/{message_id}/{verb}/{self.query}"


@dataclass(frozen=True)
class Links:
    """`query` carries the list (place and filters) that stands beside a case."""

    root: str
    place: Place | None
    filters: tuple[tuple[str, str], ...]

    @cached_property
    def query(self) -> str:
        carried = ([("in", self.place.key)] if self.place else []) + list(self.filters)
        return f"?{urlencode(carried)}" if carried else ""

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """The same for a form that asks."""
        return ((("in", self.place.key),) if self.place else ()) + self.filters

    def case(self, case_id: int) -> CaseLinks:
        return CaseLinks(f"{self.root}cases/{case_id}/", self.query)

    def problem(self, problem_id: int) -> str:
        return f"{self.root}problems/{problem_id}/"

    def at(
        self, place: Place, *, filters: tuple[tuple[str, str], ...] = (), after: str = ""
    ) -> str:
        carried = [*filters, *([("after", after)] if after else [])]
        return f"{self.root}{place.key}/{'?' + urlencode(carried) if carried else ''}"


def desk_root(organisation: str) -> str:
    return reverse("desk:home", kwargs={"organisation": organisation})
