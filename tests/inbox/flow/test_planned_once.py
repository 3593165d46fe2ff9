"""What every page asks is planned once a connection, and behind a pooler not at all."""

from __future__ import annotations

import pytest
from django.test import override_settings

from inbox.flow.ingest import Receipt
from inbox.models import Case, Customer, Message, Thread
from inbox.networks.items import IncomingItem
from tests.cast import Cast
from tests.inbox.flow.feed import answered, said, take_in, whispered

PAGES = 8  # Postgres goes over to the plan for all values with the sixth


def page(number: int) -> list[IncomingItem]:
    above = str(number - 1) if number else None
    return [
        said(str(number), in_reply_to=above),
        answered(f"answer {number}", str(number)),
        whispered(f"whisper {number}", "talk"),
    ]


@pytest.mark.parametrize("prepares", [True, False])
def test_organisations_that_take_turns_over_one_connection_stay_apart(
    acme: Cast, globex: Cast, prepares: bool
) -> None:
    with override_settings(PREPARES_STATEMENTS=prepares):
        for number in range(PAGES):
            for cast in (acme, globex):
                assert take_in(cast, *page(number)) == Receipt(stored=3)
                assert take_in(cast, *page(number)) == Receipt(duplicate=3)
    for cast in (acme, globex):
        with cast.door():
            assert Message.objects.count() == 3 * PAGES
            assert (Customer.objects.count(), Thread.objects.count()) == (1, 2)
            assert set(Message.objects.values_list("case_id", flat=True)) == {Case.objects.get().id}
