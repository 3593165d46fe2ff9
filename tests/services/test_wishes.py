from __future__ import annotations

from pathlib import Path

import pytest

from care.services import plan
from care.services.errors import ServiceError
from care.services.wishes import PROJECT, wishes_from


def test_nothing_has_to_be_said() -> None:
    wishes = wishes_from({"CORPUS": "", "SPEED": "", "PLAY": ""})
    assert (wishes.data_dir, wishes.port, wishes.demo) == (PROJECT / ".data", 8000, True)
    assert (wishes.corpus, wishes.speed, wishes.play) == (None, "", "")


def test_a_corpus_is_handed_on_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conversations.jsonl").touch()
    monkeypatch.chdir(tmp_path)
    wishes = wishes_from({"CORPUS": "conversations.jsonl", "SPEED": "60", "PLAY": "customers"})
    assert wishes.corpus == tmp_path / "conversations.jsonl"
    assert (wishes.speed, wishes.play) == ("60", "customers")


def test_the_web_is_as_many_processes_as_one_says() -> None:
    assert 1 <= wishes_from({}).web_processes <= 4
    for said in (1, 3):
        argv = plan.web(wishes_from({"CARE_WEB_PROCESSES": str(said)})).argv
        workers = argv[argv.index("--workers") + 1] if "--workers" in argv else "1"
        assert workers == str(said)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is 'http'; give a number"),
        ("PORT", "70000", "PORT is '70000'; give a number"),
        ("DEMO", "yes", "DEMO is 'yes'; give 1"),
        ("CORPUS", "/nowhere.jsonl", "CORPUS names /nowhere.jsonl, and there is no such file"),
        ("SPEED", "fast", "SPEED is 'fast'; give a number"),
        ("PLAY", "brand", "PLAY is 'brand'; give both or customers"),
        ("CARE_WEB_PROCESSES", "0", "CARE_WEB_PROCESSES is '0'; give a number from 1 to 99"),
        ("CARE_WEB_PROCESSES", "all", "CARE_WEB_PROCESSES is 'all'; give a number"),
    ],
)
def test_a_wrong_wish_is_said_in_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ServiceError, match=sentence):
        wishes_from({name: value})
