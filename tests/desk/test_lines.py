"""What goes between the lines, on the pages of the desk: reasons, drafts to confirm, known
problems, topics. As without a script."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from inbox.flow import problems as flow
from inbox.models import Case, Problem, ProblemLink, Proposal, Tick
from routing.models import Brand, BrandSight, CustomField, ReturnReason, Topic, TopicItem
from tests.cast import Cast, tag
from tests.desk.letters import DESK, case_now, fill, hand_over, hear, letter, page, queries

OVER, BACK = "second-line-support", "technical-reply"
DRAFT = "Please hold the button."
PROBLEMS = f"{DESK}problems/"


def shown(client: Client, path: str) -> str:
    return unescape(page(client, f"{DESK}{path}"))


def asked(acme: Cast, anna: Client, *, draft: str = "") -> int:
    """A case that is with second line."""
    case_id = hear(acme, letter("kim"))
    fields = {"note": "Is this right?", "tag": OVER, "draft": draft}
    assert fill(anna, case_id, "hand-over", **fields).status_code == 303
    return case_id


def reason(acme: Cast, name: str) -> int:
    with acme.door():
        return ReturnReason.objects.get(name=name).id


def composer(html: str) -> str:
    return html[html.index('id="reply-text"') :].partition("</textarea>")[0].partition(">")[2]


def test_the_sheet_of_second_line_offers_the_reasons_of_the_organisation(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna)
    with acme.door():
        ReturnReason.objects.filter(name="Duplicate").update(retired_at="2026-01-01T00:00Z")
    sheet = shown(tess, f"cases/{case_id}/hand-over/")
    assert "Not ours" in sheet
    assert "Duplicate" not in sheet
    fields = {"note": "", "tag": BACK, "back_for": reason(acme, "Not ours")}
    assert fill(tess, case_id, "hand-over", **fields).status_code == 303
    card = shown(anna, f"cases/{case_id}/")
    assert "Back without an answer" in card
    assert "with Technical Reply because “Not ours”" in card


def test_a_question_of_second_line_stands_in_the_composer(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna)
    fields = {
        "note": "Which light?",
        "tag": BACK,
        "back_for": reason(acme, "Need information"),
        "question": "Which light is on?",
    }
    refused = fill(tess, case_id, "hand-over", **{**fields, "note": ""})
    assert refused.status_code == 422
    assert "Which light is on?" in refused.content.decode(), "nothing typed is lost"
    fill(tess, case_id, "hand-over", **fields)
    html = shown(anna, f"cases/{case_id}/")
    assert composer(html) == "Which light is on?"
    assert "Tess needs this from the customer" in html
    with acme.door():
        proposal = Proposal.objects.get()
    assert fill(anna, case_id, "drop", proposal=proposal.id).status_code == 303
    assert composer(shown(anna, f"cases/{case_id}/")) == ""


def test_a_draft_is_confirmed_from_the_card_and_sent_with_one_stroke(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna, draft=DRAFT)
    assert composer(shown(anna, f"cases/{case_id}/")) == "", "nobody sends what is not confirmed"
    card = shown(tess, f"cases/{case_id}/")
    assert DRAFT in card
    assert 'data-command="confirm"' in card
    with acme.door():
        proposal = Proposal.objects.get()
    assert fill(tess, case_id, "confirm", proposal=proposal.id).status_code == 303
    html = shown(anna, f"cases/{case_id}/")
    assert composer(html) == DRAFT
    assert "Confirmed by Tess" in html
    assert "with changes" not in html
    assert "data-kept" in html, "it is no draft that a script would keep once more"
    assert fill(tess, case_id, "confirm", proposal=proposal.id).status_code == 422


def test_second_line_changes_the_draft_on_a_page_of_its_own(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna, draft=DRAFT)
    sheet = shown(tess, f"cases/{case_id}/confirm/")
    assert DRAFT in sheet
    with acme.door():
        proposal = Proposal.objects.get()
    fields = {"proposal": proposal.id, "text": "Hold it longer.", "words": "Ten is too short."}
    assert fill(tess, case_id, "confirm", **fields).status_code == 303
    html = shown(anna, f"cases/{case_id}/")
    assert composer(html) == "Hold it longer."
    assert "Confirmed by Tess, with changes" in html
    assert DRAFT in html
    assert "confirmed the draft answer, with changes" in html


def test_own_words_stay_and_the_confirmed_ones_are_put_in_on_demand(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna, draft=DRAFT)
    with acme.door():
        proposal = Proposal.objects.get()
    fill(tess, case_id, "confirm", proposal=proposal.id)
    fill(anna, case_id, "draft", pen="reply", text="My own words.")
    html = shown(anna, f"cases/{case_id}/")
    assert composer(html) == "My own words."
    assert "What stands below is your own." in html
    put = composer(shown(anna, f"cases/{case_id}/?put=offered"))
    assert put == f"My own words.\n\n{DRAFT}"


def problem_of(acme: Cast) -> int:
    with acme.door():
        return Problem.objects.get().id


def test_a_problem_is_made_from_a_case_noted_and_solved(
    acme: Cast, anna: Client, tess: Client
) -> None:
    first = asked(acme, anna)
    assert fill(tess, first, "problem", title="Router 7.2").status_code == 303
    html = shown(tess, f"cases/{first}/")
    assert "said that it reports the known problem “Router 7.2”" in html
    second = hear(acme, letter("lou"))
    hand_over(anna, second, "Again?", OVER)
    fill(tess, second, "problem", title="router 7.2")
    path = f"{PROBLEMS}{problem_of(acme)}/"
    html = unescape(page(tess, path))
    assert "Kim" in html
    assert "Lou" in html
    assert tess.post(f"{path}note/", {"text": "Roll it back.", "seen": 0}).status_code == 303
    assert "2 cases are being told" in unescape(page(tess, path))
    flow.tell_due()
    html = unescape(page(tess, path))
    assert "are being told" not in html
    assert "Version 1 by Tess" in html
    card = shown(anna, f"cases/{second}/")
    assert "Technical answer, from the known problem" in card
    assert card.count("Roll it back.") == 2, "on the card, and in the timeline"
    solved = {"answer": "Hi {{customer.first_name}}, it works.", "text": "Fixed.", "seen": 1}
    assert tess.post(f"{path}solve/", solved).status_code == 303
    flow.tell_due()
    html = unescape(page(anna, path))
    assert "2 customers can be told" in html
    assert f"cases/{first}/?put=solved#reply-text" in html
    assert composer(shown(anna, f"cases/{first}/?put=solved")) == "Hi Kim, it works."
    assert 'data-command="solved"' in shown(anna, f"cases/{first}/")
    fill(anna, first, "reply", text="It works!", visibility="public", idempotency_key="k" * 12)
    assert "1 customer can be told" in unescape(page(anna, path))
    assert "Router 7.2" in unescape(page(anna, PROBLEMS))


def test_a_note_that_was_changed_meanwhile_is_not_written_over(
    acme: Cast, anna: Client, tess: Client
) -> None:
    fill(tess, asked(acme, anna), "problem", title="Router 7.2")
    path = f"{PROBLEMS}{problem_of(acme)}/"
    tess.post(f"{path}note/", {"text": "Roll it back.", "seen": 0})
    again = tess.post(f"{path}note/", {"text": "My longer note.", "seen": 0})
    assert again.status_code == 422
    html = unescape(again.content.decode())
    assert "Tess changed the note while you wrote" in html
    assert "My longer note." in html
    assert 'name="seen" value="1"' in html
    assert anna.post(f"{path}note/", {"text": "Hm.", "seen": 1}).status_code == 422
    assert 'action="/acme/desk/problems/' not in page(anna, path), "no form that refuses her"


def test_a_link_is_taken_off_and_the_problem_is_given_on(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = asked(acme, anna)
    fill(tess, case_id, "problem", title="Router 7.2")
    assert fill(anna, case_id, "problem-off").status_code == 303
    with acme.door():
        assert ProblemLink.objects.get().undone_by_id == acme.anna.id
    path = f"{PROBLEMS}{problem_of(acme)}/"
    fields = {"title": "Router 7.3", "keeper": acme.leader.id}
    assert tess.post(f"{path}rename/", fields).status_code == 303
    html = unescape(page(tess, path))
    assert "Kept by Leo" in html
    assert "Tess renamed it to “Router 7.3”" in html
    assert tess.post(PROBLEMS, {"title": "router 7.3"}).status_code == 422


def test_cases_of_brands_out_of_sight_are_not_on_the_problems_page(
    acme: Cast, anna: Client, tess: Client, sign_in: object
) -> None:
    case_id = asked(acme, anna)
    fill(tess, case_id, "problem", title="Router 7.2")
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        Case.objects.filter(id=case_id).update(brand=other)
        BrandSight.objects.create(member=acme.anna, brand=Brand.objects.get(slug="acme"))
    path = f"{PROBLEMS}{problem_of(acme)}/"
    html = unescape(page(anna, path))
    assert "My router is down." not in html
    assert "Cases of brands that you do not see are not listed" in html
    assert "0 open of 0 cases" in unescape(page(anna, PROBLEMS))
    assert "My router is down." in unescape(page(tess, path))


@pytest.fixture
def topic(acme: Cast, anna: Client) -> int:
    case_id = hear(acme, letter("kim"))
    with acme.door():
        field = CustomField.objects.create(of="customer", name="Contract", slug="contract")
        made = Topic.objects.create(
            tag=tag("praise"), question="Hi {{customer.first_name || 'there'}}, please tell us:"
        )
        TopicItem.objects.create(topic=made, field=field, words="Your contract number?")
        TopicItem.objects.create(topic=made, words="Restarted it")
    fill(anna, case_id, "tag", tag="praise")
    return case_id


def test_what_is_missing_is_shown_said_and_asked_for(acme: Cast, anna: Client, topic: int) -> None:
    html = shown(anna, f"cases/{topic}/")
    assert "Collected 0 of 2" in html
    assert 'data-command="missing"' in html
    sheet = shown(anna, f"cases/{topic}/hand-over/")
    assert "Contract, Restarted it" in sheet
    put = composer(shown(anna, f"cases/{topic}/?put=missing"))
    assert put == "Hi Kim, please tell us:\n– Your contract number?"
    fill(anna, topic, "field", of="customer", slug="contract", value="007")
    with acme.door():
        step = TopicItem.objects.get(field=None).id
    assert fill(anna, topic, "tick", item=step, on="1").status_code == 303
    html = shown(anna, f"cases/{topic}/")
    assert "Collected 2 of 2" in html
    assert "Anna checked “Restarted it”" in html
    assert 'data-command="missing"' not in html
    assert "Still missing" not in shown(anna, f"cases/{topic}/hand-over/")
    fill(anna, topic, "tick", item=step)
    with acme.door():
        assert not Tick.objects.exists()


def test_what_an_admin_marked_as_needed_stops_the_hand_over(
    acme: Cast, anna: Client, topic: int
) -> None:
    with acme.door():
        TopicItem.objects.filter(field=None).update(needed=True)
    refused = fill(anna, topic, "hand-over", note="Please look.", tag=OVER)
    assert refused.status_code == 422
    html = unescape(refused.content.decode())
    assert "this is needed: Restarted it" in html
    assert "Please look." in html
    assert case_now(acme, topic).team.slug == "first-line"


def test_all_of_it_costs_the_case_page_no_query(acme: Cast, anna: Client, topic: int) -> None:
    path = f"{DESK}cases/{topic}/"
    page(anna, path)
    with_topic = queries(anna, path)
    fill(anna, topic, "problem", title="Router 7.2")
    assert queries(anna, path) <= with_topic <= 12
