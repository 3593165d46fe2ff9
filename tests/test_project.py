"""Rules of the project that no linter knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CODE = ("care", "connectors", "inbox", "reporting", "routing", "scripts", "tests")
# Suffix and folders: the most lines a file may have.
LIMITS = {
    "**/*.py": 400,
    "tests/**/*.py": 500,
    "templates/**/*.html": 120,
    "static/**/*.css": 600,
    "static/**/*.js": 400,
}
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")


def python_files() -> list[Path]:
    return [path for folder in CODE for path in sorted((PROJECT / folder).rglob("*.py"))]


def lines_of_block(text: str, opening: str) -> list[str]:
    _, _, rest = text.partition(opening)
    return [line.strip() for line in rest.partition("\n]")[0].splitlines() if line.strip()]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_no_host(name: str) -> None:
    assert "://" not in (PROJECT / name).read_text()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_pinned_package_has_hashes(name: str) -> None:
    for line in (PROJECT / name).read_text().splitlines():
        if not line.startswith(" "):
            assert re.match(r"[a-z0-9.-]+==\S+", line), line
            assert line.endswith("\\"), f"{line} has no hash"


def test_what_tests_run_with_is_what_care_runs_with() -> None:
    def pins(name: str) -> set[str]:
        found = re.findall(r"^([a-z0-9.-]+==\S+)", (PROJECT / name).read_text(), re.MULTILINE)
        return set(found)

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_dependency_says_why_it_is_there() -> None:
    text = (PROJECT / "pyproject.toml").read_text()
    dependencies = lines_of_block(text, "\ndependencies = [")
    assert len(dependencies) == len(tomllib.loads(text)["project"]["dependencies"])
    for line in dependencies:
        assert re.search(r'",\s+# \S', line), f"no reason beside: {line}"


@pytest.mark.parametrize("pattern", LIMITS)
def test_no_file_outgrows_its_limit(pattern: str) -> None:
    roots = {pattern.partition("/")[0]} if not pattern.startswith("**") else set(CODE) - {"tests"}
    suffix = pattern.rpartition("*")[2]
    for root in sorted(roots):
        for path in (PROJECT / root).rglob(f"*{suffix}"):
            if path.parent.name == "migrations":
                continue  # written by makemigrations
            length = len(path.read_text().splitlines())
            assert length <= LIMITS[pattern], f"{path.relative_to(PROJECT)} has {length} lines"


def test_services_know_no_django() -> None:
    for path in (PROJECT / "care" / "services").glob("*.py"):
        assert not re.search(r"^\s*(from|import) django", path.read_text(), re.MULTILINE), path


def test_every_variable_is_described() -> None:
    described = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example(), re.MULTILINE))
    # One that only a step of `make run` tells the next, and the two that tests use.
    internal = {"CARE_CORPUS"}
    for path in [*python_files(), PROJECT / "manage.py"]:
        if "tests" in path.parts:
            continue
        for name in re.findall(r'"(CARE_[A-Z_]+)"', path.read_text()):
            assert name in described | internal, f"{path.name} reads {name}"


def test_compose_asks_for_nothing_that_is_not_described() -> None:
    compose = (PROJECT / "docker-compose.yml").read_text()
    for name in re.findall(r"\$\{([A-Z_]+)", compose):
        assert f"#{name}=" in example(), name


def example() -> str:
    return (PROJECT / ".env.example").read_text()
