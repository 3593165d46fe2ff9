"""An open page hears of every step of a reply on its way, also of those that are no event."""

from __future__ import annotations

import re

from django.test import Client

from inbox.flow import delivery
from tests.cast import Cast
from tests.desk.letters import DESK, fill, hear, letter

AS_HTMX = {"hx-request": "true", "hx-target": "timeline"}


class OpenPage:
    def __init__(self, client: Client, case_id: int) -> None:
        self.client = client
        self.address = f"{DESK}cases/{case_id}/"
        self.seen = ""

    def polls(self) -> str:
        """What the timeline shows anew; empty when the server says that nothing has changed."""
        answer = self.client.get(self.address, headers={**AS_HTMX, "care-seen": self.seen})
        shown = answer.content.decode()
        if found := re.search(r'"Care-Seen": "([^"]+)"', shown):
            self.seen = found[1]
        return shown


def claim() -> delivery.ClaimedSend:
    claimed = delivery.claim_send(delivery.due_sends(1)[0], 60)
    assert claimed is not None
    return claimed


def test_each_step_of_a_reply_is_shown(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "reply", text="Soon.", visibility="public", idempotency_key="key-000001")
    page = OpenPage(anna, case_id)
    assert "Waiting to be sent" in page.polls()
    assert page.polls() == ""
    claimed = claim()
    assert "On its way" in page.polls()
    delivery.refused(claimed, "The network asks us to wait.", permanent=False, retry_in=-1)
    assert "The network asks us to wait." in page.polls()
    claim()
    assert "On its way" in page.polls()
    assert page.polls() == ""
