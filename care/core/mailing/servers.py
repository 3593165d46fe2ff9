"""Which server sends a mail."""

from __future__ import annotations

from django.conf import settings

from care.core.mailing.smtp import Server
from care.core.models import Mail, MailServer, Membership
from care.core.secrets import unseal
from care.core.tenancy import organisation_door


def installation() -> Server | None:
    """The operator's: it may be anywhere."""
    if not settings.MAIL_HOST:
        return None
    return Server(
        host=settings.MAIL_HOST,
        port=settings.MAIL_PORT,
        security=settings.MAIL_SECURITY,
        username=settings.MAIL_USER,
        password=settings.MAIL_PASSWORD,
        sender=settings.MAIL_FROM,
        trusted=True,
    )


def is_trusted(host: str, port: int) -> bool:
    trusted = {name.lower() for name in settings.TRUSTED_HOSTS}
    return bool({host.lower(), f"{host.lower()}:{port}"} & trusted)


def own() -> Server | None:
    """The open organisation's. Raises CareError when no key opens its password."""
    row = MailServer.objects.first()
    return None if row is None else server_of(row)


def server_of(row: MailServer) -> Server:
    sealed = bytes(row.password).decode()
    return Server(
        host=row.host,
        port=row.port,
        security=row.security,
        username=row.username,
        password=unseal(sealed) if sealed else "",
        sender=row.sender,
        trusted=is_trusted(row.host, row.port),
    )


def can_mail() -> bool:
    """Of the open organisation."""
    return installation() is not None or MailServer.objects.exists()


def server_for(mail: Mail) -> Server | None:
    """Of its organisation, or of the installation. A mail of neither, like one for a new password,
    goes out by a server of an organisation that the person is in. Needs no door."""
    if mail.organisation_id is not None:
        with organisation_door(mail.organisation_id):
            found = own()
        return found or installation()
    return installation() or _of_their_organisations(mail)


def _of_their_organisations(mail: Mail) -> Server | None:
    places = Membership.objects.filter(person_id=mail.person_id or 0, active=True)
    for organisation_id in places.order_by("id").values_list("organisation_id", flat=True):
        with organisation_door(organisation_id):
            found = own()
        if found is not None:
            return found
    return None
