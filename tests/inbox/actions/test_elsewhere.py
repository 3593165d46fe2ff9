"""Which replies send the customer to another way of writing to us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.actions.elsewhere import sends_elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "Please call us, we are glad to help.",
        "Give us a call on 0800 123 456",
        "Write to help@acme.example",
        "Please fill in the form on our site",
        "https://acme.example/contact",
        "https://acme.example/help/form?topic=1 is the place",
        "Rufen Sie uns bitte an",
        "Schreiben Sie uns eine E-Mail",
        "Appelez-nous demain",
        "Por favor llámenos",
    ],
)
def test_it_leads_elsewhere(text: str) -> None:
    assert sends_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please send us a private message with your order number.",
        "We called the network team, they are on it.",
        "Restart it, then look at https://acme.example/status",
        "Thank you! Is it working now?",
        "In that form the error is new to us.",
        "",
    ],
)
def test_it_stays_here(text: str) -> None:
    assert not sends_elsewhere(text)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert sends_elsewhere(text) in {True, False}
    assert sends_elsewhere(f"{text} ring us")
