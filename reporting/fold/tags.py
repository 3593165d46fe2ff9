"""Applications of tags."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from inbox.events import Kind
from reporting.fold.course import Course
from reporting.fold.rows import TagRow
from reporting.fold.story import Story, Told

_Live = dict[int, TagRow]


class _Tagging:
    """Tags of the case and of those that went into it: which are on in each."""

    def __init__(self, course: Course, opened_at: datetime) -> None:
        self.course = course
        self.opened_at = opened_at
        self.rows: list[TagRow] = []
        self.live: dict[int, _Live] = defaultdict(dict)
        self.of_tagging: dict[int, TagRow] = {}

    def on(self, told: Told) -> None:
        tag_id = told.data["tag"]
        live = self.live[told.case_id]
        if "undoes" in told.data and self._again(live, self._newest(tag_id)):
            return
        if (before := live.get(tag_id)) is not None:
            before.off_at = max(told.at, before.on_at)
        place = self.course.before(told.at)
        row = TagRow(
            *(0, tag_id, told.at, told.member_id, told.rule_id, place.team_id, place.line_id),
            opened_at=self.opened_at,
        )
        self.rows.append(row)
        live[tag_id] = row
        if "tagging" in told.data:
            self.of_tagging[told.data["tagging"]] = row

    def off(self, told: Told) -> None:
        row = self.live[told.case_id].pop(told.data["tag"], None)
        if row is not None:
            row.off_at = max(told.at, row.on_at)
            row.undone = bool({"undoes", "undoes_tagging"} & told.data.keys())

    def back(self, told: Told) -> None:
        row = self.of_tagging.get(told.data.get("tagging", 0)) or self._newest(told.data["tag"])
        self._again(self.live[told.case_id], row)

    def absorb(self, told: Told) -> None:
        """A tag that is on in both stays on once: it was put on once, for one matter."""
        here, there = self.live[told.case_id], self.live.pop(told.data["case"], {})
        for tag_id, row in there.items():
            if tag_id in here:
                self.rows.remove(row)
            else:
                here[tag_id] = row

    def _again(self, live: _Live, row: TagRow | None) -> bool:
        if row is None:
            return False
        row.off_at, row.undone = None, False
        live[row.tag_id] = row
        return True

    def _newest(self, tag_id: int) -> TagRow | None:
        return next((row for row in reversed(self.rows) if row.tag_id == tag_id), None)


def tags_of(story: Story, course: Course, opened_at: datetime) -> tuple[list[TagRow], list[int]]:
    """All applications, in the order in which they were put on, and the tags that are on."""
    tagging = _Tagging(course, opened_at)
    take = {
        str(Kind.TAG_ON): tagging.on,
        str(Kind.TAG_OFF): tagging.off,
        str(Kind.TAG_BACK): tagging.back,
        str(Kind.ABSORBED): tagging.absorb,
    }
    for told in story.every:
        if told.kind in take:
            take[told.kind](told)
    for number, row in enumerate(tagging.rows, start=1):
        row.number = number
    return tagging.rows, sorted(tagging.live[story.head.case_id])
