"""`make drill`: seeds of traffic and faults over the whole product, on servers of its own.

make drill                     a hundred seeds
make drill SEED=7              one of them again
make drill SEED=1 MUTATION=blind-repost
                               with a wall of the product taken out: must end red
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.drill.stand import Stand

REPLACED = ("DATABASE_URL", "CARE_OWNER_DATABASE_URL", "BROKER_URL", "CARE_DATA_DIR")


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.drill", description="Faults, by seeds.")
    parser.add_argument("--seeds", type=int, default=100, help="how many, from 1 on")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--mutation", help="take this wall of the product out")
    parser.add_argument("--without", default="", help="checks to leave out, with commas between")
    parser.add_argument("--keep", action="store_true", help="the folder of a green seed too")
    parser.add_argument("--stop", action="store_true", help="at the first red seed")
    given = parser.parse_args(argv)
    given.numbers = [given.seed] if given.seed is not None else list(range(1, given.seeds + 1))
    return given


def main(argv: Sequence[str]) -> int:
    given = arguments(argv)
    for name in REPLACED:
        # A developer's own database must not be what the drill breaks.
        os.environ.pop(name, None)
    # Asked to stop: in good order, so that no program stays.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="care-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        stand = Stand(folder, given.mutation)
        try:
            stand.begin()
            return _drill(stand, given)
        except KeyboardInterrupt:
            return 130
        finally:
            stand.end()


def _drill(stand: Stand, given: argparse.Namespace) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    from tests.drill import mutations
    from tests.drill.leaks import Logs
    from tests.drill.report import Report
    from tests.drill.run import Seed
    from tests.drill.verdict import CHECKS

    if given.mutation:
        mutations.apply_to_database(given.mutation)
    stand.start_programs()
    left_out = set(given.without.split(","))
    checked = [name for name in (*CHECKS, "leaked") if name not in left_out]
    repeat = "make drill SEED={seed}" + (f" MUTATION={given.mutation}" if given.mutation else "")
    report = Report(checked, repeat=repeat)
    report.begin()
    logs = Logs(stand.layout.logs)
    for number in given.numbers:
        try:
            result = Seed(stand, logs, number, checked).run()
        except Exception:
            report.broke_off(number, stand)
            raise
        report.add(result)
        if result.broken(checked):
            report.red(result, stand)
            if given.stop:
                break
        elif given.keep:
            report.kept(result, stand)
    return 0 if report.end() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
