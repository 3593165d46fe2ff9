"""What each of several processes does at once. Imports nothing of Django before it is set up:
a new process begins here."""

from __future__ import annotations

import traceback
from typing import Any

Work = list[tuple[int, list[Any]]]
"""Channels, and the pages that come in on them."""


def take_in_pages(organisation_id: int, work: Work, begin: Any, outcome: Any) -> None:
    """Puts (stored, duplicate, parked) in `outcome`, or what was raised."""
    import django

    django.setup()
    from inbox.flow.ingest import Receipt, receive

    receipt = Receipt()
    try:
        begin.wait(60)
        for channel_id, items in work:
            receipt += receive(
                organisation_id=organisation_id,
                channel_id=channel_id,
                stream_id=None,
                items=items,
                cursor_after=None,
            )
        outcome.put((receipt.stored, receipt.duplicate, receipt.parked))
    except BaseException:
        outcome.put(traceback.format_exc())
        raise
