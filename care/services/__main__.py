"""`python -m care.services up`: what `make run` runs once everything is installed."""

from __future__ import annotations

import argparse
import os
import sys

from care.services.errors import ServiceError
from care.services.process import stop_when_parent_ends
from care.services.report import Report
from care.services.supervisor import Supervisor
from care.services.wishes import wishes_from


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m care.services",
        description="Runs all of Care. Variables: PORT, CARE_DATA_DIR, DEMO, CORPUS, SPEED, PLAY.",
    )
    parser.add_argument("command", choices=["up"])
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the program that started this ends"
    )
    if parser.parse_args().with_parent:
        stop_when_parent_ends()
    try:
        Supervisor(wishes_from(os.environ), Report(), environ=os.environ).run()
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
