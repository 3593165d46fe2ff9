"""The ledger of queries: what each page asks the database, committed, so that a change of it shows
in review as a changed line.

    CARE_REWRITE_LEDGER=1 python -m pytest tests/test_query_ledger.py
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

LEDGER = Path(__file__).parent / "query_ledger.json"


def count(client: Client, path: str, headers: Mapping[str, str] | None = None) -> int:
    """The queries of a page that is found. Savepoints stand for the test's own transaction."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def compare(measured: Mapping[str, int], ledger: Path = LEDGER) -> None:
    if os.environ.get("CARE_REWRITE_LEDGER"):
        ledger.write_text(json.dumps(dict(sorted(measured.items())), indent=2) + "\n")
    written = json.loads(ledger.read_text())
    assert measured == written, "rewrite the ledger if this is meant; tests/ledger.py says how"
