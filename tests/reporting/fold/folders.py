"""A folder in a process of its own. Imports nothing of Django before it is set up."""

from __future__ import annotations

import time
from typing import Any


def fold_slowly(read: Any) -> None:
    """Reads a batch, says so, and takes long to go on."""
    import django

    django.setup()
    from reporting import folder, taking

    replace = taking._replace

    def slowly(organisation_id: int, case_ids: Any, found: Any) -> dict[int, str]:
        refused = replace(organisation_id, case_ids, found)
        read.put(True)
        time.sleep(60)
        return refused

    taking._replace = slowly
    folder.fold_due()
