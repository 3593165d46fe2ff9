"""Tokens let software in: by them the API knows which organisation, in whose name, and what for."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.core import audit
from care.core.bulk import run
from care.core.errors import Refused
from care.core.models import ApiToken, Member
from care.core.tenancy import current_organisation_id
from care.core.text import typed

READ: Final = "read"
WRITE: Final = "write"
PUSH: Final = "push"
SCOPES: Final = {
    READ: gettext_lazy("Read cases, customers and settings"),
    WRITE: gettext_lazy("Work on cases in a member's name"),
    PUSH: gettext_lazy("Push messages into channels, and fetch the replies"),
}
MAX_NAME: Final = 120
LONGEST_DAYS: Final = 3650

_HINT = 12
_FORM = re.compile(r"care_[A-Za-z0-9_-]{43}")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_row(token: str) -> ApiToken | None:
    """The row of a token that may be used now, with its organisation and membership. A floor row:
    needs no door."""
    if not _FORM.fullmatch(token):
        return None
    found = (
        ApiToken.objects.select_related("organisation", "membership__person")
        .filter(digest=digest_of(token), revoked_at__isnull=True)
        .exclude(expires_at__lte=timezone.now())
        .first()
    )
    if found is None or not _holder_is_here(found):
        return None
    return found


def _holder_is_here(token: ApiToken) -> bool:
    place = token.membership
    if place is None:
        return True
    same_house = place.organisation_id == token.organisation_id
    return same_house and place.active and place.person.is_active


def note_use(token: ApiToken) -> None:
    """At most one write a minute, and none while another request of the token is at it: requests
    must not wait for each other because of this."""
    stale = timezone.now() - timedelta(minutes=1)
    if token.last_used_at is None or token.last_used_at < stale:
        run(
            "UPDATE core_apitoken SET last_used_at = now() WHERE id = ("
            " SELECT id FROM core_apitoken WHERE id = %s"
            " AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')"
            " FOR UPDATE SKIP LOCKED)",
            [token.id],
        )


def tokens_here() -> QuerySet[ApiToken]:
    """The tokens of the open organisation, newest first."""
    here = ApiToken.objects.filter(organisation_id=current_organisation_id())
    return here.select_related("membership__person").order_by("-id")


def is_usable(token: ApiToken) -> bool:
    lasts = token.expires_at is None or token.expires_at > timezone.now()
    return lasts and token.revoked_at is None


def check_make_token(
    *, name: str, scopes: Iterable[str], acts_as: Member | None, days: int | None
) -> str:
    """The name as it will be stored."""
    wanted = set(scopes)
    if not wanted or wanted - set(SCOPES):
        raise Refused(_("Choose what the token may do."))
    if WRITE in wanted and acts_as is None:
        raise Refused(
            _("Whatever works on cases does so in somebody's name. Choose who the token acts as.")
        )
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            _("A token lasts from 1 to %(most)s days, or has no end.") % {"most": LONGEST_DAYS}
        )
    return typed(" ".join(name.split()), limit=MAX_NAME)


def do_make_token(
    *,
    by: Member | None,
    name: str,
    scopes: Iterable[str],
    acts_as: Member | None,
    days: int | None,
) -> tuple[ApiToken, str]:
    """The row, and the token itself: nobody can ever see it again. Needs the organisation's door;
    `by` is None for the operator."""
    token = f"care_{secrets.token_urlsafe(32)}"
    wanted = set(scopes)
    row = ApiToken.objects.create(
        organisation_id=current_organisation_id(),
        membership_id=acts_as.membership_id if acts_as else None,
        digest=digest_of(token),
        hint=token[:_HINT],
        name=name,
        scopes=" ".join(scope for scope in SCOPES if scope in wanted),
        expires_at=_end(days),
    )
    acting = acts_as.id if acts_as else None
    _audit(by, "token.make", row, {"scopes": row.scopes, "acts_as": acting})
    return row, token


def do_revoke_token(*, by: Member | None, token: ApiToken) -> None:
    """From now on it opens nothing. Does nothing the second time."""
    changed = ApiToken.objects.filter(id=token.id, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    if changed:
        _audit(by, "token.revoke", token, {})


def _end(days: int | None) -> datetime | None:
    return None if days is None else timezone.now() + timedelta(days=days)


def _audit(by: Member | None, verb: str, token: ApiToken, data: dict[str, object]) -> None:
    audit.note(by, verb, f"token {token.id}", **data)
