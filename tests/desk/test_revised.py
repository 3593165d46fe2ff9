"""What became of words on the network, as the case page shows it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox.flow.ingest.changes import receive_changes
from inbox.models import Channel
from inbox.networks.items import Change
from tests.cast import Cast
from tests.desk.letters import DESK, FIRST_LINE, case_now, fill, hear, letter, page, queries, sent


def revise(cast: Cast, external_id: str, *texts: str, deleted: bool = False) -> None:
    at = timezone.now() - timedelta(minutes=10)
    changes = [
        Change(external_id, "post", "edited", at + timedelta(minutes=number), text)
        for number, text in enumerate(texts)
    ]
    if deleted:
        changes.append(Change(external_id, "post", "deleted", timezone.now()))
    receive_changes(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        changes=changes,
        cursor_after=None,
    )


@pytest.fixture
def case_id(acme: Cast) -> int:
    return hear(acme, letter("kim", "My router is down.", external_id="1"))


def case_page(client: Client, case_id: int) -> str:
    return page(client, f"{DESK}cases/{case_id}/")


def test_an_edited_message_opens_what_it_said_before(
    acme: Cast, anna: Client, case_id: int
) -> None:
    revise(acme, "1", "My <b>router</b> is off.", "My router is on fire.")
    html = case_page(anna, case_id)
    bubble = html[html.index('class="say__bubble"') : html.index("say__meta")]
    assert "My router is on fire." in bubble
    history = html[html.index('<details class="say__before">') :]
    history = history[: history.index("</details>")]
    assert "Edited " in history
    said = re.findall(r'<p class="words" dir="auto">(.*?)</p>', history)
    assert said == ["My router is down.", "My &lt;b&gt;router&lt;/b&gt; is off."]
    assert "My router is on fire." in page(anna, FIRST_LINE)


def test_a_message_that_came_with_its_new_words_is_marked_and_opens_nothing(
    acme: Cast, anna: Client, case_id: int
) -> None:
    assert "Edited " not in case_page(anna, case_id)
    revise(acme, "1", "My router is down.")
    html = case_page(anna, case_id)
    assert "Edited " in html
    assert "say__before" not in html


def test_a_deleted_message_leaves_a_sign_without_a_word(
    acme: Cast, anna: Client, case_id: int
) -> None:
    revise(acme, "1", "My router is off.", deleted=True)
    html = case_page(anna, case_id)
    assert "Deleted by its author on Simulated network" in html
    assert "My router" not in html
    assert "Edited " not in html
    assert "The customer deleted all they wrote: nothing is left to answer" in html


def test_our_own_deleted_message_is_not_called_the_customers(
    acme: Cast, anna: Client, case_id: int
) -> None:
    hear(acme, letter("acme", "Try again.", own=True, answers="1", external_id="2"))
    assert "written on Simulated network" in case_page(anna, case_id)
    revise(acme, "2", deleted=True)
    html = case_page(anna, case_id)
    assert "Deleted on Simulated network" in html
    assert "by its author" not in html


def test_what_was_deleted_cannot_be_answered_and_the_reply_is_not_lost(
    acme: Cast, anna: Client, case_id: int
) -> None:
    hear(acme, letter("kim", "My number is 12.", private=True))
    fill(anna, case_id, "take")
    revise(acme, "1", deleted=True)
    assert 'title="The customer deleted what they wrote here."' in case_page(anna, case_id)
    answer = fill(
        anna, case_id, "reply", text="We are on it", visibility="public", idempotency_key="k" * 32
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "The customer deleted what they wrote in public: there is nothing to answer." in html
    assert ">We are on it</textarea>" in html
    assert sent(acme) == []
    assert case_now(acme, case_id).state == "open"


def test_history_costs_no_query(acme: Cast, anna: Client, case_id: int) -> None:
    path = f"{DESK}cases/{case_id}/"
    page(anna, path)
    before = queries(anna, path)
    revise(acme, "1", *(f"Version {number}" for number in range(5)))
    assert queries(anna, path) == before


def test_the_server_s_own_limit_counts(acme: Cast, anna: Client, case_id: int) -> None:
    with organisation_door(acme.id):
        Channel.objects.update(limits={"public": 12})
    assert 'value="public" data-limit="12"' in case_page(anna, case_id)
    values = {"visibility": "public", "idempotency_key": "k" * 32}
    answer = fill(anna, case_id, "reply", text="Thirteen long", **values)
    assert "1 characters too long" in answer.content.decode()
    assert fill(anna, case_id, "reply", text="Twelve chars", **values).status_code == 303
