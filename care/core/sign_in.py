from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSelfSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """People are invited by an admin or created by the operator; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names here: people sign in with their address."""
