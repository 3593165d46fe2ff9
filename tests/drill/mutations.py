"""Walls of the product taken out, to see whether the drill notices. Applied inside the workers; the
product itself knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from inbox.networks.items import IncomingItem
from tests.drill.haste import replace_in, replaced

# What is done to the drill's database before its first seed.
DATABASE = {
    "no-unique-index": "ALTER TABLE inbox_message DROP CONSTRAINT inbox_message_external",
}


def no_unique_index() -> None:
    """Nothing remembers what is stored: neither the index, which is gone from the database, nor the
    look before the insert, which stands in for it as long as lanes hold."""
    insert_rows = replaced("inbox.flow.ingest.write.insert_rows")

    def without_arbiter(table: str, *rows: Any, conflict: str = "", **more: Any) -> Any:
        if table == "inbox_message":
            conflict = ""
        return insert_rows(table, *rows, conflict=conflict, **more)

    def all_are_new(lane: object, items: Sequence[IncomingItem]) -> list[IncomingItem]:
        return list(items)

    replace_in("inbox.flow.ingest.write.insert_rows", without_arbiter)
    replace_in("inbox.flow.ingest.page._not_yet_stored", all_are_new)


def blind_repost() -> None:
    """A call without an answer counts as one that was refused for now: it is simply made again."""
    refused = replaced("connectors.sending.refused")

    def not_accepted(claimed: Any, sentence: str, **_: Any) -> None:
        refused(claimed, sentence, permanent=False, retry_in=1.0)

    replace_in("connectors.sending.doubtful", not_accepted)


ALL: dict[str, Callable[[], None]] = {
    "no-unique-index": no_unique_index,
    "blind-repost": blind_repost,
}


def apply(name: str) -> None:
    ALL[name]()


def apply_to_database(name: str) -> None:
    from tests.databases import admin_connection

    if name in DATABASE:
        with closing(admin_connection("care")) as admin, admin.cursor() as cursor:
            cursor.execute(DATABASE[name])
