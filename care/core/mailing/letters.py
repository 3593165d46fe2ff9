"""What our mails say: (subject, body). Plain text; a link stands on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def second_factor_taken_off(*, who: str) -> Letter:
    body = _(
        "%(name)s has taken the second factor off your sign-in to Care, and signed you out.\n"
        "\n"
        "Your password alone lets you in now. Set up two-factor sign-in again in your profile.\n"
        "\n"
        "If you did not ask for it, choose a new password at once, and tell your admin.\n"
    )
    return _("Your two-factor sign-in to Care is off"), body % {"name": who}


def test(*, organisation: str, by: str) -> Letter:
    subject = _("Mail from Care works")
    body = _(
        "%(name)s has tried out the mail server of %(organisation)s.\n"
        "\n"
        "You are reading this, so it works. There is nothing to do.\n"
    )
    return subject, body % {"name": by, "organisation": organisation}


def notices(
    *,
    organisation: str,
    count: int,
    lines: Iterable[tuple[str, str]],
    all_of_them: str,
    wishes: str,
) -> Letter:
    """`lines`: what happened, and where. No customer's words: mails are read on the way."""
    subject = ngettext(
        "%(count)d notice at %(organisation)s", "%(count)d notices at %(organisation)s", count
    )
    told = "\n\n".join(f"{said}:\n{link}" for said, link in lines)
    body = _(
        "You have not seen yet what happened at %(organisation)s:\n"
        "\n"
        "%(told)s\n"
        "\n"
        "All of your notices:\n"
        "%(all)s\n"
        "\n"
        "You get this mail because your profile says so; you can change that here:\n"
        "%(wishes)s\n"
    )
    words = {"count": count, "organisation": organisation, "told": told}
    return subject % words, body % (words | {"all": all_of_them, "wishes": wishes})


def report(
    *,
    organisation: str,
    name: str,
    period: str,
    before: str,
    parts: Iterable[tuple[str, Iterable[str]]],
    link: str,
    wishes: str,
) -> Letter:
    """`parts`: a title, and a figure a line, that of `before` in brackets."""
    told = "\n\n".join(
        "\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in parts
    )
    beside = _("In brackets: %(before)s") % {"before": before} if before else ""
    body = _(
        "%(name)s at %(organisation)s, %(period)s\n"
        "%(beside)s\n"
        "\n"
        "%(told)s\n"
        "\n"
        "With charts, tables and the cases behind every figure:\n"
        "%(link)s\n"
        "\n"
        "You get this mail because somebody put you on its list; it can be changed here:\n"
        "%(wishes)s\n"
    )
    words = {"name": name, "organisation": organisation, "period": period, "beside": beside}
    subject = _("%(name)s, %(period)s") % words
    return subject, body % (words | {"told": told, "link": link, "wishes": wishes})
