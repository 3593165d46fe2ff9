"""The channel before its streams: whoever polls one meets whoever connects it anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inbox.flow.ingest.streams import ClaimedStream, stream_failed, stream_polled
from inbox.models import Channel, Stream
from tests.cast import Cast
from tests.inbox.flow.elsewhere import meanwhile, second_connection, wait_until_blocked
from tests.inbox.flow.feed import mentions
from tests.inbox.flow.test_streams import claim

ENDS: dict[str, Callable[[ClaimedStream], None]] = {
    "well": lambda claimed: stream_polled(claimed, poll_again_in=60),
    "badly": lambda claimed: stream_failed(claimed, "The access is gone.", retry_in=60, dead=True),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_walk_that_ends_while_its_channel_is_connected_waits_for_it(
    acme: Cast, end: Callable[[ClaimedStream], None]
) -> None:
    """Two who lock in different orders wait for each other, and one of them fails."""
    stream_id = mentions(acme)
    claimed = claim(acme)
    with acme.door():
        Channel.objects.update(health="attention", health_note="It failed.")
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_channel WHERE id = %s FOR UPDATE", [acme.channel_id])
        with meanwhile(lambda: end(claimed)) as walk:
            assert wait_until_blocked(walk)
            cursor.execute("SELECT id FROM inbox_stream WHERE id = %s FOR UPDATE", [stream_id])
            other.rollback()
            walk.result(timeout=30)
    with acme.door():
        assert Stream.objects.get(id=stream_id).lease_token is None
