"""A file of conversations on the simulated network, and its own small demo."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.simulator import corpus
from connectors.simulator.corpus import BadCorpus
from connectors.simulator.ledger import Ledger
from connectors.simulator.player import Clock
from connectors.simulator.records import Draft, Person
from connectors.simulator.script import read_script
from tests.connectors.network import ROOT, Network, wait_for

DEMO = ROOT / "connectors" / "simulator" / "demo.jsonl"


def message(name: str, author: str, to: str | None, at: str | None = None) -> dict[str, Any]:
    return {
        "external_id": name,
        "author": author,
        "inbound": author != "Brand",
        "created_at": at,
        "text": f"{name} of {author}",
        "in_reply_to": to,
    }


def conversation(
    name: str, *messages: dict[str, Any], context: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "conversation_id": name,
        "brand": "Brand",
        "context": context,
        "messages": list(messages),
    }


TIMED = conversation(
    "one",
    message("a1", "ann", "a0", "2017-10-31T22:00:00Z"),
    message("a2", "Brand", "a1", "2017-10-31T22:10:00Z"),
    message("a3", "ann", "a2", "2017-10-31T22:15:00Z"),
    message("a4", "bob", "a1", "2017-10-31T22:20:00Z"),
    message("a5", "Brand", "a3", "2017-10-31T22:30:00Z"),
    message("a6", "ann", "a5", "2017-11-02T22:30:00Z"),
    context=message("a0", "Brand", None, "2017-10-31T21:00:00Z"),
)
TIMELESS = conversation(
    "two", message("b1", "cyd", None), message("b2", "Brand", "b1"), message("b3", "cyd", "b2")
)


def written(path: Path, *records: dict[str, Any]) -> Path:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


def seconds(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()


@pytest.mark.parametrize("name", ["file.jsonl", "file.jsonl.gz"])
def test_all_of_a_file_is_there_with_its_own_ids_and_the_last_message_is_now(
    tmp_path: Path, name: str
) -> None:
    file = written(tmp_path / name, TIMED, TIMELESS)
    started = time.time()
    with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
        status = network.wait_until_ready()
        entries = {entry["id"]: entry for entry in network.ledger()}
        accounts = network.said("GET", "/sim/accounts", params={"source": name})["accounts"]
    assert (status["corpus"], status["messages"]) == (name, 10)
    assert [account["handle"] for account in accounts] == ["Brand"]
    assert entries["a4"]["in_reply_to"] == "a1"
    at = {name: seconds(entry["created_at"]) for name, entry in entries.items()}
    assert started - 1 < at["a6"] < time.time()
    assert at["a6"] - at["a1"] == pytest.approx(48.5 * 3600)
    assert at["a0"] < at["a1"]
    assert at["b1"] < at["b2"] < at["b3"] <= at["a6"]


def test_what_is_published_later_is_written_later(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", TIMELESS, TIMED)
    with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
        network.wait_until_ready()
        entries = network.ledger()
    times = [seconds(entry["created_at"]) for entry in entries]
    assert times == sorted(times)


def test_missing_times_are_the_same_each_time(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", TIMED, TIMELESS)
    once, again = (corpus.read(file, "x") for _ in range(2))
    assert once == again
    other = corpus.read(written(tmp_path / "only.jsonl", TIMELESS), "x")
    assert [entry.draft.id for entry in other.entries] == ["b1", "b2", "b3"]


def test_a_second_start_does_not_load_again(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", TIMED, TIMELESS)
    seen = []
    for _ in range(2):
        with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
            network.wait_until_ready()
            token = network.said("GET", "/sim/accounts")["accounts"][0]["token"]
            seen.append((token, network.ledger()))
    strip = [[{**entry, "url": ""} for entry in ledger] for _, ledger in seen]
    assert strip[0] == strip[1]
    assert seen[0][0] == seen[1][0]


def test_an_account_of_two_files_is_found_under_both(tmp_path: Path) -> None:
    one = written(tmp_path / "one.jsonl", TIMED)
    two = written(tmp_path / "two.jsonl", TIMELESS)
    tokens = []
    for file in (one, two):
        with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
            network.wait_until_ready()
            for source in (one.name, two.name, "three.jsonl"):
                given = {"source": source}
                found = network.said("GET", "/sim/accounts", params=given)["accounts"]
                tokens.append([account["token"] for account in found])
    token = tokens[0][0]
    assert tokens == [[token], [], [], [token], [token], []]


def test_a_ledger_of_another_version_is_told_in_a_sentence(tmp_path: Path) -> None:
    ledger = tmp_path / "n.sqlite"
    with sqlite3.connect(ledger) as database:
        database.execute("CREATE TABLE people (id TEXT)")
    database.close()
    done = subprocess.run(
        [sys.executable, "-m", "connectors.simulator", "--port", "0", "--ledger", str(ledger)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, "another version" in done.stderr) == (1, True)


def test_one_plan_that_cannot_be_carried_out_does_not_stop_the_others(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "n.sqlite")
    ledger.add_people([Person("u-ann", "ann", "Ann")])
    draft = asdict(Draft("post", "u-ann", "hello", "file"))
    ledger.schedule([(1.0, {"publish": {"no": "draft"}}), (2.0, {"publish": draft})])
    clock = Clock(ledger, None)
    for _ in range(2):
        clock.tick(3.0)
    entries = ledger.entries(after=0, limit=10, client_key=None, author=None)
    assert [(entry.text, entry.created_at) for entry in entries] == [("hello", 2.0)]
    ledger.close()


def test_a_file_of_conversations_under_one_post_has_that_post_once(tmp_path: Path) -> None:
    context = message("a0", "Brand", None, "2017-10-31T21:00:00Z")
    file = written(
        tmp_path / "file.jsonl",
        conversation("one", message("x", "ann", "a0", "2017-10-31T22:00:00Z"), context=context),
        conversation("two", message("y", "bob", "a0", "2017-10-31T22:01:00Z"), context=context),
    )
    with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
        network.wait_until_ready()
        assert [entry["id"] for entry in network.ledger()] == ["a0", "x", "y"]


def test_with_speed_the_file_plays_forward_from_its_first_message(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", TIMED)
    # An hour and two days in which nobody wrote are cut to a quarter of an hour each.
    with Network(tmp_path / "n.sqlite", "--corpus", str(file), "--speed", "1200") as network:
        network.wait_until_ready()
        wait_for(network.ledger)
        assert len(network.ledger()) < 7
        entries = wait_for(lambda: found if len(found := network.ledger()) == 7 else None)
    assert [entry["id"] for entry in entries] == ["a0", "a1", "a2", "a3", "a4", "a5", "a6"]
    span = seconds(entries[-1]["created_at"]) - seconds(entries[0]["created_at"])
    assert span == pytest.approx(3600 / 1200, abs=0.01)


def test_when_only_customers_play_they_go_on_after_an_answer(tmp_path: Path) -> None:
    file = written(tmp_path / "file.jsonl", TIMED, TIMELESS)
    options = ("--corpus", str(file), "--play", "customers")
    with Network(tmp_path / "n.sqlite", *options) as network:
        network.wait_until_ready()
        token = network.said("GET", "/sim/accounts")["accounts"][0]["token"]
        assert {entry["id"] for entry in network.ledger()} == {"a0", "a1", "b1"}
        answer = {"text": "we are on it", "in_reply_to": "a1"}
        first = network.said("POST", "/1/posts", token=token, json=answer)["post"]["id"]
        network.said("POST", "/1/posts", token=token, json={**answer, "text": "(2/2)"})
        found = wait_for(lambda: found if len(found := network.ledger()) == 7 else None, seconds=25)
        told = {entry["id"]: entry["in_reply_to"] for entry in found[-2:]}
        assert told == {"a3": first, "a4": first}
        answer = {"text": "solved", "in_reply_to": "a3"}
        second = network.said("POST", "/1/posts", token=token, json=answer)["post"]["id"]
        last = wait_for(lambda: network.ledger(after=str(found[-1]["seq"] + 1)))
        assert (last[0]["id"], last[0]["in_reply_to"]) == ("a6", second)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"brand": "x"}', '{"conversation_id": "1", "brand": "x", "messages": [1]}']
)
def test_a_file_that_is_no_corpus_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f"{json.dumps(TIMED)}\n{line}\n")
    with pytest.raises(BadCorpus, match=r"bad\.jsonl"):
        corpus.read(file, "x")
    with Network(tmp_path / "n.sqlite", "--corpus", str(file)) as network:
        status = wait_for(
            lambda: found if (found := network.said("GET", "/sim/status")).get("failed") else None
        )
    assert "bad.jsonl" in status["failed"]


# The demo that comes with the product


def test_the_demo_is_a_lively_mixture() -> None:
    records = [json.loads(line) for line in DEMO.read_text("utf-8").splitlines()]
    messages = [message for record in records for message in record["messages"]]
    assert len({message["external_id"] for message in messages}) == len(messages)
    brands = Counter(record["brand"] for record in records)
    assert set(brands) == {"NorthwindCare", "FernwayHelp"}
    assert min(brands.values()) >= 20
    assert {record.get("lang", "en") for record in records} == {"en", "de", "fr", "es", "ja", "ar"}
    assert sum(message.get("visibility") == "private" for message in messages) >= 10
    unanswered = [record for record in records if all(m["inbound"] for m in record["messages"])]
    assert len(unanswered) >= 15
    read = corpus.read(DEMO, "demo")
    order = {entry.draft.id: place for place, entry in enumerate(read.entries)}
    for message in messages:
        parent = message["in_reply_to"]
        assert parent is None or order[parent] < order[message["external_id"]]


def test_nothing_the_crowd_says_is_too_long_or_has_a_gap() -> None:
    script = read_script()
    longest = {slot: max(of, key=len) for slot, of in script.slots.items()}
    for line in script.pool:
        for text in (line["text"], line.get("then", "")):
            filled = text.format_map(longest)
            assert len(filled) <= 280 or line.get("private")
            assert "{" not in filled
        assert line.get("private") or f"@{line['brand']}".casefold() in line["text"].casefold()
    assert len(script.pool) * 40 > 3600


def test_the_demo_lives(tmp_path: Path) -> None:
    with Network(tmp_path / "n.sqlite", "--speed", "40") as network:
        network.wait_until_ready()
        accounts = network.said("GET", "/sim/accounts")["accounts"]
        tokens = {account["handle"]: account["token"] for account in accounts}
        asked = random.Random(1).choice(["nw-021-1", "nw-023-1"])
        text = "Sorry about that! Please send us a private message with your number."
        body = {"text": text, "in_reply_to": asked}
        network.said("POST", "/1/posts", token=tokens["NorthwindCare"], json=body)
        answered = wait_for(
            lambda: [entry for entry in network.ledger() if entry["source"] == "reaction"]
        )
        assert answered[0]["kind"] == "private"
        private = {"text": "Thanks, it is fixed now.", "conversation_id": None}
        private["conversation_id"] = answered[0]["conversation_id"]
        network.said("POST", "/1/private_messages", token=tokens["NorthwindCare"], json=private)
        wait_for(lambda: [entry for entry in network.ledger() if entry["source"] == "reaction"][1:])
        crowd = wait_for(
            lambda: (
                found
                if len(found := [e for e in network.ledger() if e["source"] == "crowd"]) > 3
                else None
            )
        )
        assert len({entry["author"]["id"] for entry in crowd}) > 1
