"""The crowd of the simulated network: what they write unasked, and how they take an answer."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.simulator.chatter import Chatter
from connectors.simulator.ledger import Ledger
from connectors.simulator.player import Clock
from connectors.simulator.reactions import PATIENCE
from connectors.simulator.records import Message
from connectors.simulator.script import read_script
from connectors.simulator.world import World

BRANDS = ("NorthwindCare", "FernwayHelp")
LATER = 10 * 365 * 24 * 3600.0


class Crowd:
    """A network whose clock the test turns."""

    def __init__(self, path: Path) -> None:
        self.ledger = Ledger(path)
        self.world = World(self.ledger)
        self.chatter = Chatter(self.world, read_script(), pace=1)
        self.world.crowd = self.chatter
        self.clock = Clock(self.ledger, self.chatter)
        for brand in BRANDS:
            self.ledger.add_account(brand, "", "test")

    def says(self, text: str, *, handle: str = "ann", language: str = "en") -> Message:
        author = self.ledger.person_named(handle, language=language)
        return self.world.post(author, text, source="crowd")

    def answers(self, message: Message, text: str) -> Message:
        brand = self.ledger.person("NorthwindCare")
        assert brand is not None
        if message.kind == "private":
            return self.world.private(brand, message.author, text, source="api")
        return self.world.post(brand, text, in_reply_to=message.id, source="api")

    def time_passes(self, rounds: int = 1) -> None:
        for _ in range(rounds):
            self.clock.tick(time.time() + LATER)

    def written(self, *, source: str | None = None) -> list[Message]:
        found = self.ledger.entries(after=0, limit=5000, client_key=None, author=None)
        return [one for one in found if source in (None, one.source)]

    def now(self, message: Message) -> Message:
        found = self.ledger.message(message.id)
        assert found is not None
        return found


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    made = Crowd(tmp_path / "n.sqlite")
    yield made
    made.ledger.close()


def test_the_script_has_somebody_and_something_to_say_for_every_occasion() -> None:
    script = read_script()
    longest = {slot: max(of, key=len) for slot, of in script.slots.items()}
    for language, answers in script.answers.items():
        assert answers.keys() == script.answers["en"].keys(), language
        assert math.gcd(37, len(script.people[language])) == 1, language
        assert len(script.people[language]) >= 5
        for lines in answers.values():
            for of in lines.values() if isinstance(lines, dict) else [lines]:
                assert all(0 < len(line.format_map(longest)) <= 280 for line in of)
        for brand in BRANDS:
            assert script.native[brand][language]
    assert script.people.keys() == script.answers.keys()
    handles = [handle.casefold() for of in script.people.values() for handle in of]
    assert len(set(handles)) == len(handles)


def test_they_write_in_many_languages_in_public_and_in_private_and_in_their_own_name(
    crowd: Crowd,
) -> None:
    crowd.chatter.begin()
    crowd.time_passes(140)
    first = crowd.written(source="crowd")[:140]
    script = read_script()
    language_of = {handle: of for of, people in script.people.items() for handle in people}
    lines = {line["text"]: line.get("lang", "en") for line in script.pool}
    assert {language_of[one.author.handle] for one in first} == set(script.people)
    for one in first:
        if one.text in lines:
            assert lines[one.text] == language_of[one.author.handle]
    private = [one for one in first if one.kind == "private"]
    assert 10 <= len(private) <= 60
    assert len({one.author.id for one in first}) > 50


def test_the_same_network_hears_the_same_words(crowd: Crowd, tmp_path: Path) -> None:
    other = Crowd(tmp_path / "other.sqlite")
    for one in (crowd, other):
        one.chatter.begin()
        one.time_passes(30)
    said = [[message.text for message in one.written()] for one in (crowd, other)]
    other.ledger.close()
    assert len(said[0]) >= 30
    assert said[0] == said[1]


def test_kind_words_are_often_answered_by_the_brand_s_own_people(crowd: Crowd) -> None:
    crowd.chatter.begin()
    crowd.time_passes(150)
    native = crowd.written(source="native")
    assert len(native) >= 5
    kind = {line["text"] for line in read_script().pool if line.get("native")}
    assert any(line.startswith("@FernwayHelp Merci") for line in kind)
    for one in native:
        parent = crowd.ledger.message(one.in_reply_to or "")
        assert parent is not None
        assert one.author.is_account
        assert one.text.startswith(f"@{parent.author.handle} ")
    assert crowd.written(source="reaction") == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("We have passed it to our technical team.", "en", "wait"),
        ("Wir kümmern uns darum.", "de", "wait"),
        ("Quel train ?", "fr", "details"),
        ("Escríbenos por privado, por favor.", "es", "private"),
        ("投稿を削除してください。", "ja", "deletes"),
        ("Please delete your post, it shows your number.", "en", "deletes"),
    ],
)
def test_who_gets_an_answer_takes_it_in_their_own_language(
    crowd: Crowd, text: str, language: str, expected: str
) -> None:
    question = crowd.says("@NorthwindCare help", language=language)
    answer = crowd.answers(question, text)
    crowd.time_passes()
    reaction = crowd.written(source="reaction")[0]
    assert reaction.author.handle == "ann"
    assert reaction.kind == ("private" if expected == "private" else "post")
    assert reaction.in_reply_to == (None if expected == "private" else answer.id)
    script = read_script()
    lines = script.answers[language][expected]
    lines = lines["NorthwindCare"] if isinstance(lines, dict) else lines
    assert reaction.text[:8] in {line[:8] for line in lines}


def test_a_number_in_public_is_taken_back_when_the_brand_asks(crowd: Crowd) -> None:
    number = crowd.says("@NorthwindCare my number is 07700 900461")
    crowd.says("@NorthwindCare hello?", handle="bob")
    crowd.answers(number, "Please delete your post, it shows your number to everybody.")
    crowd.time_passes()
    assert crowd.now(number).deleted
    brand = crowd.ledger.person("NorthwindCare")
    assert brand is not None
    changes = crowd.ledger.changes(brand.id, after=0, limit=10)
    assert [(one.message_id, one.what) for one in changes] == [(number.id, "deleted")]


def test_after_help_some_ask_on_some_edit_and_some_delete(crowd: Crowd) -> None:
    questions = [
        crowd.says(f"@NorthwindCare no signal, {number}", handle=f"c{number}")
        for number in range(80)
    ]
    for question in questions:
        crowd.answers(question, "That should be fixed now, thank you.")
    crowd.time_passes(3)
    script = read_script()
    after = [crowd.now(question) for question in questions]
    edited = [one for one in after if one.edited_at is not None]
    assert 1 <= len(edited) < 20
    assert all(one.text.split(" ", 4)[4] in script.answers["en"]["sorted"] for one in edited)
    assert 1 <= sum(one.deleted for one in after) < 15
    again = [one for one in crowd.written() if one.text in script.answers["en"]["again"]]
    assert 1 <= len(again) < 30


def test_nobody_talks_without_end(crowd: Crowd) -> None:
    question = crowd.says("@NorthwindCare no signal")
    for _ in range(2 * PATIENCE):
        crowd.answers(question, "Since when?")
        crowd.time_passes(2)
    assert len(crowd.written(source="reaction")) == PATIENCE


def test_whoever_waits_asks_again_unless_they_were_answered_meanwhile(crowd: Crowd) -> None:
    news = read_script().answers["en"]["news"]
    told = [
        crowd.says(f"@NorthwindCare no signal, {number}", handle=f"c{number}")
        for number in range(60)
    ]
    for question in told:
        crowd.answers(question, "We are looking into it.")
    for question in told[:30]:
        crowd.answers(question, "Still looking into it.")
    crowd.time_passes(2)
    asked = {one.author.handle for one in crowd.written() if one.text in news}
    assert asked
    assert not asked & {question.author.handle for question in told[:30]}


def test_two_parts_of_an_answer_get_one_reaction(crowd: Crowd) -> None:
    question = crowd.says("@NorthwindCare help")
    crowd.answers(question, "(1/2) Please restart it.")
    crowd.answers(question, "(2/2) And tell us. Is it better?")
    crowd.time_passes(1)
    assert len(crowd.written(source="reaction")) == 1


def test_nobody_answers_to_a_post_that_is_gone_and_nobody_s_text_grows_too_long(
    crowd: Crowd,
) -> None:
    long = crowd.says("@NorthwindCare " + "x" * 260)
    deeds = crowd.chatter.deeds
    deeds.rethink({"id": long.id, "add": "EDIT: and this does not fit any more"})
    assert crowd.now(long).edited_at is None
    deeds.rethink({"id": long.id})
    deeds.rethink({"id": long.id, "add": "x"})
    deeds.say({"author": "bob", "text": "me too", "in_reply_to": long.id})
    assert [one.text for one in crowd.written()] == [long.text]
    assert crowd.now(long).deleted
