"""What the pages of policy ask about cases and messages; see `routing.questions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import every_case, visible_to
from inbox.models import Channel, Tagging
from inbox.models.cases import UNSETTLED
from inbox.networks.capabilities import registered_networks
from inbox.selectors.embedded import embedded
from routing import engine, questions

# How far back it is looked for messages that the member may see.
FURTHEST = 20_000

# The primary key read backwards: what came in last stands last.
_HEARD = """
SELECT m.id, m.case_id, coalesce(i.handle, ''), m.text, m.sent_at, m.received_at, m.channel_id,
  c.brand_id, m.visibility, m.quiet
FROM (
  SELECT * FROM inbox_message
  WHERE organisation_id = %(organisation)s ORDER BY id DESC LIMIT %(furthest)s) m
JOIN ({visible}) c ON c.id = m.case_id
LEFT JOIN inbox_identity i
  ON i.organisation_id = %(organisation)s AND i.id = m.identity_id
WHERE m.direction = 'in' AND m.deleted_at IS NULL
ORDER BY m.id DESC LIMIT %(at_most)s
"""


class CasesKept:
    def open_cases_of_teams(self) -> Mapping[int, int]:
        found = every_case().filter(state__in=UNSETTLED).values_list("team_id")
        return dict(found.annotate(count=Count("id")).order_by())

    def open_cases_with_tags(self) -> Mapping[int, int]:
        live = Tagging.objects.filter(
            undone_at__isnull=True, case__state__in=UNSETTLED, case__merged_into__isnull=True
        )
        return dict(live.values_list("tag_id").annotate(count=Count("id")).order_by())

    def channels(self) -> Sequence[questions.Channel]:
        rows = Channel.objects.order_by("name", "id").values_list("id", "name", "network")
        labels = {one.network: one.label for one in registered_networks()}
        return [
            questions.Channel(id_, name, network, labels.get(network, network))
            for id_, name, network in rows
        ]

    def heard(self, member: Member, *, at_most: int) -> Sequence[questions.Heard]:
        visible, values = embedded(visible_to(member).values("id", "brand_id"), "seen")
        rows = fetch(
            _HEARD.format(visible=visible),
            values
            | {
                "organisation": current_organisation_id(),
                "furthest": FURTHEST,
                "at_most": at_most,
            },
        )
        # A quiet "thanks!" was attached without asking the rules.
        judged = [row for row in rows if not (row[9] and engine.is_closing(row[3]))]
        tags = _taggings({row[1] for row in judged})
        return [
            questions.Heard(
                message_id=row[0],
                case_id=row[1],
                author=row[2],
                text=row[3],
                at=row[4],
                channel_id=row[6],
                brand_id=row[7],
                visibility=row[8],
                tag_ids=_on_at(tags[row[1]], row[4]),
            )
            for row in judged
        ]


Span = tuple[int, datetime, datetime | None]


def _taggings(case_ids: set[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Tagging.objects.filter(case_id__in=case_ids)
    for case_id, tag_id, since, until in rows.values_list("case_id", "tag_id", "at", "undone_at"):
        found[case_id].append((tag_id, since, until))
    return found


def _on_at(spans: list[Span], at: datetime) -> frozenset[int]:
    """Put on before the message, and not by what it said."""
    return frozenset(
        tag_id for tag_id, since, until in spans if since < at and (until is None or until > at)
    )
