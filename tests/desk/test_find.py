"""Finding cases on the desk: search, places, saved views, the next case, and notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.access import case_to_change
from inbox.actions.draft import do_draft
from inbox.actions.note import do_note
from inbox.actions.tag import do_tag
from inbox.models import Case, Notice, SavedView
from tests.cast import Cast, hire, tag
from tests.desk.conftest import SignIn
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db
DESK = "/acme/desk/"


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "My Réseau is down <b>again</b>", customer="carol")
    customer_writes(cast, "A refund, please", customer="dora")
    customer_writes(cast, "路由器坏了", customer="erin")
    return cast


def cases(acme: Cast) -> dict[str, int]:
    with acme.door():
        return dict(Case.objects.values_list("customer__display_name", "id"))


def found(client: Client, typed: str) -> list[str]:
    body = client.get(f"{DESK}views/search/", {"q": typed}).content.decode()
    return [name for name in ("carol", "dora", "erin") if f">{name}</bdi>" in body]


def in_view(client: Client, path: str) -> list[str]:
    response = client.get(f"{DESK}{path}")
    assert response.status_code == 200
    body = response.content.decode().partition('id="rows-all"')[2]
    return [name for name in ("carol", "dora", "erin") if f">{name}</bdi>" in body]


def test_words_names_notes_and_operators_find(acme: Cast, anna: Client) -> None:
    ids = cases(acme)
    with acme.door():
        case = case_to_change(acme.anna, ids["dora"])
        do_note(member=acme.anna, case=case, text="Paid twice: order 4711-AB")
        do_tag(member=acme.anna, case=case, tag=tag("praise"))
    assert found(anna, "reseau") == ["carol"]
    assert found(anna, "reseau down") == ["carol"]
    assert found(anna, '"down again"') == []
    assert found(anna, '"is down"') == ["carol"]
    assert found(anna, "坏了") == found(anna, "路") == ["erin"]
    assert found(anna, "car") == ["carol"]
    assert found(anna, "4711") == found(anna, "has:note") == ["dora"]
    assert found(anna, "ref*") == found(anna, "tag:praise") == ["dora"]
    assert found(anna, "tag:praise -refund") == []
    assert found(anna, "from:dora refund") == ["dora"]
    assert found(anna, "line:1 -refund -4711") == ["carol", "erin"]
    assert found(anna, "state:resolved refund") == found(anna, "before:2020-01-01 refund") == []
    assert found(anna, "owner:me refund") == []


def test_what_was_found_is_marked_and_nothing_of_it_is_markup(acme: Cast, anna: Client) -> None:
    body = anna.get(f"{DESK}views/search/", {"q": "reseau"}).content.decode()
    assert "My <mark>Réseau</mark> is down &lt;b&gt;again" in body
    assert "1 case" in body


def test_what_is_not_understood_is_said(acme: Cast, anna: Client) -> None:
    body = anna.get(f"{DESK}views/search/", {"q": "colour:red tag:none-such"}).content.decode()
    assert "no operator “colour:”" in body
    assert "no tag “none-such”" in body
    assert "Nothing fits this search" in body
    empty = anna.get(f"{DESK}views/search/").content.decode()
    assert "Search everything that was said" in empty


def test_the_found_list_stays_beside_the_case(acme: Cast, anna: Client) -> None:
    case_id = cases(acme)["dora"]
    page = anna.get(f"{DESK}views/search/", {"q": "refund"}).content.decode()
    assert f"/acme/desk/cases/{case_id}/?in=views%2Fsearch&amp;q=refund" in page
    beside = anna.get(f"{DESK}cases/{case_id}/?in=views/search&q=refund").content.decode()
    assert "<mark>refund</mark>" in beside


def test_places_of_what_presses(acme: Cast, anna: Client) -> None:
    ids = cases(acme)
    now = timezone.now()
    with acme.door():
        Case.objects.filter(id=ids["carol"]).update(due_at=now - timedelta(minutes=1))
        Case.objects.filter(id=ids["dora"]).update(due_at=now + timedelta(minutes=29))
        Case.objects.filter(id=ids["erin"]).update(
            due_at=now + timedelta(hours=9), actionability="optional"
        )
    assert in_view(anna, "views/late/") == ["carol"]
    assert in_view(anna, "views/soon-late/") == ["dora"]
    assert in_view(anna, "views/unanswered/") == ["carol", "dora"]
    body = anna.get(f"{DESK}views/unanswered/").content.decode()
    for place, count in (("late", 1), ("soon-late", 1), ("unanswered", 2)):
        link = body.partition(f'id="place-views-{place}"')[2].partition("</a>")[0]
        assert f'<span class="count">{count}</span>' in link


def test_mentions_and_drafts_are_places_of_ones_own(
    acme: Cast, anna: Client, sign_in: SignIn
) -> None:
    ids = cases(acme)
    with acme.door():
        case = case_to_change(acme.amir, ids["dora"])
        do_note(member=acme.amir, case=case, text="@anna can you?")
        do_draft(member=acme.anna, case=case, pen="reply", text="Dear", visibility="public")
    assert in_view(anna, "views/mentions/") == in_view(anna, "views/drafts/") == ["dora"]
    amir = sign_in(acme.amir)
    assert in_view(amir, "views/mentions/") == in_view(amir, "views/drafts/") == []


def test_a_notice_is_read_by_opening_its_case(acme: Cast, anna: Client) -> None:
    ids = cases(acme)
    with acme.door():
        case = case_to_change(acme.amir, ids["dora"])
        do_note(member=acme.amir, case=case, text="@anna can you?")
    page = anna.get(f"{DESK}notices/").content.decode()
    assert "Amir mentioned you" in page
    assert 'data-unread="1"' in page
    body = anna.get(f"{DESK}cases/{ids['dora']}/").content.decode()
    assert 'title="Anna">@anna</span>' in body
    assert "data-unread" not in body
    with acme.door():
        assert not Notice.objects.filter(read_at=None).exists()


def test_all_are_marked_read_and_a_case_is_watched(acme: Cast, anna: Client) -> None:
    ids = cases(acme)
    anna.post(f"{DESK}cases/{ids['dora']}/watch/", {"watches": "1"})
    assert 'aria-pressed="true"' in anna.get(f"{DESK}cases/{ids['dora']}/").content.decode()
    with acme.door():
        case = case_to_change(acme.amir, ids["dora"])
        do_note(member=acme.amir, case=case, text="something")
    assert 'data-unread="1"' in anna.get(f"{DESK}notices/").content.decode()
    assert anna.post(f"{DESK}notices/read/").status_code == 303
    assert "data-unread" not in anna.get(f"{DESK}notices/").content.decode()


def test_next_takes_the_most_urgent_and_says_when_there_is_none(acme: Cast, anna: Client) -> None:
    ids = cases(acme)
    with acme.door():
        soon = timezone.now() + timedelta(minutes=1)
        Case.objects.filter(id=ids["erin"]).update(due_at=soon)
    first = anna.post(f"{DESK}next/?in=views/open")
    assert first.headers["Location"] == f"{DESK}cases/{ids['erin']}/?in=views%2Fopen"
    for _ in range(2):
        assert "/cases/" in anna.post(f"{DESK}next/").headers["Location"]
    last = anna.post(f"{DESK}next/?in=queues/second-line", follow=True)
    assert "Nobody is waiting in your queues" in last.content.decode()
    with acme.door():
        assert Case.objects.filter(assignee=acme.anna).count() == 3


def test_a_view_is_made_of_filters_and_shown_in_the_rail(
    acme: Cast, anna: Client, sign_in: SignIn
) -> None:
    with acme.door():
        Case.objects.filter(id=cases(acme)["dora"]).update(priority="urgent")
    filtered = anna.get(f"{DESK}queues/first-line/?priority=urgent").content.decode()
    link = "/acme/desk/saved/new/?in=queues%2Ffirst-line&amp;priority=urgent"
    assert link in filtered
    editor = anna.get(link.replace("&amp;", "&")).content.decode()
    assert '<option value="urgent" selected>' in editor
    made = anna.post(f"{DESK}saved/new/", {"name": "Hot", "0-priority": ["urgent"], "sort": "due"})
    assert in_view(anna, made.headers["Location"].removeprefix(DESK)) == ["dora"]
    assert "Hot" in anna.get(f"{DESK}views/open/").content.decode()
    assert "Hot" not in sign_in(acme.amir).get(f"{DESK}views/open/").content.decode()
    assert sign_in(acme.amir).get(made.headers["Location"]).status_code == 404


def test_views_of_others_are_made_by_who_leads(acme: Cast, anna: Client, sign_in: SignIn) -> None:
    form = {"name": "All", "0-state": ["open"], "1-priority": ["low"], "scope": "everybody"}
    assert anna.post(f"{DESK}saved/new/", form).status_code == 422
    leader = sign_in(acme.leader)
    made = leader.post(f"{DESK}saved/new/", form).headers["Location"]
    assert in_view(anna, made.removeprefix(DESK)) == ["carol", "dora", "erin"]
    assert anna.post(f"{made}edit/", form).status_code == 422
    assert anna.post(f"{made}delete/").status_code == 422
    assert leader.post(f"{made}delete/").status_code == 303
    with acme.door():
        assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "0-state": ["open"]}, "no text yet"),
        ({"name": "x"}, "no condition yet"),
        ({"name": "x", "0-state": ["open"], "sort": "password"}, "Choose an order"),
    ],
)
def test_a_view_that_cannot_be_saved_says_why(
    acme: Cast, anna: Client, form: dict[str, object], sentence: str
) -> None:
    answer = anna.post(f"{DESK}saved/new/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
