"""How settings change: one change at a time an organisation, none over another that was not seen,
each with an audit line, and every worker told to read the policy anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import AuditEntry, Member
from routing.models import Engagement

STALE = "stale"


def one_at_a_time() -> Engagement:
    """Holds back every other change of policy until this transaction is over."""
    return Engagement.objects.select_for_update().get()


def fingerprint(*values: object) -> str:
    """Of what a form was filled in from. Two of them differ when the values do."""
    said = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def check_seen(*, seen: str, now: str, subject: str) -> None:
    """Refuses to write over a change that whoever writes has not seen. An empty `seen` comes from
    no form of ours, and is refused as well."""
    if seen == now:
        return
    last = AuditEntry.objects.filter(subject=subject).select_related("member").order_by("-at")
    entry = last.first()
    who = entry.member.display_name if entry and entry.member else _("Somebody")
    raise Refused(
        _(
            "%(who)s changed this while you were at it. Below is what you typed, nothing of it is "
            "lost: compare it with what stands now, and save again to put yours in its place."
        )
        % {"who": who},
        code=STALE,
    )


def told(*, by: Member, verb: str, subject: str, data: dict[str, Any], policy: bool = True) -> None:
    """The audit line; with `policy`, workers decide by it from their next message on."""
    audit.note(by, verb, subject, **data)
    if policy:
        Engagement.objects.update(version=F("version") + 1)


def differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Old → new of what changed, for the audit line."""
    return {name: [old[name], new[name]] for name in new if old.get(name) != new[name]}


def free_slug(name: str, taken: set[str], *, otherwise: str, limit: int = 60) -> str:
    """Made once from the name; addresses, forms and programs hold on to it."""
    base = slugify(name)[: limit - 5].strip("-") or otherwise
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@dataclass(frozen=True, slots=True)
class Step:
    ids: list[int]
    """The new order."""
    places: tuple[int, int]
    """Where the row stood and where it stands, counted from 1."""


def one_step(ids: Sequence[int], row_id: int, *, up: bool) -> Step | None:
    """A row one place up or down; at an end it stays. None when it is not there any more."""
    if row_id not in ids:
        return None
    order = list(ids)
    at = order.index(row_id)
    to = max(0, at - 1) if up else min(len(order) - 1, at + 1)
    order.insert(to, order.pop(at))
    return Step(order, (at + 1, to + 1))


def number(rows: QuerySet[Any], ids: Sequence[int]) -> None:
    """Their positions, in this order from 1 on."""
    for position, row_id in enumerate(ids, start=1):
        rows.filter(id=row_id).update(position=position)
