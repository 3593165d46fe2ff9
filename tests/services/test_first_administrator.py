from __future__ import annotations

import os
from collections.abc import Iterable

import pytest

from care.core.models import Person
from care.services.first_administrator import (
    Terminal,
    ask_for_first_administrator,
    slug_of,
    somebody_can_sign_in,
)


class Typed:
    """A person at a terminal who answers one question after the other."""

    def __init__(self, answers: Iterable[str]) -> None:
        self._answers = iter(answers)
        self.read: list[str] = []
        self.terminal = Terminal(ask=self._next, ask_secret=self._next, say=self.read.append)

    def _next(self, question: str) -> str:
        self.read.append(question)
        return next(self._answers)


def test_the_first_administrator_is_made_and_can_sign_in(transactional_db: None) -> None:
    owner = os.environ["CARE_OWNER_DATABASE_URL"]
    assert not somebody_can_sign_in(owner)
    typed = Typed(
        [
            "Müller & Söhne",
            *("not an address", "Mia Müller", "correct horse battery"),
            *("mia@example.org", "Mia Müller", "correct horse battery"),
        ]
    )
    assert ask_for_first_administrator(typed.terminal, env=os.environ)
    assert any("is not an e-mail address" in line for line in typed.read)
    assert somebody_can_sign_in(owner)
    assert Person.objects.get(email="mia@example.org").check_password("correct horse battery")


def test_who_presses_enter_is_left_alone() -> None:
    typed = Typed([""])
    assert not ask_for_first_administrator(typed.terminal, env=os.environ)
    assert len(typed.read) == 2


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme"),
        ("Müller & Söhne", "muller-sohne"),
        ("日本", ""),
        ("-a" * 40, "a-" * 24 + "a"),
    ],
)
def test_a_place_in_addresses_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
