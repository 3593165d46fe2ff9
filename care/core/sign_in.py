from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from care.core.accounts import do_set_password, note_sign_in
from care.core.entering import person_of
from care.core.mailing import letters
from care.core.mailing.outbox import do_post
from care.core.models import Person


class ByPassword(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """A disabled person with the right password is nobody: the library would tell them that
        they are disabled, and everybody else which passwords are right."""

    def get_user(self, user_id: int) -> Person | None:
        """Of every request that is signed in."""
        person = person_of(user_id)
        return person if person is not None and person.is_active else None


class NoSelfSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """People are invited by an admin or created by the operator; nobody signs up alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not belong together. Type them once more, or ask"
            " for a new password."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names here: people sign in with their address."""

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        note_sign_in(request, user)

    def set_password(self, user: Person, password: str) -> None:
        do_set_password(person=user, password=password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At ORIGIN: the library builds it from the request's Host, which is whatever its sender
        wrote."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.ORIGIN}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library writes mails of other kinds only for what the settings switch off."""
        if template_prefix != "account/email/password_reset_key":
            raise LookupError(
                f"There is no letter for {template_prefix}. Write one in care.core.mailing.letters,"
                " or switch off what sends it."
            )
        subject, body = letters.new_password(context["password_reset_url"])
        do_post(
            kind="new_password",
            person=context["user"],
            to=email,
            subject=subject,
            body=body,
            useful_seconds=settings.PASSWORD_RESET_TIMEOUT,
        )
