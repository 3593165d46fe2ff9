"""Loaded before pytest-django reads the settings: a database server and a broker of the tests' own.

One throwaway Postgres serves the whole run. Each xdist worker has a broker of its own, because
publish and subscribe know no database numbers.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from care.services import ensure, key_files

FOLDER = "CARE_TEST_FOLDER"
REPLACED = ("DATABASE_URL", "CARE_OWNER_DATABASE_URL", "BROKER_URL", "CARE_DATA_DIR")

# `--hypothesis-profile=landing`: what judges a change must not depend on luck. Every other run
# searches on with examples of its own.
settings.register_profile("landing", derandomize=True)

_held = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _start_broker(Path(os.environ[FOLDER]) / worker)
    else:
        _start_both()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _held.close()


def _start_both() -> None:
    for name in REPLACED:
        # A developer's own database must not be what the tests empty.
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="care-test-"))
    _held.callback(shutil.rmtree, folder, ignore_errors=True)
    services = _held.enter_context(ensure(folder, throwaway=True))
    os.environ.update(services.environment())
    os.environ.update(key_files(folder))
    os.environ["CARE_ADMIN_DATABASE_URL"] = services.admin_database_url or ""
    os.environ["CARE_DATA_DIR"] = os.environ[FOLDER] = str(folder)


def _start_broker(folder: Path) -> None:
    own = {name: value for name, value in os.environ.items() if name != "BROKER_URL"}
    services = _held.enter_context(ensure(folder, environ=own, throwaway=True))
    os.environ["BROKER_URL"] = services.broker_url
    os.environ["CARE_DATA_DIR"] = str(folder)
