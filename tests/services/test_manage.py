from __future__ import annotations

import pytest

from manage import needs_services


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "help",
        "help migrate",
        "--version",
        "migrate --help",
        "makemessages -a",
        "makemigrations --check --dry-run",
    ],
)
def test_what_only_reads_code_needs_no_database(arguments: str) -> None:
    assert not needs_services(["manage.py", *arguments.split()])


@pytest.mark.parametrize(
    "arguments", ["migrate", "shell", "demo", "makemigrations", "load_corpus F"]
)
def test_everything_else_finds_or_starts_one(arguments: str) -> None:
    assert needs_services(["manage.py", *arguments.split()])
