"""How a reply stands with its network: every step is shown, and what can be done about it works."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from inbox.flow import delivery
from inbox.models import Message, Outbox
from routing import policy
from routing.models import Engagement
from tests.cast import Cast
from tests.desk.letters import DESK, case_now, fill, hear, letter, page

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
        if found := re.search(r'data-seen="([^"]+)"', shown):
            self.seen = found[1]
        return shown


def claim() -> delivery.ClaimedSend:
    claimed = delivery.claim_send(delivery.due_sends(1)[0], 60)
    assert claimed is not None
    return claimed


def test_each_step_of_a_reply_is_shown(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "reply", text="Soon.", visibility="public", idempotency_key="key-000001")
    open_page = OpenPage(anna, case_id)
    assert "Waiting to be sent" in open_page.polls()
    assert open_page.polls() == ""
    claimed = claim()
    assert "On its way" in open_page.polls()
    delivery.refused(claimed, "The network asks us to wait.", permanent=False, retry_in=-1)
    assert "The network asks us to wait." in open_page.polls()
    claim()
    assert "On its way" in open_page.polls()
    assert open_page.polls() == ""


def lose(acme: Cast, anna: Client) -> tuple[int, int]:
    """A reply whose answer was lost: (case, message)."""
    case_id = hear(acme, letter("kim", external_id="q1"))
    with acme.door():
        Message.objects.update(url="https://net.example/q1")
    fill(anna, case_id, "reply", text="Soon.", visibility="public", idempotency_key="key-000001")
    delivery.doubtful(claim(), "No answer came.")
    with acme.door():
        return case_id, Message.objects.get(text="Soon.").id


def press(client: Client, case_id: int, message_id: int, verb: str, **headers: str) -> Any:
    return client.post(f"{DESK}cases/{case_id}/replies/{message_id}/{verb}/", headers=headers)


def state(acme: Cast) -> str:
    with acme.door():
        return Outbox.objects.get().state


def test_doubt_is_said_with_what_can_be_done(acme: Cast, anna: Client) -> None:
    case_id, _ = lose(acme, anna)
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert "We do not know if this was posted" in shown
    assert "No answer came. Care is looking for it on the network." in shown
    assert 'href="https://net.example/q1"' in shown
    assert "It may appear twice" in shown
    with acme.door():
        Outbox.objects.update(look_at=None)
    assert "Care is looking for it" not in page(anna, f"{DESK}cases/{case_id}/")


def test_the_page_hears_that_care_has_given_up_looking(acme: Cast, anna: Client) -> None:
    case_id, _ = lose(acme, anna)
    open_page = OpenPage(anna, case_id)
    assert "Care is looking for it" in open_page.polls()
    assert open_page.polls() == ""
    with acme.door():
        Outbox.objects.update(look_at=None)
    assert "We do not know" in open_page.polls()


def test_sent_again_it_is_on_its_way_and_its_case_waits(acme: Cast, anna: Client) -> None:
    case_id, message_id = lose(acme, anna)
    assert press(anna, case_id, message_id, "again").status_code == 303
    assert state(acme) == "queued"
    assert case_now(acme, case_id).state == "waiting"
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert "Anna sent a reply again" in shown
    refused = press(anna, case_id, message_id, "again")
    assert refused.status_code == 422
    assert "somebody was faster" in refused.content.decode()


def test_discarded_it_stays_readable(acme: Cast, anna: Client) -> None:
    case_id, message_id = lose(acme, anna)
    assert press(anna, case_id, message_id, "discard").status_code == 303
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert (state(acme), "Discarded, not sent again" in shown) == ("discarded", True)
    assert "Soon." in shown
    assert "/again/" not in shown


def test_what_is_taken_back_stands_in_the_composer(acme: Cast, anna: Client) -> None:
    with acme.door():
        Engagement.objects.update(undo_seconds=30)
    policy._read.cache_clear()
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "reply", text="Too soon!", visibility="public", idempotency_key="k" * 9)
    with acme.door():
        message_id = Message.objects.get(text="Too soon!").id
    assert f"/replies/{message_id}/take-back/" in page(anna, f"{DESK}cases/{case_id}/")
    for headers in ({}, {"hx-request": "true", "hx-target": "case"}):
        answer = press(anna, case_id, message_id, "take-back", **headers)
        assert answer.status_code == 200
        shown = answer.content.decode()
        assert re.search(r"<textarea[^>]* data-back>Too soon!</textarea>", shown)
        assert "Taken back" in shown
    assert case_now(acme, case_id).state == "open"
    assert delivery.due_sends(10) == []
    assert anna.get(f"{DESK}cases/{case_id}/replies/{message_id}/take-back/").status_code == 303


def test_too_late_is_said(acme: Cast, anna: Client) -> None:
    case_id, message_id = lose(acme, anna)
    answer = press(anna, case_id, message_id, "take-back")
    assert answer.status_code == 422
    assert "too late" in answer.content.decode()


def test_who_may_not_see_the_case_changes_nothing(acme: Cast, anna: Client) -> None:
    case_id, message_id = lose(acme, anna)
    other = hear(acme, letter("max"))
    for verb in ("again", "discard", "take-back"):
        assert press(anna, other, message_id, verb).status_code == 404
        assert press(anna, case_id, 2**63, verb).status_code == 404
    assert state(acme) == "unknown"
