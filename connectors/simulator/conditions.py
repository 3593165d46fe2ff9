"""How the network is today: down, limited, or with faults. Lasts as long as the process."""

from __future__ import annotations

import time

from connectors.simulator.faults import Faults
from connectors.simulator.limits import Limits


class Conditions:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.faults = Faults()
        self.limits = Limits()
        self._up_again = 0.0

    @property
    def is_down(self) -> bool:
        return time.monotonic() < self._up_again

    def go_down(self, seconds: float) -> None:
        self._up_again = time.monotonic() + seconds
