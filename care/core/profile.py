"""How a member wants the desk to be, here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member

WISHES: Final = (
    "theme",
    "density",
    "single_keys",
    "sound",
    "browser_notices",
    "mail_notices",
    "quiet_from",
    "quiet_until",
)


def check_wishes(wishes: Mapping[str, Any]) -> None:
    if (wishes["quiet_from"] is None) != (wishes["quiet_until"] is None):
        raise Refused(_("Quiet hours need both times: from and until. Or leave both empty."))
    if wishes["quiet_from"] is not None and wishes["quiet_from"] == wishes["quiet_until"]:
        raise Refused(_("Quiet hours begin and end at different times. Or leave both empty."))


def do_wish(*, member: Member, **wishes: Any) -> None:
    """A taste is no change of rights: it is not written into the audit."""
    changed = [name for name, value in wishes.items() if getattr(member, name) != value]
    for name in changed:
        setattr(member, name, wishes[name])
    if changed:
        member.save(update_fields=changed)
