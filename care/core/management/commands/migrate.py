from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    """Migrations run as care_owner; the role of the running product may not change tables."""

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
