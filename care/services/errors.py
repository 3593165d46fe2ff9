from __future__ import annotations


class ServiceError(Exception):
    """The sentence is for the person at the terminal: what happened, to what, what to do."""
