"""Identities and customers of a page's authors."""

from __future__ import annotations

from care.core.bulk import insert_rows, run, take_ids
from care.core.prepared import Prepared
from care.core.text import MAX_NAME, faithful
from inbox.flow.ingest.working import Draft, Lane
from inbox.networks.items import Author

Known = dict[str, tuple[int, int]]  # author's id on the network → (identity, customer)

_KNOWN = Prepared(
    "SELECT external_id, id, customer_id FROM inbox_identity"
    " WHERE organisation_id = %(organisation)s AND network = %(network)s"
    " AND external_id = ANY(%(authors)s)",
    organisation="bigint",
    network="text",
    authors="text[]",
)


def meet(lane: Lane, drafts: list[Draft]) -> None:
    """Give each inbound draft its identity and customer; strangers are written down.

    Rows are inserted in the order of their key, so that two channels of one network that meet the
    same people at the same time wait for each other instead of locking each other up.
    """
    authors = {
        draft.item.author.external_id: draft.item.author for draft in drafts if draft.inbound
    }
    known = _look_up(lane, list(authors))
    strangers = sorted(key for key in authors if key not in known)
    if strangers:
        known.update(_write_down(lane, [authors[key] for key in strangers]))
        if missed := [key for key in strangers if key not in known]:
            known.update(_look_up(lane, missed))
    for draft in drafts:
        if draft.inbound:
            draft.identity_id, draft.customer_id = known[draft.item.author.external_id]


def _look_up(lane: Lane, keys: list[str]) -> Known:
    asked = {"organisation": lane.organisation_id, "network": lane.network, "authors": keys}
    rows = _KNOWN.fetch(asked)
    return {external_id: (identity, customer) for external_id, identity, customer in rows}


def _write_down(lane: Lane, authors: list[Author]) -> Known:
    """Those that nobody else wrote down at the same moment."""
    customers = take_ids({"inbox_customer": len(authors)})["inbox_customer"]
    names = [faithful(author.display_name or author.handle, limit=MAX_NAME) for author in authors]
    insert_rows(
        "inbox_customer",
        ("organisation_id", "id", "display_name", "first_seen_at"),
        [
            (lane.organisation_id, customer, name, lane.now)
            for customer, name in zip(customers, names, strict=True)
        ],
    )
    written = insert_rows(
        "inbox_identity",
        ("organisation_id", "customer_id", "network", "external_id", "handle", "display_name"),
        [
            (
                lane.organisation_id,
                customer,
                lane.network,
                author.external_id,
                faithful(author.handle, limit=300),
                faithful(author.display_name, limit=MAX_NAME),
            )
            for customer, author in zip(customers, authors, strict=True)
        ],
        conflict="ON CONFLICT (organisation_id, network, external_id) DO NOTHING",
        returning="external_id, id, customer_id",
    )
    known = {external_id: (identity, customer) for external_id, identity, customer in written}
    # Another channel met the same person at the same moment: its customer stands, ours goes.
    superfluous = set(customers) - {customer for _, customer in known.values()}
    if superfluous:
        run(
            "DELETE FROM inbox_customer WHERE organisation_id = %s AND id = ANY(%s)",
            [lane.organisation_id, list(superfluous)],
        )
    return known
