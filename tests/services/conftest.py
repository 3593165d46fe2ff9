from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.commands import eventually, none_left


@contextmanager
def folder_for_servers() -> Iterator[Path]:
    """Other users may pass through it (pytest's own folders are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="care-services-"))
    folder.chmod(0o755)
    yield folder
    left = not eventually(lambda: none_left(folder))
    shutil.rmtree(folder, ignore_errors=True)
    assert not left, "a server outlived the commands that used it"


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A new data folder."""
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture(scope="module")
def used_dir() -> Iterator[Path]:
    """The data folder of all tests of a file: making a database anew costs seconds each time."""
    with folder_for_servers() as folder:
        yield folder


@pytest.fixture
def lived_in(used_dir: Path) -> Iterator[Path]:
    yield used_dir
    assert eventually(lambda: none_left(used_dir)), "a server outlived the commands that used it"
