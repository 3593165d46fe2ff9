"""What the stream needs to know of people. Both questions are asked in threads: they may block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable


class Pass(Protocol):
    @property
    def organisation_id(self) -> int: ...
    @property
    def member_id(self) -> int: ...


@runtime_checkable
class Refusal(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def sentence(self) -> str: ...


class Doors(Protocol):
    def admit(
        self, headers: Mapping[str, str], *, scheme: str, organisation: str
    ) -> Pass | Refusal:
        """Headers by their names in small letters."""

    def still_good(self, passes: Sequence[Any]) -> Sequence[bool]:
        """Passes that `admit` gave, in their order."""
