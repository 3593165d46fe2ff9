from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import TransactionTestCase

from tests import databases

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def database_name() -> str:
    return f"care_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, database_name: str
) -> Iterator[None]:
    """A copy of the migrated template for this worker, entered as care_app, never as its owner."""
    with django_db_blocker.unblock():
        databases.migrate_template_once()
        databases.make_copy(database_name)
        databases.point_to(database_name)
    emptier = databases.Emptier(database_name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptier.empty())
        yield
    emptier.close()


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """What tests measured (`record_property("measured", …)`), also of those that passed."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, what in report.user_properties:
            if name == "measured" and report.when == "call":
                terminalreporter.write_line(f"measured: {what}")
