#!/usr/bin/env python
"""Runs a command with the database and the broker at hand: those that run, or its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from care.services import ServiceError, ensure, key_files

DATA_DIR = Path(__file__).resolve().parent / ".data"
NEED_NO_SERVICES = {
    "help",
    "version",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "makemessages",
    "startapp",
}
# Settings want addresses; a command that needs no services never connects to these.
NOWHERE = {
    "DATABASE_URL": "postgresql://care_app@/care?host=/nowhere",
    "CARE_OWNER_DATABASE_URL": "postgresql://care_owner@/care?host=/nowhere",
    "BROKER_URL": "redis+socket:///nowhere/valkey.sock",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "care.settings")
    data_dir = Path(os.environ.get("CARE_DATA_DIR", "").strip() or DATA_DIR)
    try:
        os.environ.update(key_files(data_dir))
        if needs_services(sys.argv):
            with ensure(data_dir) as services:
                os.environ.update(services.environment())
                run()
        else:
            for name, value in NOWHERE.items():
                os.environ.setdefault(name, value)
            run()
    except ServiceError as error:
        sys.exit(str(error))


def needs_services(argv: list[str]) -> bool:
    command = argv[1] if len(argv) > 1 else "help"
    asks_for_help = not {"-h", "--help", "--version"}.isdisjoint(argv[1:])
    # Whether a migration is missing can be said from the code alone.
    only_compares = command == "makemigrations" and "--check" in argv
    return not (asks_for_help or only_compares or command in NEED_NO_SERVICES)


def run() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
