"""Who calls: the organisation of the token, the member it acts as, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from care.core.models import Member, Organisation, Person
from care.core.tenancy import open_for_request
from care.core.tokens import note_use, token_row

REALM = 'Bearer realm="Care"'


@dataclass(frozen=True, slots=True)
class Caller:
    token_id: int
    organisation: Organisation
    scopes: frozenset[str]
    member: Member | None
    """None: the token acts in nobody's name."""


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>` opens the organisation's door for the rest of the request's
    transaction. Whatever is wrong with the token, the answer is the same."""

    def authenticate(self, request: Request) -> tuple[Person | None, Caller] | None:
        kind, _space, given = get_authorization_header(request).partition(b" ")
        if not kind:
            return None
        row = token_row(_text(given)) if kind.lower() == b"bearer" else None
        if row is None:
            raise AuthenticationFailed(
                _("This token opens nothing: it is unknown, revoked or expired. Ask an admin.")
            )
        open_for_request(row.organisation_id)
        member = None
        if row.membership_id is not None:
            member = Member.objects.filter(membership_id=row.membership_id).first()
            if member is None:
                raise AuthenticationFailed(_("Whoever this token acts as is no longer here."))
        note_use(row)
        caller = Caller(row.id, row.organisation, frozenset(row.scopes.split()), member)
        return (row.membership.person if row.membership else None, caller)

    def authenticate_header(self, request: Request) -> str:
        return REALM


def _text(given: bytes) -> str:
    """A token is ASCII; anything else becomes something that no token is."""
    return given.strip().decode("ascii", "replace")
