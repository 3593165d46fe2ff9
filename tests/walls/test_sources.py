"""Ways around escaping that no linter knows, and what the framework says of our settings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

# In a template: what would let a customer's words be markup, or need a weaker policy.
TEMPLATES = {
    r"\|\s*safe\b": "escape it, or build the markup in a template",
    r"autoescape\s+false": "nothing is printed unescaped",
    r"<[^>]*\son[a-z]+\s*=": "listen in a script; the policy forbids inline handlers",
    r"<[^>]*\sstyle\s*=": "use a class; the policy forbids inline styles",
    r"javascript:": "a link leads to a page",
    r"<script(?![^>]*\b(?:src|nonce)=)": "scripts are files, or carry the nonce",
    r"https?://(?!www\.w3\.org/)": "everything a page needs comes from our own origin",
}
# In a script: what would make markup of a string, or code of one.
SCRIPTS = {
    r"\b(?:inner|outer)HTML\b": "use textContent, or let the server render it",
    r"\binsertAdjacentHTML\b": "use textContent, or let the server render it",
    r"\bdocument\.write\b": "let the server render it",
    r"\beval\s*\(|\bnew Function\b|\bset(?:Timeout|Interval)\s*\(\s*['\"]": "write the code",
    r"https?://": "everything a page needs comes from our own origin",
}


@pytest.mark.parametrize(
    ("pattern", "forbidden"),
    [("templates/**/*.html", TEMPLATES), ("static/care/**/*.js", SCRIPTS)],
    ids=["templates", "scripts"],
)
def test_no_words_of_a_customer_become_markup_or_code(
    pattern: str, forbidden: dict[str, str]
) -> None:
    files = list(PROJECT.glob(pattern))
    assert files
    for path in files:
        text = path.read_text()
        for form, instead in forbidden.items():
            found = re.search(form, text, re.IGNORECASE)
            assert found is None, f"{path.relative_to(PROJECT)}: {found[0]!r}: {instead}"


def test_the_framework_finds_nothing_wrong_with_how_care_is_served() -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT,
        env=os.environ | {"CARE_ORIGIN": "https://care.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
