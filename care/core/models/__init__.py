"""Floor tables (found before an organisation is known: no content) and the first tenant tables."""

from care.core.models.audit import AuditEntry
from care.core.models.floor import ApiToken, Membership, Organisation, Person
from care.core.models.member import Member

__all__ = ["ApiToken", "AuditEntry", "Member", "Membership", "Organisation", "Person"]
