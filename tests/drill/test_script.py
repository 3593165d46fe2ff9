"""What a seed decides."""

from __future__ import annotations

import re

from tests.drill.script import CANARY, script_of


def test_the_same_seed_is_the_same_script() -> None:
    assert script_of(7) == script_of(7)
    assert script_of(7) != script_of(8)


def test_every_seed_kills_in_mid_ingest_and_in_mid_send() -> None:
    for seed in range(100):
        killed = {blow.moment for blow in script_of(seed).blows if blow.act.startswith("kill")}
        assert killed == {"ingest", "send"}


def test_every_seed_loses_answers_of_both_kinds_of_replies() -> None:
    for seed in range(100):
        rules = script_of(seed).faults
        losing = {rule["on"] for rule in rules if rule["fault"].endswith("_after")}
        assert {"POST /1/posts", "POST /1/private_messages"} <= losing


def test_a_hundred_seeds_play_everything() -> None:
    scripts = [script_of(seed) for seed in range(100)]
    assert len({blow.act for script in scripts for blow in script.blows}) == 9
    assert len({rule["fault"] for script in scripts for rule in script.faults}) == 14
    assert any(script.limits for script in scripts)


def test_every_message_can_be_told_from_every_other_and_carries_its_house_s_word() -> None:
    script = script_of(7)
    tokens = [re.findall(r"q7x\d{3}", write.text) for write in script.writes]
    assert all(len(found) == 1 for found in tokens)
    assert len({found[0] for found in tokens}) == len(script.writes)
    for write in script.writes:
        assert re.findall(rf"{CANARY}\w+", write.text) == [write.house.canary]
    assert len({house.canary for house in script.houses}) == 3


def test_nothing_is_changed_that_has_an_answer_below() -> None:
    script = script_of(7)
    answered = {write.below for write in script.writes}
    assert all(alter.write not in answered for alter in script.alters)
    assert {alter.text is None for alter in script.alters} == {True, False}
