"""Something breaks while a reply is on its way: sent once, and the page says what is known."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.product import Product
from tests.browser.stage import Stage, build
from tests.connectors.lossy import LossyWire
from tests.connectors.network import wait_for

ANSWER = "It left us today. ^AN"


@pytest.fixture
def anna(acme: Stage, open_desk: Open) -> Agent:
    acme.hears("kim", "where is my parcel?")
    acme.has_cases(1)
    return looking(open_desk(acme, acme.cast.anna))


def looking(anna: Agent) -> Agent:
    anna.goes_to("queues/first-line/")
    anna.opens("parcel")
    return anna


def sending(anna: Agent) -> Locator:
    return anna.message(ANSWER).locator(".sending")


def trouble(anna: Agent) -> Locator:
    return anna.message(ANSWER).locator(".say__trouble")


def test_a_network_that_is_down_gets_the_reply_when_it_is_back(
    acme: Stage, anna: Agent, product: Product
) -> None:
    with product.without_network():
        anna.replies(ANSWER)
        expect(sending(anna)).to_have_text("Waiting to be sent")
        expect(trouble(anna)).to_contain_text("cannot be reached")
    acme.hurries()
    acme.has_said(ANSWER)
    expect(sending(anna)).to_have_text("Sent")
    expect(trouble(anna)).to_have_count(0)


def test_a_network_that_dies_over_a_reply_leaves_doubt_and_nothing_is_sent_blindly(
    acme: Stage, anna: Agent, product: Product
) -> None:
    acme.stops_listening()
    with product.with_frozen_network():
        anna.replies(ANSWER)
        acme.reply_is("sending")
        expect(sending(anna)).to_have_text("On its way")
        product.network.stop(signal.SIGKILL)
        expect(sending(anna)).to_have_text("We do not know if this was posted")
        expect(trouble(anna)).to_be_visible()
        expect(anna.state).to_have_text("Open")
    acme.hurries()
    anna.replies("Once more: your parcel is on its way. ^AN")
    acme.has_said("Once more: your parcel is on its way. ^AN")
    expect(sending(anna)).to_have_text("We do not know if this was posted")


def test_a_reply_whose_receipt_was_lost_is_recognised_and_not_sent_again(
    product: Product, open_desk: Open
) -> None:
    with LossyWire(product.network.url) as wire:
        acme = build(product, slug="lossy", url=wire.url)
        acme.hears("kim", "where is my parcel?")
        acme.has_cases(1)
        anna = looking(open_desk(acme, acme.cast.anna))
        anna.replies(ANSWER)
        acme.has_said(ANSWER)
        acme.hurries()
        expect(sending(anna)).to_have_text("Sent")
        acme.has_said(ANSWER)
        acme.stops_listening()


def test_a_worker_killed_before_it_sent_the_reply_is_replaced_by_one_that_does(
    acme: Stage, anna: Agent, product: Product
) -> None:
    acme.stops_listening()
    with product.without_worker():
        anna.replies(ANSWER)
        expect(sending(anna)).to_have_text("Waiting to be sent")
        acme.has_said()
    acme.has_said(ANSWER)
    expect(sending(anna)).to_have_text("Sent")


def test_a_worker_killed_while_it_sent_the_reply_is_not_followed_by_a_second_one(
    acme: Stage, anna: Agent, product: Product
) -> None:
    acme.stops_listening()
    with product.with_frozen_network():
        anna.replies(ANSWER)
        acme.reply_is("sending")
        wait_for(product.network.has_unread, 20)
        product.worker.kill()
    # The network has read the request by now, and nobody has heard its answer.
    acme.has_said(ANSWER)
    product.start_worker()
    product.wait_for_the_worker()
    acme.hurries()
    expect(sending(anna)).to_have_text("Sent")
    acme.has_said(ANSWER)
