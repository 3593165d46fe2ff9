"""Verbs on the mail server of an organisation."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.mailing.servers import is_trusted
from care.core.mailing.smtp import PORTS
from care.core.models import MailServer, Member
from care.core.models.mail import MailSecurity
from care.core.secrets import seal
from care.core.text import typed

MAX_HOST: Final = 253
MAX_USER: Final = 254
MAX_SENDER: Final = 320
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")


def check_server(
    *, host: str, port: int, security: str, username: str, password: str, sender: str
) -> MailServer:
    """As it would be stored, not saved. An empty password keeps the one that is stored, as long as
    it goes to the same server: else a new host would be told it."""
    row = MailServer.objects.first() or MailServer()
    same = (row.host, row.port, row.username) == (host.strip(), port, username.strip())
    kept = bytes(row.password) if same else b""
    row.host = typed(host, limit=MAX_HOST)
    if not _HOST.fullmatch(row.host):
        raise Refused(_("The server is a name like mail.example.org, without https:// or a path."))
    row.port, row.security = port, security
    row.username = typed(username, limit=MAX_USER) if username.strip() else ""
    row.password = seal(password).encode() if password else kept
    if not row.username:
        row.password = b""
    row.sender = _sender(sender)
    _check_reach(row)
    if row.username and not row.password:
        raise Refused(_("Type the password that belongs to this server and name."))
    return row


def _sender(sender: str) -> str:
    text = typed(" ".join(sender.split()), limit=MAX_SENDER)
    address = parseaddr(text)[1]
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(
            _("Mails come from an address like care@example.org, or Acme Care <care@example.org>.")
        ) from None
    return text


def _check_reach(row: MailServer) -> None:
    if is_trusted(row.host, row.port):
        return
    if row.port not in PORTS:
        raise Refused(
            _("Mail servers listen at %(ports)s. The operator can allow another port.")
            % {"ports": ", ".join(str(port) for port in sorted(PORTS))}
        )
    if row.security == MailSecurity.NONE:
        raise Refused(
            _("Without encryption everybody on the way reads along. Choose STARTTLS or TLS.")
        )


def do_server(*, by: Member, row: MailServer) -> None:
    names = ("host", "port", "security", "username", "sender")
    before_row = MailServer.objects.filter(id=row.id or 0).first()
    before = {name: getattr(before_row, name, None) for name in names}
    after = {name: getattr(row, name) for name in names}
    changes = audit.changed(before, after)
    if before_row is None or bytes(before_row.password) != bytes(row.password):
        changes["password"] = "new" if row.password else "none"
    row.save()
    audit.note(by, "mail.server", "mail server", **changes)


def do_forget_server(*, by: Member) -> None:
    deleted, _rows = MailServer.objects.all().delete()
    if deleted:
        audit.note(by, "mail.forget", "mail server")
