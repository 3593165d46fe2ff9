"""Profiles of customers: whose are wanted, and what the network told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from care.core.bulk import fetch, run, update_rows
from care.core.tenancy import organisation_door
from care.core.text import MAX_NAME, faithful
from inbox.flow.ingest.streams import ClaimedStream
from inbox.networks.items import Profile

AT_ONCE = 100
OLD = timedelta(days=7)
FACTS = 20


def wanted_profiles(claimed: ClaimedStream) -> list[str]:
    """The network's ids of customers whom somebody may be talking to and of whom nothing is known,
    or nothing new; who wrote last comes first."""
    with organisation_door(claimed.organisation_id):
        rows = fetch(
            """
            SELECT i.external_id FROM inbox_identity i
            WHERE i.organisation_id = %(organisation)s AND i.network = %(network)s
              AND (i.profile_at IS NULL OR i.profile_at < now() - %(old)s)
              AND i.customer_id IN (
                SELECT c.customer_id FROM inbox_case c
                WHERE c.organisation_id = %(organisation)s AND c.channel_id = %(channel)s
                  AND c.state IN ('open', 'waiting', 'snoozed') AND c.merged_into_id IS NULL)
            ORDER BY i.profile_at NULLS FIRST, i.id DESC LIMIT %(most)s
            """,
            {
                "organisation": claimed.organisation_id,
                "network": claimed.network,
                "channel": claimed.channel_id,
                "old": OLD,
                "most": AT_ONCE,
            },
        )
    return [external_id for (external_id,) in rows]


def store_profiles(
    claimed: ClaimedStream, asked: Sequence[str], profiles: Sequence[Profile]
) -> None:
    """Those that the network did not tell of count as asked."""
    told = {profile.external_id: profile for profile in profiles}
    place = [claimed.organisation_id, claimed.network, list(asked)]
    where = "organisation_id = %s AND network = %s AND external_id = ANY(%s)"
    with organisation_door(claimed.organisation_id):
        run(f"UPDATE inbox_identity SET profile_at = now() WHERE {where}", place)
        rows = fetch(
            "SELECT id, customer_id, external_id, handle, display_name FROM inbox_identity"
            f" WHERE {where} ORDER BY id",
            place,
        )
        known = [(*row, told[row[2]]) for row in rows if row[2] in told]
        update_rows(
            "inbox_identity",
            ("handle", "display_name", "profile", "profile_at"),
            [
                (id_, handle_of(p) or handle, name_of(p), facts_of(p), timezone.now())
                for id_, _, _, handle, _, p in known
            ],
            organisation_id=claimed.organisation_id,
        )
        _rename(claimed, [(c, [handle, name], name_of(p)) for _, c, _, handle, name, p in known])


def _rename(claimed: ClaimedStream, customers: Sequence[tuple[int, list[str], str]]) -> None:
    """A customer who is called as the account was called is called as it is called now."""
    named = [(customer, was, name) for customer, was, name in customers if name]
    run(
        """
        UPDATE inbox_customer c SET display_name = n.name
        FROM (SELECT unnest(%s::bigint[]) AS id, unnest(%s::text[]) AS handle,
                     unnest(%s::text[]) AS was, unnest(%s::text[]) AS name) n
        WHERE c.organisation_id = %s AND c.id = n.id AND c.display_name IN (n.handle, n.was)
          AND c.display_name <> n.name
        """,
        [
            [customer for customer, _, _ in named],
            [was[0] for _, was, _ in named],
            [was[1] for _, was, _ in named],
            [name for _, _, name in named],
            claimed.organisation_id,
        ],
    )


def handle_of(profile: Profile) -> str:
    return faithful(profile.handle, limit=300)


def name_of(profile: Profile) -> str:
    return faithful(profile.display_name, limit=MAX_NAME)


def facts_of(profile: Profile) -> Mapping[str, str | int]:
    facts = list(profile.facts.items())[:FACTS]
    return {
        faithful(name, limit=40): value
        if isinstance(value, int)
        else faithful(str(value), limit=300)
        for name, value in facts
    }
