"""Floor tables (found before an organisation is known: no content) and the first tenant tables."""

from care.core.models.audit import AuditEntry
from care.core.models.floor import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Person,
    SignIn,
)
from care.core.models.mail import Mail, MailServer
from care.core.models.member import Member

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Invitation",
    "Mail",
    "MailServer",
    "Member",
    "Membership",
    "Organisation",
    "Person",
    "SignIn",
]
