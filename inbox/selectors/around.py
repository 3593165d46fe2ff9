"""What lies around a case and is looked at when somebody has a moment: other customers' cases under
the same post, and resolved cases that were about the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.models import Case
from inbox.models.cases import State
from inbox.models.notes import NotePurpose
from inbox.selectors.asked import Asked
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.embedded import embedded, fetch_named
from inbox.selectors.search import search

UNDER_COUNTED = 100
UNDER_SHOWN = 20
SIMILAR_SHOWN = 3
# Of so many resolved cases, the newest, those with the same tags are looked at.
_NEWEST = 500
# Of so many finds of the search.
_FOUND = 50
_TERMS = 2
_LONG_WORD = 5
_LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class UnderFact:
    id: int
    customer: str
    channel_id: int
    state: str
    snippet: str
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class SimilarFact:
    id: int
    customer: str
    channel_id: int
    snippet: str
    said: str
    """The customer's first words."""
    settled_at: datetime
    tag_ids: tuple[int, ...]
    note: str
    """What the further line wrote when it sent the case back."""


# The seats of a thread are one row a customer: nobody's messages are read for it.
_UNDER = """
SELECT c.id, cu.display_name AS customer, c.channel_id, c.state, c.snippet, c.last_message_at
FROM inbox_case c
JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
WHERE c.organisation_id = %(organisation)s AND c.id IN ({visible})
  AND c.customer_id <> %(customer)s AND c.id IN (
    SELECT s.case_id FROM inbox_threadseat s
    WHERE s.organisation_id = %(organisation)s AND s.thread_id IN (
      SELECT m.thread_id FROM inbox_message m
      WHERE m.organisation_id = %(organisation)s AND m.case_id = %(case)s AND m.kind = 'post'))
ORDER BY c.last_message_at DESC, c.id DESC LIMIT %(limit)s
"""


def cases_under_the_post(
    visible: QuerySet[Case], *, case_id: int, customer_id: int
) -> tuple[UnderFact, ...]:
    """Of other customers, newest first; at most one more than are counted."""
    seen, values = embedded(visible.values("id"), "seen")
    values |= {
        "organisation": current_organisation_id(),
        "case": case_id,
        "customer": customer_id,
        "limit": UNDER_COUNTED + 1,
    }
    rows = fetch_named(_UNDER.format(visible=seen), values)
    return tuple(UnderFact(**row) for row in rows)


_SIMILAR = """
SELECT c.id, cu.display_name AS customer, c.channel_id, c.snippet, c.settled_at,
  coalesce((SELECT left(m.text, 1000) FROM inbox_message m
     WHERE m.organisation_id = c.organisation_id AND m.case_id = c.id AND m.direction = 'in'
       AND m.deleted_at IS NULL ORDER BY m.sent_at, m.id LIMIT 1), '') AS said,
  ARRAY(SELECT t.tag_id FROM inbox_tagging t
     WHERE t.organisation_id = c.organisation_id AND t.case_id = c.id AND t.undone_at IS NULL
       AND t.tag_id = ANY(%(tags)s)) AS tag_ids,
  coalesce((SELECT n.text FROM inbox_note n
     WHERE n.organisation_id = c.organisation_id AND n.case_id = c.id
       AND n.purpose = %(returned)s ORDER BY n.at DESC, n.id DESC LIMIT 1), '') AS note
FROM inbox_case c
JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
WHERE c.organisation_id = %(organisation)s AND c.id IN ({visible}) AND c.state = 'resolved'
  AND c.brand_id = %(brand)s AND c.settled_at IS NOT NULL AND c.id <> %(case)s
  AND (c.id = ANY(%(found)s) OR (
    c.id IN ({newest}) AND EXISTS (
      SELECT FROM inbox_tagging t WHERE t.organisation_id = c.organisation_id
        AND t.case_id = c.id AND t.undone_at IS NULL AND t.tag_id = ANY(%(tags)s))))
"""


def similar_cases(
    said: str,
    tag_ids: Iterable[int],
    *,
    case_id: int,
    brand_id: int,
    member: Member,
    catalogue: Catalogue,
    visible: QuerySet[Case],
) -> tuple[SimilarFact, ...]:
    """Resolved cases of the brand that share tags or words with the case, the most alike first.
    Tags that hand over say where a case went, not what it is about."""
    tags = [tag_id for tag_id in tag_ids if tag_id not in catalogue.routes]
    words = words_of(said)
    found = _found(words, member, catalogue)
    if not tags and not found:
        return ()
    seen, values = embedded(visible.values("id"), "seen")
    resolved = visible.filter(state=State.RESOLVED, resolved_at__isnull=False)
    newest, more = embedded(resolved.order_by("-resolved_at").values("id")[:_NEWEST], "newest")
    values |= more | {
        "organisation": current_organisation_id(),
        "case": case_id,
        "brand": brand_id,
        "tags": tags,
        "found": found,
        "returned": str(NotePurpose.RETURN),
    }
    rows = fetch_named(_SIMILAR.format(visible=seen, newest=newest), values)
    facts = [SimilarFact(**row | {"tag_ids": tuple(row["tag_ids"])}) for row in rows]

    def likeness(one: SimilarFact) -> tuple[int, datetime]:
        shared = len(words & words_of(f"{one.said} {one.snippet}"))
        return (2 * len(set(one.tag_ids)) + shared, one.settled_at)

    return tuple(sorted(facts, key=likeness, reverse=True)[:SIMILAR_SHOWN])


def _found(words: frozenset[str], member: Member, catalogue: Catalogue) -> list[int]:
    """Resolved within a year, with the longest words of what was said: those say the most."""
    terms = sorted(words, key=lambda word: (-len(word), word))[:_TERMS]
    if not terms:
        return []
    since = timezone.localdate() - _LATELY
    asked = Asked(terms=tuple(terms), given=(("state", str(State.RESOLVED)),), after=since)
    finds = search(asked, member=member, catalogue=catalogue).finds
    return [find.case_id for find in finds[:_FOUND]]


def words_of(said: str) -> frozenset[str]:
    """The longer words, without addresses and names of accounts."""
    plain = re.sub(r"(?:https?://|[@#])\S+", " ", said).casefold()
    return frozenset(re.findall(rf"[^\W\d_]{{{_LONG_WORD},40}}", plain))
