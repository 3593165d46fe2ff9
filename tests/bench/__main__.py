"""`make bench`: benchmarks, each beside a reference taken in the same run.

On embedded services of their own, in a temporary folder, with the settings of a lasting database.
ARGS names some of them: `make bench ARGS=ingest`.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
from pathlib import Path

from care.services import ensure, key_files

BENCHMARKS = ("forecast", "ingest", "keyboard", "pages", "search", "streams")


def main() -> None:
    wanted = sys.argv[1:] or BENCHMARKS
    if unknown := set(wanted) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {sorted(unknown)}; there are {', '.join(BENCHMARKS)}.")
    for name in ("DATABASE_URL", "CARE_OWNER_DATABASE_URL", "BROKER_URL", "CARE_DATA_DIR"):
        # A developer's own database must not be what benchmarks fill.
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="care-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with ensure(folder) as services:
            os.environ.update(services.environment())
            os.environ.update(key_files(folder))
            os.environ["CARE_ADMIN_DATABASE_URL"] = services.admin_database_url or ""
            os.environ["CARE_DATA_DIR"] = name
            os.environ["DJANGO_SETTINGS_MODULE"] = "care.settings"
            _run(wanted)


def _run(wanted: tuple[str, ...] | list[str]) -> None:
    import django
    from django.db import connections

    from tests import databases

    django.setup()
    logging.disable(logging.WARNING)
    databases.migrate_template_once()
    try:
        for name in wanted:
            importlib.import_module(f"tests.bench.{name}").run()
    finally:
        connections.close_all()


if __name__ == "__main__":
    main()
