"""A worker or a beat of the product, as `celery --app care` starts it, in haste and if wished with
one of its walls taken out: `python -m tests.drill.program [--mutation NAME] worker …`."""

from __future__ import annotations

import sys

import django


def main(argv: list[str]) -> None:
    django.setup()
    from care.celery import app
    from tests.drill import haste, mutations

    haste.quicken()
    if argv[0] == "--mutation":
        mutations.apply(argv[1])
        argv = argv[2:]
    app.start(argv)


if __name__ == "__main__":
    main(sys.argv[1:])
