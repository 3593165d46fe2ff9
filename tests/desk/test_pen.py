"""The composer, as a browser without a script shows and sends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import Organisation
from inbox.flow.ingest import receive
from inbox.flow.ingest.channels import open_channel
from inbox.models import Case, Channel, Draft, Message, Outbox
from inbox.networks.capabilities import Capabilities, register
from routing.models import Brand
from tests.cast import Cast
from tests.desk.letters import DESK, case_now, fill, hear, letter, page, sent


@pytest.fixture
def kim(acme: Cast) -> int:
    return hear(acme, letter("kim"))


def reply(client: Client, case_id: int, text: str, **more: str) -> Any:
    fields = {"text": text, "visibility": "public", "idempotency_key": uuid4().hex} | more
    return fill(client, case_id, "reply", **fields)


def follow(client: Client, response: Any) -> str:
    assert response.status_code == 303
    return page(client, response.url)


def draft(client: Client, case_id: int, text: str, pen: str = "reply", **more: str) -> Any:
    return fill(client, case_id, "draft", pen=pen, text=text, **more)


def test_a_draft_is_there_on_any_device_and_gone_once_sent(
    acme: Cast, anna: Client, kim: int, sign_in: Any
) -> None:
    assert draft(anna, kim, "Half of a wo", visibility="public").json() == {
        "kept": True,
        "elsewhere": False,
    }
    other_device = sign_in(acme.anna)
    assert "data-kept>Half of a wo</textarea>" in page(other_device, f"{DESK}cases/{kim}/")
    assert "Half of a wo" not in page(sign_in(acme.amir), f"{DESK}cases/{kim}/")
    reply(anna, kim, "Half of a word.")
    with acme.door():
        assert not Draft.objects.exists()


def test_a_note_that_was_begun_opens_the_tab_of_notes(acme: Cast, anna: Client, kim: int) -> None:
    draft(anna, kim, "I measured", pen="note")
    html = page(anna, f"{DESK}cases/{kim}/")
    assert 'id="pen-note" value="note" checked' in html
    fill(anna, kim, "note", text="I measured it.", idempotency_key=uuid4().hex)
    with acme.door():
        assert not Draft.objects.exists()


def test_a_draft_of_no_pen_is_refused(anna: Client, kim: int) -> None:
    assert draft(anna, kim, "x", pen="brush").status_code == 422
    assert draft(anna, kim, "x", visibility="loud").status_code == 422


def test_a_draft_that_leads_elsewhere_is_told(anna: Client, kim: int) -> None:
    assert draft(anna, kim, "Please call us").json()["elsewhere"]


def test_private_data_is_asked_about_and_the_text_is_kept(
    acme: Cast, anna: Client, kim: int
) -> None:
    response = reply(anna, kim, "Write to kim@example.org", then="resolve")
    html = response.content.decode()
    assert response.status_code == 422
    assert "k…@example.org" in html
    assert "Write to kim@example.org</textarea>" in html
    assert "Send privately instead" not in html  # Kim never wrote in private
    seal = html.partition('name="anyway" value="')[2].partition('"')[0]
    assert (
        reply(anna, kim, "Write to kim@example.org", then="resolve", anyway=seal).status_code == 303
    )
    assert case_now(acme, kim).state == "resolved"


def test_it_can_be_said_in_private_instead(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"), letter("kim", private=True))
    html = reply(anna, case_id, "Write to kim@example.org").content.decode()
    assert "Send privately instead" in html
    assert reply(anna, case_id, "Write to kim@example.org", instead="private").status_code == 303
    with acme.door():
        assert Message.objects.get(direction="out").visibility == "private"


def test_send_resolve_and_next_in_one_stroke(acme: Cast, anna: Client, kim: int) -> None:
    lou = hear(acme, letter("lou", minutes_ago=10))
    response = reply(anna, kim, "Done!", then="resolve-next")
    assert f"/cases/{lou}/" in response.url
    assert case_now(acme, kim).state == "resolved"
    assert case_now(acme, lou).assignee_id == acme.anna.id
    html = follow(anna, reply(anna, lou, "Done too!", then="resolve-next"))
    assert "Nothing else waits in this queue." in html
    assert sent(acme) == ["Done!", "Done too!"]


def test_the_next_case_is_pushed_into_the_address_of_a_page_with_a_script(
    acme: Cast, anna: Client, kim: int
) -> None:
    lou = hear(acme, letter("lou", minutes_ago=10))
    fields = {"text": "Done!", "visibility": "public", "idempotency_key": uuid4().hex}
    response = anna.post(
        f"{DESK}cases/{kim}/reply/?in=queues%2Ffirst-line",
        fields | {"then": "wait-next"},
        headers={"HX-Request": "true", "HX-Target": "case"},
    )
    assert response.headers["HX-Push-Url"] == f"{DESK}cases/{lou}/?in=queues%2Ffirst-line"
    assert f'data-case="{lou}"' in response.content.decode()
    assert case_now(acme, kim).state == "waiting"


def test_a_refused_stroke_does_nothing(acme: Cast, anna: Client, kim: int) -> None:
    lou = hear(acme, letter("lou", minutes_ago=10))
    assert reply(anna, kim, "x" * 300, then="resolve-next").status_code == 422
    assert reply(anna, kim, "Hello", then="snooze").status_code == 422
    assert reply(anna, kim, "Hello", then="later").status_code == 422
    assert case_now(acme, kim).state == "open"
    assert case_now(acme, lou).assignee_id is None


def test_a_reply_for_later_is_meant_in_the_organisations_zone(
    acme: Cast, anna: Client, kim: int
) -> None:
    with acme.door():
        Organisation.objects.filter(id=acme.id).update(zone="Asia/Tokyo")
    tomorrow = f"{timezone.now() + timedelta(days=2):%Y-%m-%d}"
    html = follow(anna, reply(anna, kim, "Morning!", then="later", leaves_at=f"{tomorrow}T09:00"))
    with acme.door():
        leaves_at = Outbox.objects.get().scheduled_for
        message_id = Message.objects.get(direction="out").id
    assert leaves_at is not None
    assert f"{leaves_at:%Y-%m-%dT%H:%M}" == f"{tomorrow}T00:00"
    assert "09:00 (Asia/Tokyo)" in html
    verb = f"replies/{message_id}"
    fill(anna, kim, f"{verb}/reschedule", leaves_at=f"{tomorrow}T10:30")
    assert "10:30 (Asia/Tokyo)" in page(anna, f"{DESK}cases/{kim}/")
    back = fill(anna, kim, f"{verb}/take-back")
    assert "Morning!</textarea>" in back.content.decode()


def test_a_planned_reply_is_sent_now_or_discarded(acme: Cast, anna: Client, kim: int) -> None:
    in_two_days = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    reply(anna, kim, "Morning!", leaves_at=in_two_days)
    reply(anna, kim, "Evening!", leaves_at=in_two_days)
    with acme.door():
        first, second = Message.objects.filter(direction="out").order_by("id")
    fill(anna, kim, f"replies/{first.id}/send-now")
    fill(anna, kim, f"replies/{second.id}/discard")
    with acme.door():
        due = Outbox.objects.get(message=first)
        assert due.next_attempt_at is not None
        assert due.next_attempt_at <= timezone.now()
        assert Outbox.objects.get(message=second).state == "discarded"
        assert not Draft.objects.exists()


def test_the_way_into_private_and_the_public_close(acme: Cast, anna: Client, kim: int) -> None:
    with acme.door():
        Brand.objects.update(private_invitation="Psst, over here.", public_close="All is well.")
    case = f"{DESK}cases/{kim}/"
    assert "pen=invite" in page(anna, case)
    assert "Psst, over here.</textarea>" in page(anna, f"{case}?pen=invite")
    html = follow(anna, reply(anna, kim, "Psst, over here.", purpose="invite"))
    assert "waiting for the message" in html
    assert "pen=invite" not in html
    hear(acme, letter("kim", "Here I am", private=True, minutes_ago=1))
    asked = reply(anna, kim, "Solved.", visibility="private", then="resolve")
    assert asked.url.endswith("pen=close")
    assert case_now(acme, kim).state == "waiting"
    assert "All is well.</textarea>" in page(anna, asked.url)
    # The button in the head asks as well, unless it is to be left out.
    assert fill(anna, kim, "resolve").url.endswith("pen=close")
    reply(anna, kim, "All is well.", purpose="close", then="resolve")
    assert case_now(acme, kim).state == "resolved"


def test_the_public_close_can_be_left_out(acme: Cast, anna: Client, kim: int) -> None:
    hear(acme, letter("kim", "Here I am", private=True, minutes_ago=1))
    reply(anna, kim, "Solved.", visibility="private")
    assert fill(anna, kim, "resolve").url.endswith("pen=close")
    fill(anna, kim, "resolve", skip="1")
    assert case_now(acme, kim).state == "resolved"


def test_an_acknowledgement_is_marked_in_the_timeline(acme: Cast, anna: Client, kim: int) -> None:
    reply(anna, kim, "We look into it.")
    with acme.door():
        message_id = Message.objects.get(direction="out").id
    fill(anna, kim, f"replies/{message_id}/acknowledge", acknowledges="1")
    assert "say__ack--on" in page(anna, f"{DESK}cases/{kim}/")
    assert "Reply 2 of 2" in page(anna, f"{DESK}cases/{kim}/")
    fill(anna, kim, f"replies/{message_id}/acknowledge")
    assert "say__ack--on" not in page(anna, f"{DESK}cases/{kim}/")


def test_a_network_that_lets_nothing_through_any_more_says_so_before_anybody_types(
    acme: Cast, anna: Client
) -> None:
    register(
        Capabilities(
            network="windowed",
            label="Windowed",
            visibilities=("private",),
            max_length={"private": 1000},
        )
    )
    with acme.door():
        channel_id = open_channel(
            brand_id=Brand.objects.get().id,
            network="windowed",
            name="Windowed",
            handle="acme",
            account_id="acme-windowed",
            kinds=("private",),
            limits={"private_hours": 24},
        )
        assert Channel.objects.get(id=channel_id).network == "windowed"
    day_and_more = 25 * 60
    case_id = _hear_at(acme, channel_id, minutes_ago=day_and_more)
    html = page(anna, f"{DESK}cases/{case_id}/")
    assert "lets us answer only within 24 h of the customer&#39;s last message" in html
    response = reply(anna, case_id, "Hello", visibility="private")
    assert response.status_code == 422
    assert sent(acme) == []


def _hear_at(acme: Cast, channel_id: int, *, minutes_ago: int) -> int:
    receive(
        organisation_id=acme.id,
        channel_id=channel_id,
        stream_id=None,
        items=[letter("kim", private=True, minutes_ago=minutes_ago)],
        cursor_after=None,
    )
    with acme.door():
        return Case.objects.latest("id").id
