"""A worker of jobs in a process of its own. Imports nothing of Django before it is set up."""

from __future__ import annotations

import time
from typing import Any


def work(done: Any, pause: float) -> None:
    """Works off what is due; `pause` between two cases, and each of them said to `done`."""
    import django

    django.setup()
    from inbox.flow import bulk

    turn = bulk._turn_of

    def slowly(claimed: bulk.Claimed, item_id: int) -> bool:
        had_its_turn = turn(claimed, item_id)
        done.put(item_id)
        time.sleep(pause)
        return had_its_turn

    bulk._turn_of = slowly
    bulk.run_due()
