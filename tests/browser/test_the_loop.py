"""The loop that the product exists for, with two people at two screens."""

from __future__ import annotations

from playwright.sync_api import expect

from care.core.models import Person
from tests.browser.conftest import Open, Took
from tests.browser.stage import Stage

OVER, BACK = "Second-Line Support", "Technical Reply"
ACK = "Hi kim, we are looking into error 71."
FIRST = "Please log out and in once, then error 71 is gone. ^AN"
SECOND = "Sorry, that was our fault. It works now. ^AN"
PASSWORD = "a-kettle-of-larks"


def can_sign_in_as(email: str) -> None:
    person = Person.objects.get(email=email)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])


def test_a_question_goes_round_twice_and_is_thanked_for_and_comes_back(
    acme: Stage, open_desk: Open, took: Took
) -> None:
    can_sign_in_as(acme.email("anna"))
    anna, tess = open_desk(acme), open_desk(acme, acme.cast.tess)
    anna.signs_in(acme.email("anna"), PASSWORD)
    expect(anna.title).to_have_text("First-line inbox")
    tess.goes_to("queues/second-line/")
    for somebody in (anna, tess):
        somebody.must_not_reload()

    # The first round, on screens that nobody reloads
    post = acme.hears("kim", "the app shows error 71 since noon, why?")
    with took("a customer's post is in the first-line inbox", at_most=15):
        expect(anna.row("error 71")).to_be_visible()
    expect(anna.counter("queues/first-line")).to_have_text("1")
    anna.opens("error 71")
    anna.hands_over(
        acknowledgement=ACK,
        note="Error 71 since noon. Is it the new release?",
        tag=OVER,
    )
    with took("what was handed over is on the other screen", at_most=10):
        expect(tess.row("kim")).to_be_visible()
        expect(tess.counter("queues/second-line")).to_have_text("1")
    expect(anna.row("kim")).to_have_count(0)
    expect(anna.counter("queues/first-line")).to_have_count(0)
    expect(anna.counter("views/with-second-line")).to_have_text("1")
    expect(anna.page.locator(".toast")).to_contain_text(OVER)

    tess.opens("error 71")
    expect(tess.card).to_contain_text("Is it the new release?")
    expect(tess.card).to_contain_text(ACK)
    tess.takes_it()
    tess.hands_over(note="Yes: release 4.2. Log out and in once.", tag=BACK)
    with took("the technical answer is back with who asked", at_most=10):
        expect(anna.card).to_contain_text("Back from Second line")
        expect(anna.counter("views/mine")).to_have_text("1")
    expect(tess.row("kim")).to_have_count(0)
    for somebody in (anna, tess):
        somebody.has_not_reloaded()

    anna.goes_by_keys("g", "m", to="My cases")
    anna.opens("error 71")
    for words in (
        "Error 71 since noon. Is it the new release?",
        ACK,
        "Yes: release 4.2. Log out and in once.",
    ):
        expect(anna.card).to_contain_text(words)
    with took("an answer is on the network", at_most=10):
        anna.replies(FIRST)
        acme.has_said(ACK, FIRST)
    expect(anna.message(FIRST).locator(".sending")).to_have_text("Sent")
    expect(anna.card).to_have_count(0)

    # The second round of the same case
    last = acme.hears("kim", "that did not help, now it is error 72", acme.said()[-1]["id"])
    expect(anna.timeline).to_contain_text("error 72")
    anna.hands_over(acknowledgement="", note="Now error 72.", tag=OVER)
    tess.opens("kim", shows="error 72")
    expect(tess.card).to_contain_text("2 rounds")
    tess.takes_it()
    tess.hands_over(note="72 is ours: fixed at 15:40.", tag=BACK)
    expect(anna.card).to_contain_text("72 is ours: fixed at 15:40.")
    expect(anna.card).not_to_contain_text("release 4.2")
    anna.replies(SECOND)
    acme.has_said(ACK, FIRST, SECOND)
    # Each under the words that it answers
    assert [entry["in_reply_to"] for entry in acme.said()] == [post, post, last]

    # Resolved, thanked, reopened
    expect(anna.message(SECOND).locator(".sending")).to_have_text("Sent")
    anna.presses("e")
    expect(anna.state).to_have_text("Resolved")
    acme.hears("kim", "thank you so much 🙏", acme.said()[-1]["id"])
    expect(anna.state).to_have_text("Thanked")
    expect(anna.counter("views/open")).to_have_count(0)
    acme.hears("kim", "no wait, it is broken again!", acme.said()[-1]["id"])
    expect(anna.state).to_have_text("Open")
    expect(anna.counter("queues/first-line")).to_have_text("1")
    acme.has_said(ACK, FIRST, SECOND)
