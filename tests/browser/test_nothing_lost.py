"""Refused forms, impatient clicks, two people at once: no word is lost and none is said twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.agent import LOST_LINE, Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage


@pytest.fixture
def anna(acme: Stage, open_desk: Open) -> Agent:
    """With the one case open that there is."""
    acme.hears("kim", "where is my parcel?")
    acme.has_cases(1)
    return look_at_it(open_desk(acme, acme.cast.anna))


def look_at_it(agent: Agent) -> Agent:
    agent.goes_to("queues/first-line/")
    agent.opens("parcel")
    return agent


def send_again(agent: Agent, form: str, **fields: str) -> list[httpx.Response]:
    """The form as it stands on the page, sent twice at the same moment, past every script."""
    values: dict[str, str] = agent.page.locator(form).evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    address = urljoin(agent.page.url, agent.page.locator(form).get_attribute("action"))
    cookies = {one["name"]: one["value"] for one in agent.page.context.cookies()}

    def send() -> httpx.Response:
        with httpx.Client(cookies=cookies, trust_env=False, timeout=30) as client:
            origin = {"Referer": agent.page.url}
            return client.post(address, data=values | fields, headers=origin)

    with ThreadPoolExecutor(2) as pool:
        return [sent.result() for sent in [pool.submit(send) for _ in range(2)]]


def test_a_reply_that_is_too_long_stays_in_the_hand(acme: Stage, anna: Agent) -> None:
    anna.page.locator("#reply-text").fill("x" * 290)
    expect(anna.page.locator("#reply-left")).to_have_text("10 too long")
    anna.page.locator("#reply-text").press("Control+Enter")
    expect(anna.page.locator("#reply-text")).to_be_focused()
    # A page whose script counts differently
    anna.page.locator("[name=visibility]:checked").evaluate("way => way.dataset.limit = 999")
    anna.page.locator("#reply-text").fill("x" * 291)
    anna.page.locator("#reply-text").press("Control+Enter")
    refusal = anna.page.locator("#composer").get_by_role("alert")
    expect(refusal).to_contain_text("11 characters too long")
    expect(anna.page.locator("#reply-text")).to_have_value("x" * 291)
    anna.page.locator("#reply-text").fill("Short and good.")
    anna.page.locator("#reply-text").press("Control+Enter")
    expect(anna.message("Short and good.")).to_be_visible()
    acme.has_said("Short and good.")


def test_a_double_click_sends_once(acme: Stage, anna: Agent) -> None:
    anna.page.locator("#reply-text").fill("It left us today.")
    anna.page.get_by_role("button", name="Reply publicly").dblclick()
    expect(anna.message("It left us today.")).to_have_count(1)
    acme.has_said("It left us today.")
    expect(anna.page.locator("#reply-text")).to_have_value("")


def test_the_same_form_twice_at_once_is_one_reply(acme: Stage, anna: Agent) -> None:
    answers = send_again(anna, "form[data-pen=reply]", text="It left us today.")
    assert [answer.status_code for answer in answers] == [303, 303]
    acme.has_said("It left us today.")
    expect(anna.message("It left us today.")).to_have_count(1)


def test_the_same_form_twice_at_once_is_one_note(acme: Stage, anna: Agent) -> None:
    answers = send_again(anna, "form[data-pen=note]", text="A parcel of ours.")
    assert [answer.status_code for answer in answers] == [303, 303]
    expect(anna.timeline.locator(".note")).to_have_count(1)


def test_the_same_hand_over_twice_at_once_is_one(acme: Stage, anna: Agent) -> None:
    anna.presses("h")
    expect(anna.page.locator("#sheet")).to_be_visible()
    fields = {"acknowledgement": "We look into it.", "note": "Where is it?"}
    answers = send_again(anna, "#sheet form", **fields)
    assert [answer.status_code for answer in answers] == [303, 303]
    acme.has_said("We look into it.")
    anna.page.reload()
    expect(anna.timeline.locator(".note")).to_have_count(1)
    expect(anna.timeline.locator(".event", has_text="handed it over")).to_have_count(1)


def both(act: Callable[[Agent], object], *agents: Agent) -> None:
    for agent in agents:
        act(agent)


def test_of_two_who_take_a_case_at_once_the_second_is_told_who_has_it(
    acme: Stage, anna: Agent, open_desk: Open
) -> None:
    amir = look_at_it(open_desk(acme, acme.cast.amir))
    click = "button => { setTimeout(() => button.click()) }"
    both(lambda agent: agent.page.locator("[data-command=take]").evaluate(click), anna, amir)
    # Which of two clicks the server hears first is nobody's to say; both screens must agree on it.
    holder = anna.page.locator("#case-head .person", has_text=" has it")
    expect(holder).to_be_visible()
    first, second = (anna, amir) if "Anna" in holder.inner_text() else (amir, anna)
    name = {anna: "Anna", amir: "Amir"}[first]
    expect(first.page.locator("#case-head .person")).to_contain_text(f"{name} has it")
    expect(second.page.locator("#case-head .case__notice")).to_contain_text(
        f"{name} is already working on this case."
    )


def test_who_answers_a_case_that_was_just_resolved_keeps_the_answer(
    acme: Stage, anna: Agent, open_desk: Open
) -> None:
    amir = look_at_it(open_desk(acme, acme.cast.amir))
    amir.page.locator("#reply-text").fill("I shall look for it.")
    anna.presses("e")
    expect(anna.state).to_have_text("Resolved")
    amir.page.locator("#reply-text").press("Control+Enter")
    refusal = amir.page.locator("#composer").get_by_role("alert")
    expect(refusal).to_contain_text("This case is done. Reopen it before you answer.")
    expect(amir.page.locator("#reply-text")).to_have_value("I shall look for it.")
    acme.has_said()
    amir.page.get_by_role("button", name="Reopen").click()
    expect(amir.state).to_have_text("Open")
    expect(amir.page.locator("#reply-text")).to_have_value("I shall look for it.")
    amir.page.locator("#reply-text").press("Control+Enter")
    acme.has_said("I shall look for it.")


def test_a_lost_line_keeps_the_text_and_says_so(acme: Stage, anna: Agent) -> None:
    anna.page.locator("#reply-text").fill("It left us today.")
    anna.complaints.expected.append(LOST_LINE)
    anna.page.context.set_offline(True)
    anna.page.locator("#reply-text").press("Control+Enter")
    said = anna.page.locator(".toast--error")
    expect(said).to_contain_text("Your text is still here")
    expect(anna.page.locator("#reply-text")).to_have_value("It left us today.")
    anna.page.locator("#reply-text").press("Control+Enter")
    expect(said).to_have_count(1)
    anna.page.context.set_offline(False)
    anna.page.locator("#reply-text").press("Control+Enter")
    expect(anna.message("It left us today.")).to_have_count(1)
    acme.has_said("It left us today.")
