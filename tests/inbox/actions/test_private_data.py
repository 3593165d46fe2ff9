"""What counts as private data in a text, and what only looks like it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.actions.private_data import Found, fingerprint, is_iban, is_luhn, private_data

DIGITS = st.text("0123456789", min_size=12, max_size=18)
WORDS = st.text(string.ascii_lowercase + " .,!?", max_size=60)


def check_digit(digits: str) -> str:
    return next(d for d in string.digits if is_luhn(digits + d))


def iban(country: str, account: str) -> str:
    number = int("".join(str(int(c, 36)) for c in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"


def grouped(digits: str, sign: str) -> str:
    return sign.join(digits[i : i + 4] for i in range(0, len(digits), 4))


@given(
    WORDS,
    st.sampled_from("456"),
    st.text("0123456789", min_size=14, max_size=14),
    st.sampled_from(["", " ", "-", "\u00a0"]),
    WORDS,
)
def test_every_card_is_found_however_it_is_grouped(
    before: str, first: str, rest: str, sign: str, after: str
) -> None:
    card = first + rest + check_digit(first + rest)
    found = private_data(f"{before} {grouped(card, sign)} {after}")
    assert Found("card", card) in found


@given(WORDS, st.text("0123456789", min_size=15, max_size=15), WORDS)
def test_a_long_number_whose_check_digit_is_wrong_is_an_order_and_no_card(
    before: str, digits: str, after: str
) -> None:
    right = check_digit("4" + digits[:14])
    wrong = "4" + digits[:14] + str((int(right) + 1) % 10)
    assert not any(
        one.kind in {"card", "imei"} for one in private_data(f"{before} {wrong} {after}")
    )


@given(st.sampled_from(["DE", "GB", "FR", "NL"]), st.text("0123456789", min_size=14, max_size=20))
def test_every_iban_is_found(country: str, account: str) -> None:
    value = iban(country, account)
    assert is_iban(value)
    assert private_data(f"Please pay to {grouped(value, ' ')}.") == (Found("iban", value),)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_device_number_is_found(rest: str) -> None:
    digits = "35" + rest
    device = digits + check_digit(digits)
    if len(set(device)) > 1:
        assert private_data(f"IMEI {device}") == (Found("imei", device),)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Call +49 (30) 123-4567.", "phone", "49301234567"),
        ("Call 0049 30 1234567.", "phone", "49301234567"),
        ("Ruf 030/1234567 an", "phone", "0301234567"),
        ("Try (555) 234-5678 now", "phone", "5552345678"),
        ("write to kim.b+x@mail.example.org!", "mail", "kim.b+x@mail.example.org"),
        ("account no: 12 345 678", "account", "12345678"),
        ("Amex 3782 822463 10005", "card", "378282246310005"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "card", "4111111111111111"),
    ],
)
def test_what_people_write(text: str, kind: str, value: str) -> None:
    assert [(one.kind, one.value) for one in private_data(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Your order 20261122100512 left on 01.02.2026 at 10:30",
        "@kim@social.example thank you!",
        "See https://acme.example/t/4111111111111111 for it",
        "Version 12.4.1 of 2026-11-22, 24/7",
        "0000 0000 0000 0000",
        "Reset it with *#06# and wait 30 s",
        "",
    ],
)
def test_what_is_let_through(text: str) -> None:
    assert private_data(text) == ()


@given(st.text(max_size=400))
def test_any_text_is_read_and_what_is_found_is_never_said_whole(text: str) -> None:
    for one in private_data(text):
        assert one.value
        assert one.value not in one.masked


@given(st.lists(DIGITS, max_size=4))
def test_the_seal_names_the_findings_in_any_order(values: list[str]) -> None:
    found = [Found("phone", value) for value in values]
    assert fingerprint(found) == fingerprint(reversed(found))
    assert fingerprint(found) != fingerprint([*found, Found("phone", "1")])
