"""X as its documentation describes it, with the habits that catch adapters."""

from tests.connectors.standins.x.server import StandIn

__all__ = ["StandIn"]
