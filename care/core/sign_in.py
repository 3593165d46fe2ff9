from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)


class NoSelfSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """People are invited by an admin or created by the operator; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names here: people sign in with their address."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to ORIGIN: the library builds them from the request's Host, which is whatever
        its sender wrote. A mail server that is away must not tell a known address from an unknown
        one, so the page answers as always."""
        ours = {
            name: f"{settings.ORIGIN}{urlsplit(value).path}"
            for name, value in context.items()
            if name.endswith("_url")
        }
        site = SimpleNamespace(name="Care", domain=urlsplit(settings.ORIGIN).netloc)
        try:
            super().send_mail(template_prefix, email, context | ours | {"current_site": site})
        except OSError as error:
            logger.error("mail %s was not sent: %s", template_prefix, type(error).__name__)
