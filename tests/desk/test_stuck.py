"""The page of what is stuck: what stands there, who sees it, and buttons that really work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from care.core.models import AuditEntry
from inbox.flow import delivery
from inbox.flow.ingest.channels import open_channel
from inbox.models import Case, Message, Outbox, ParkedItem
from routing.models import Brand, BrandSight
from tests.cast import NETWORK, Cast
from tests.desk.conftest import SignIn
from tests.desk.letters import FIRST_LINE, fill, hear, letter, page

STUCK = "/acme/settings/stuck/"
# In the rail; the help sheet leads there too.
PLACE = 'id="place-stuck"'


@pytest.fixture
def leo(acme: Cast, sign_in: SignIn) -> Client:
    return sign_in(acme.leader)


def fail(acme: Cast, anna: Client, who: str = "kim", *, doubt: bool = False) -> int:
    """The message of a reply that is stuck."""
    case_id = hear(acme, letter(who))
    key = f"key-of-{who}"
    fill(anna, case_id, "reply", text=f"Soon, {who}.", visibility="public", idempotency_key=key)
    claimed = delivery.claim_send(delivery.due_sends(1)[0], 60)
    assert claimed is not None
    if doubt:
        delivery.doubtful(claimed, "No answer came.")
    else:
        delivery.refused(claimed, "They said no: 403.", permanent=True)
    with acme.door():
        return Message.objects.get(text=f"Soon, {who}.").id


def park(acme: Cast, who: str = "", **changes: Any) -> int:
    """A message that cannot be stored: it has no author. With a name it can be by now."""
    hear(acme, letter(who, "Where is it?", external_id=f"parked-{who}-{len(changes)}"))
    with acme.door():
        parked = ParkedItem.objects.latest("id")
        parked.item = {**parked.item, **changes}
        parked.save()
        return parked.id


def press(client: Client, path: str) -> Any:
    return client.post(f"{STUCK}{path}/")


def test_it_says_what_is_stuck_and_why(acme: Cast, anna: Client, leo: Client) -> None:
    message_id = fail(acme, anna)
    fail(acme, anna, "max", doubt=True)
    park(acme)
    shown = page(leo, STUCK)
    for words in ("They said no: 403.", "No answer came.", "no usable author", "Soon, kim."):
        assert words in shown
    with acme.door():
        case_id = Message.objects.get(id=message_id).case_id
    assert f'href="/acme/desk/cases/{case_id}/' in shown
    assert "It may appear twice" in shown


def test_with_nothing_stuck_it_says_so_and_the_rail_has_no_link(
    acme: Cast, anna: Client, leo: Client
) -> None:
    shown = page(leo, STUCK)
    assert "Every reply has been sent" in shown
    assert "has been stored" in shown
    assert PLACE not in page(leo, FIRST_LINE)
    fail(acme, anna)
    assert re.search(rf'href="{STUCK}".*?class="count">1<', page(leo, FIRST_LINE), re.DOTALL)
    assert STUCK not in page(anna, FIRST_LINE)


def test_agents_find_no_such_page(acme: Cast, anna: Client) -> None:
    message_id, parked_id = fail(acme, anna), park(acme)
    assert anna.get(STUCK).status_code == 404
    for path in (f"replies/{message_id}/again", f"items/{parked_id}/discard"):
        assert press(anna, path).status_code == 404
        assert anna.get(f"{STUCK}{path}/").status_code == 404


def test_a_reply_is_sent_again(acme: Cast, anna: Client, leo: Client) -> None:
    message_id = fail(acme, anna)
    answer = press(leo, f"replies/{message_id}/again")
    assert (answer.status_code, answer["Location"]) == (303, STUCK)
    assert [ref.organisation_id for ref in delivery.due_sends(10)] == [acme.id]
    assert "They said no" not in page(leo, STUCK)
    late = press(leo, f"replies/{message_id}/again")
    assert late.status_code == 422
    assert "somebody was faster" in late.content.decode()


def test_a_reply_is_discarded(acme: Cast, anna: Client, leo: Client) -> None:
    message_id = fail(acme, anna, doubt=True)
    assert press(leo, f"replies/{message_id}/discard").status_code == 303
    with acme.door():
        assert Outbox.objects.get().state == "discarded"


def test_a_parked_item_is_taken_in_when_it_can_be(acme: Cast, leo: Client) -> None:
    parked_id = park(acme, author="kim", handle="@kim")
    assert press(leo, f"items/{parked_id}/again").status_code == 303
    with acme.door():
        assert not ParkedItem.objects.exists()
        assert Case.objects.get().snippet == "Where is it?"
        assert AuditEntry.objects.get().verb == "parked.store"


def test_a_parked_item_that_still_cannot_be_stored_stays(acme: Cast, leo: Client) -> None:
    parked_id = park(acme)
    answer = press(leo, f"items/{parked_id}/again")
    assert answer.status_code == 422
    assert "still cannot be stored" in answer.content.decode()
    with acme.door():
        assert ParkedItem.objects.get().tries == 2
        assert not AuditEntry.objects.exists()


def test_what_cannot_be_read_is_kept_or_discarded(acme: Cast, leo: Client) -> None:
    with acme.door():
        parked_id = ParkedItem.objects.create(
            channel_id=acme.channel_id,
            kind="post",
            external_id="r1",
            item={"id": "r1", "created_at": 7},
            reason="KeyError: 'text'",
        ).id
    assert f"items/{parked_id}/again/" in page(leo, STUCK)
    refused = press(leo, f"items/{parked_id}/again")
    assert "Care cannot read this item" in refused.content.decode()
    assert press(leo, f"items/{parked_id}/discard").status_code == 303
    with acme.door():
        assert not ParkedItem.objects.exists()
        assert AuditEntry.objects.get().verb == "parked.discard"


def test_what_is_out_of_sight_is_not_there(acme: Cast, anna: Client, leo: Client) -> None:
    message_id, parked_id = fail(acme, anna), park(acme)
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.leader, brand=other)
        open_channel(
            brand_id=other.id, network=NETWORK, name="O", handle="o", account_id="o", kinds=()
        )
    shown = page(leo, STUCK)
    assert "They said no" not in shown
    assert "no usable author" not in shown
    assert PLACE not in page(leo, FIRST_LINE)
    for path in (f"replies/{message_id}/again", f"items/{parked_id}/again"):
        assert press(leo, path).status_code == 404


def test_many_are_shown_page_by_page_at_the_same_cost(
    acme: Cast, anna: Client, leo: Client
) -> None:
    message_id = fail(acme, anna)
    few = queries(leo)
    with acme.door():
        message, row = Message.objects.get(id=message_id), Outbox.objects.get()
        for number in range(60):
            message.pk, message.text = None, f"Copy {number:02}."
            message.save(force_insert=True)
            row.pk, row.message_id, row.idempotency_key = None, message.id, f"copy-{number:03}"
            row.save(force_insert=True)
    assert queries(leo) == few
    seen, path = [], STUCK
    while path:
        shown = page(leo, path)
        seen += re.findall(r"(Copy \d\d\.|Soon, kim\.)", shown)
        older = re.search(r'href="([^"#]*\?replies=\d+)#replies"[^>]*>Older', shown)
        path = older[1] if older else ""
    assert seen == [f"Copy {number:02}." for number in reversed(range(60))] + ["Soon, kim."]
    for nonsense in ("x", "-1", "9" * 30, "%00"):
        assert leo.get(f"{STUCK}?replies={nonsense}").status_code in {200, 400}


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, STUCK)
    return len(captured.captured_queries)
