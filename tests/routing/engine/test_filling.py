"""Texts with variables: what is printed, and what is said to be missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.filling import VARIABLES, About, fill, variables_in

KIM = About(
    customer="Kim Larsen",
    handle="@kim",
    agent="Jo Doe",
    initials="JD",
    brand="Acme",
    channel="@acme",
    case_id=7,
    fields={"plan": "", "city": "Oslo"},
).values()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Hi {{customer.first_name}}!", "Hi Kim!"),
        ("Hi {{ customer.first_name || 'there' }}!", "Hi Kim!"),
        ("Hi {{customer.fields.plan || 'there'}}!", "Hi there!"),
        ('{{customer.fields.plan || customer.handle || "you"}}', "@kim"),
        ("{{customer.fields.plan || 'a || b'}}", "a || b"),
        ("{{customer.fields.plan || ‘there’}}", "there"),
        ("{{customer.fields.plan || ''}}.", "."),
        ("{{ '{{' }}x}}", "{{x}}"),
        ("{a} { } }} %s", "{a} { } }} %s"),
        ("{{agent.name}} {{agent.first_name}} {{agent.initials}}", "Jo Doe Jo JD"),
        (
            "{{brand.name}} {{channel.handle}} {{case.id}} {{customer.fields.city}}",
            "Acme @acme 7 Oslo",
        ),
    ],
)
def test_what_is_printed(text: str, printed: str) -> None:
    filled = fill(text, KIM)
    assert (filled.text, filled.missing) == (printed, ())


def test_what_is_no_variable_is_named_and_not_printed() -> None:
    filled = fill("A {{customer.nmae}} b {{two words}} c {{}} d", KIM)
    assert filled.text == "A  b  c  d"
    assert filled.undefined == ("customer.nmae", "two words", "{{}}")
    assert [filled.text[:gap] for gap in filled.gaps] == ["A ", "A  b ", "A  b  c "]


def test_a_variable_without_a_value_is_missing_but_not_unknown() -> None:
    filled = fill("Plan: {{customer.fields.plan}}.", KIM)
    assert (filled.text, filled.undefined) == ("Plan: .", ())
    assert filled.empty == ("customer.fields.plan",)
    assert filled.gaps == (6,)


def test_a_misspelt_name_is_told_of_even_where_other_words_stand_in() -> None:
    filled = fill("Hi {{customer.firstname || 'there'}}", KIM)
    assert (filled.text, filled.undefined, filled.gaps) == (
        "Hi there",
        ("customer.firstname",),
        (),
    )


def test_what_is_never_closed_is_told_of() -> None:
    filled = fill("Hi {{customer.first_name}, all is well", KIM)
    assert filled.undefined


def test_a_value_is_not_read_for_variables() -> None:
    values = KIM | {"customer.name": "{{agent.name}}"}
    assert fill("{{customer.name}}", values).text == "{{agent.name}}"


def test_the_names_that_a_text_asks_for() -> None:
    text = "{{a.b}} {{customer.name || c}} {{a.b}}"
    assert variables_in(text) == ("a.b", "customer.name", "c")


def test_every_documented_variable_has_a_value() -> None:
    assert set(VARIABLES) <= set(KIM)
    assert all(KIM[name] for name in VARIABLES)


plain = st.text(st.characters(exclude_characters="{}"))


@given(st.text(), st.dictionaries(st.sampled_from(sorted(KIM)), st.text()))
def test_it_never_fails(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    assert all(0 <= gap <= len(filled.text) for gap in filled.gaps)


@given(st.text(st.sampled_from("{}|'\" .ab\n“”‘’"), max_size=60))
def test_it_never_fails_on_what_looks_like_variables(text: str) -> None:
    fill(text, KIM)


@given(plain)
def test_text_without_braces_stays_as_it_is(text: str) -> None:
    assert fill(text, KIM).text == text


@given(st.lists(st.tuples(plain, st.sampled_from(sorted(KIM)))))
def test_no_known_variable_is_left(parts: list[tuple[str, str]]) -> None:
    text = "".join(words + "{{" + name + "}}" for words, name in parts)
    filled = fill(text, KIM)
    assert filled.text == "".join(words + KIM[name] for words, name in parts)
    assert filled.undefined == ()
