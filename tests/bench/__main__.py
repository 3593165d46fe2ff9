"""`make bench`: benchmarks, each beside a reference taken in the same run.

On embedded services of their own, in a temporary folder, with the settings of a lasting database.
ARGS names some of them: `make bench ARGS=ingest`. BENCH_DATA names a folder to keep, in which those
that make up much find it again.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from care.services import ensure, key_files

BENCHMARKS = ("forecast", "ingest", "keyboard", "memory", "pages", "reports", "search", "streams")


def main() -> None:
    wanted = sys.argv[1:] or BENCHMARKS
    if unknown := set(wanted) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {sorted(unknown)}; there are {', '.join(BENCHMARKS)}.")
    for name in ("DATABASE_URL", "CARE_OWNER_DATABASE_URL", "BROKER_URL", "CARE_DATA_DIR"):
        # A developer's own database must not be what benchmarks fill.
        os.environ.pop(name, None)
    with _folder() as folder:
        folder.chmod(0o755)
        with ensure(folder) as services:
            os.environ.update(services.environment())
            os.environ.update(key_files(folder))
            os.environ["CARE_ADMIN_DATABASE_URL"] = services.admin_database_url or ""
            os.environ["CARE_DATA_DIR"] = str(folder)
            os.environ["DJANGO_SETTINGS_MODULE"] = "care.settings"
            _run(wanted)


@contextmanager
def _folder() -> Iterator[Path]:
    """One that is thrown away, unless BENCH_DATA names one to keep."""
    if kept := os.environ.get("BENCH_DATA"):
        folder = Path(kept).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="care-bench-") as name:
        yield Path(name)


def _run(wanted: tuple[str, ...] | list[str]) -> None:
    import django
    from django.db import connections

    from tests import databases

    django.setup()
    logging.disable(logging.WARNING)
    # One that was kept may be of another version.
    databases.drop_copy(databases.TEMPLATE)
    databases.migrate_template_once()
    try:
        for name in wanted:
            importlib.import_module(f"tests.bench.{name}").run()
    finally:
        connections.close_all()


if __name__ == "__main__":
    main()
