from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.commands import eventually, none_left


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that other users may pass through (pytest's own are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="care-services-"))
    folder.chmod(0o755)
    yield folder
    left = not eventually(lambda: none_left(folder))
    shutil.rmtree(folder, ignore_errors=True)
    assert not left, "a server outlived the commands that used it"
