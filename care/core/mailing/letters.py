"""What our mails say: (subject, body). Plain text; a link stands on a line of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

Letter = tuple[str, str]


def new_password(link: str) -> Letter:
    body = _(
        "Somebody, hopefully you, asked for a new password for Care.\n"
        "\n"
        "Choose one here within a day:\n"
        "\n"
        "%(link)s\n"
        "\n"
        "The link works once. If it was not you, do nothing: your password stays as it is.\n"
    )
    return _("A new password for Care"), body % {"link": link}


def invitation(*, organisation: str, by: str, link: str, days: int) -> Letter:
    subject = _("%(name)s invites you to %(organisation)s on Care")
    body = _(
        "%(name)s has made a place for you at %(organisation)s.\n"
        "\n"
        "Care is where %(organisation)s answers its customers. Take your place here within "
        "%(days)s days:\n"
        "\n"
        "%(link)s\n"
        "\n"
        "The link works once, and only for you.\n"
    )
    words = {"name": by, "organisation": organisation, "link": link, "days": days}
    return subject % words, body % words


def test(*, organisation: str, by: str) -> Letter:
    subject = _("Mail from Care works")
    body = _(
        "%(name)s has tried out the mail server of %(organisation)s.\n"
        "\n"
        "You are reading this, so it works. There is nothing to do.\n"
    )
    return subject, body % {"name": by, "organisation": organisation}
