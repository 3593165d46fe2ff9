"""The cases that a customer's messages may go on with: of the messages before and after them."""

from __future__ import annotations

from care.core.prepared import Prepared
from inbox.flow.ingest.working import Draft, Lane

_NEAREST = """
    (SELECT m.case_id FROM inbox_message m
     WHERE m.organisation_id = %(organisation)s AND m.channel_id = %(channel)s
       AND m.identity_id = d.identity AND m.direction = 'in' AND m.sent_at {span}
     ORDER BY m.sent_at {order} LIMIT 1)
"""
_BEFORE = _NEAREST.format(span="BETWEEN d.at - %(window)s AND d.at", order="DESC")
_AFTER = _NEAREST.format(span="BETWEEN d.at AND d.at + %(window)s", order="ASC")
_ASKED = """
    (SELECT c.id FROM inbox_case c
     WHERE c.organisation_id = %(organisation)s AND c.customer_id = d.customer AND d.private
       AND c.channel_id = %(channel)s AND c.asked_private_at <= d.at
       AND c.merged_into_id IS NULL
     ORDER BY c.asked_private_at DESC LIMIT 1)
"""
_PLACE = {"organisation": "bigint", "channel": "bigint"}
_OF_DRAFTS = {
    "identities": "bigint[]",
    "times": "timestamptz[]",
    "customers": "bigint[]",
    "private": "boolean[]",
}


def _near(ways: str) -> str:
    return f"""
SELECT d.n, near.case_id
FROM ROWS FROM (unnest(%(identities)s), unnest(%(times)s), unnest(%(customers)s),
                unnest(%(private)s))
     WITH ORDINALITY AS d (identity, at, customer, private, n),
     LATERAL ({ways}) AS near (case_id)
WHERE near.case_id IS NOT NULL
"""


_WITHIN_WINDOW = Prepared(
    _near(f"{_BEFORE} UNION ALL {_AFTER} UNION ALL {_ASKED}"),
    **_PLACE,
    **_OF_DRAFTS,
    window="interval",
)
_WITHOUT_WINDOW = Prepared(_near(_ASKED), **_PLACE, **_OF_DRAFTS)


def neighbours_of(lane: Lane, drafts: list[Draft]) -> list[tuple[Draft, int]]:
    """For each inbound draft the cases of the customer's nearest messages before and after it on
    this channel, as far as they lie within the window; and for a private one, whenever it comes,
    the case in which the customer was asked to write it. One case may stand there twice."""
    inbound = [draft for draft in drafts if draft.inbound]
    if not inbound or not (lane.case_window or any(draft.conversation for draft in inbound)):
        return []
    asked = {
        "organisation": lane.organisation_id,
        "channel": lane.channel_id,
        "identities": [draft.identity_id for draft in inbound],
        "times": [draft.item.sent_at for draft in inbound],
        "customers": [draft.customer_id for draft in inbound],
        "private": [draft.conversation is not None for draft in inbound],
    }
    if lane.case_window:
        rows = _WITHIN_WINDOW.fetch({**asked, "window": lane.case_window})
    else:
        rows = _WITHOUT_WINDOW.fetch(asked)
    return [(inbound[n - 1], case_id) for n, case_id in rows]
