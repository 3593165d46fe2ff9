"""What stands beside the talk about the customer."""

from __future__ import annotations

from django.test import Client

from inbox.models import Identity
from tests.cast import Cast
from tests.desk.letters import DESK, hear, letter, page


def aside(client: Client, case_id: int) -> str:
    html = page(client, f"{DESK}cases/{case_id}/")
    return html[html.index('id="customer"') :]


def test_what_an_account_tells_of_itself_is_shown_as_words(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    facts = {
        "bio": "<b>Tea</b> first.",
        "followers": 1240,
        "since": "2015-03",
        "location": "Penbury",
    }
    with acme.door():
        Identity.objects.update(display_name="Kim of Penbury", profile=facts)
    shown = aside(anna, case_id)
    assert "Kim of Penbury" in shown
    assert "&lt;b&gt;Tea&lt;/b&gt; first." in shown
    assert "1,240 followers · there since 2015 · Penbury" in shown


def test_of_one_who_tells_nothing_only_the_handle_is_shown(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    with acme.door():
        Identity.objects.update(profile={})
    shown = aside(anna, case_id)
    assert "kim" in shown
    assert "follower" not in shown
    assert "there since" not in shown
