"""What stands between the lines in one case, as parts of the case's one query: the known problem,
words for the customer that went with a hand-over, reasons to give it back, and what is to be
collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from care.core.tenancy import current_organisation_id
from inbox.selectors.embedded import fetch_named

# So many problems can be chosen from; of the others one types the title.
PROBLEMS_OFFERED = 60


@dataclass(frozen=True, slots=True)
class ItemFact:
    """Something to collect or to check, because of a tag that is on."""

    id: int
    tag_id: int
    opening: str
    words: str
    needed: bool
    of: str | None
    """Of a field; a step has none."""
    slug: str | None
    name: str | None
    value: str | None
    ticked_by: int | None
    ticked_at: datetime | None

    @property
    def is_step(self) -> bool:
        return self.slug is None

    @property
    def label(self) -> str:
        return self.words if self.is_step else self.name or ""

    @property
    def done(self) -> bool:
        return self.ticked_by is not None if self.is_step else bool(self.value)


@dataclass(frozen=True, slots=True)
class ProblemFact:
    """The known problem that a case reports, with the newest version of its note."""

    link_id: int
    id: int
    title: str
    state: str
    answer: str
    solved_at: datetime | None
    entry_id: int | None
    version: int | None
    note: str | None
    noted_at: datetime | None
    noted_by: int | None


@dataclass(frozen=True, slots=True)
class OfferedProblem:
    id: int
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class ProposalFact:
    id: int
    kind: str
    member_id: int
    text: str
    at: datetime
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    confirmed_text: str

    @property
    def words(self) -> str:
        """As they are to be sent."""
        return self.confirmed_text if self.confirmed_by_id is not None else self.text

    @property
    def changed(self) -> bool:
        return self.confirmed_by_id is not None and self.confirmed_text != self.text


@dataclass(frozen=True, slots=True)
class ReasonFact:
    id: int
    name: str
    does: str
    question: str
    needs_words: bool
    retired: bool


LISTS = {
    "topic_items": ItemFact,
    "proposals": ProposalFact,
    "problems": OfferedProblem,
    "reasons": ReasonFact,
}
SINGLE = {"problem": ProblemFact}

_ITEMS = """
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT i.id, t.tag_id, t.question AS opening, i.words, i.needed, f.of, f.slug, f.name,
       CASE f.of WHEN 'case' THEN c.fields ->> f.slug WHEN 'customer' THEN cu.fields ->> f.slug END
         AS value,
       k.member_id AS ticked_by, k.at AS ticked_at
     FROM inbox_tagging x
     JOIN routing_topic t ON t.organisation_id = x.organisation_id AND t.tag_id = x.tag_id
     JOIN routing_topicitem i ON i.organisation_id = t.organisation_id AND i.topic_id = t.id
       AND i.retired_at IS NULL
     LEFT JOIN routing_customfield f ON f.organisation_id = i.organisation_id AND f.id = i.field_id
     LEFT JOIN inbox_tick k ON k.organisation_id = x.organisation_id AND k.case_id = x.case_id
       AND k.item_id = i.id
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id AND x.undone_at IS NULL
       AND f.retired_at IS NULL
     ORDER BY x.at, t.id, i.position, i.id) found) AS topic_items
"""

_PROBLEM = """
  (SELECT row_to_json(found) FROM (
     SELECT l.id AS link_id, p.id, p.title, p.state, p.answer, p.solved_at, n.id AS entry_id,
       n.version, n.text AS note, n.at AS noted_at, n.member_id AS noted_by
     FROM inbox_problemlink l
     JOIN inbox_problem p ON p.organisation_id = l.organisation_id AND p.id = l.problem_id
     LEFT JOIN inbox_problementry n ON n.organisation_id = p.organisation_id AND n.id = p.note_id
     WHERE l.organisation_id = c.organisation_id AND l.case_id = c.id
       AND l.undone_at IS NULL) found) AS problem
"""

_PROBLEMS = f"""
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.title, x.state FROM inbox_problem x
     WHERE x.organisation_id = c.organisation_id
     ORDER BY x.state, x.opened_at DESC, x.id DESC LIMIT {PROBLEMS_OFFERED}) found) AS problems
"""

_PROPOSALS = """
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.kind, x.member_id, x.text, x.at, x.confirmed_by_id, x.confirmed_at,
       x.confirmed_text
     FROM inbox_proposal x
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id AND x.settled_at IS NULL
     ORDER BY x.kind DESC) found) AS proposals
"""

_REASONS = """
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.name, x.does, x.question, x.needs_words, x.retired_at IS NOT NULL AS retired
     FROM routing_returnreason x WHERE x.organisation_id = c.organisation_id
     ORDER BY x.position, x.id) found) AS reasons
"""

# Columns of a query over a case `c` of a customer `cu`.
BETWEEN_THE_LINES = ",".join((_ITEMS, _PROBLEM, _PROBLEMS, _PROPOSALS, _REASONS))


def items_of(case_id: int) -> tuple[ItemFact, ...]:
    """What is to be collected in a case, by the order of its tags."""
    (row,) = fetch_named(
        f"SELECT {_ITEMS} FROM inbox_case c JOIN inbox_customer cu"
        " ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id"
        " WHERE c.organisation_id = %(organisation)s AND c.id = %(case)s",
        {"organisation": current_organisation_id(), "case": case_id},
    )
    return tuple(
        ItemFact(**{**item, "ticked_at": _moment(item["ticked_at"])})
        for item in row["topic_items"] or ()
    )


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
