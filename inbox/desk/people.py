"""What the people's pages show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.models import Invitation, Member
from care.core.models.member import Role
from routing.models import BrandSight, TeamMember

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    initials: str
    email: str
    role: str
    teams: str
    brands: str
    """Empty: all of them."""
    on_shift: bool
    last_sign_in: datetime | None
    second_factor: bool
    state: str
    """active, invited, expired (its invitation), away (deactivated)."""
    state_label: str


def invitation_of(member: Member) -> Invitation | None:
    """Read along with the place, where that was asked for."""
    found: Invitation | None = getattr(member.membership, "invitation", None)
    return found


def state_of(member: Member) -> str:
    invitation = invitation_of(member)
    if member.membership.active:
        return "active"
    if invitation is None or invitation.accepted_at is not None:
        return "gone"
    return "invited" if invitation.expires_at > timezone.now() else "expired"


def label_of(state: str) -> str:
    return {
        "active": _("Active"),
        "gone": _("Deactivated"),
        "invited": _("Invited"),
        "expired": _("Invitation ended"),
    }[state]


def page_of_people(*, sought: str, number: str) -> tuple[Page[Member], list[Row]]:
    found = Member.objects.select_related("membership__person", "membership__invitation").order_by(
        "-membership__active", "display_name", "id"
    )
    words = sought.replace("\x00", "").strip()
    if words:
        found = found.filter(
            Q(display_name__icontains=words) | Q(membership__person__email__icontains=words)
        )
    page = Paginator(found, SHOWN).get_page(number)
    return page, _rows(list(page.object_list))


def _rows(members: list[Member]) -> list[Row]:
    ids = [member.id for member in members]
    teams = _names(
        TeamMember.objects.filter(member_id__in=ids, team__retired_at=None).values_list(
            "member_id", "team__name"
        )
    )
    brands = _names(
        BrandSight.objects.filter(member_id__in=ids).values_list("member_id", "brand__name")
    )
    sealed = set(
        Authenticator.objects.filter(
            type=Authenticator.Type.TOTP,
            user_id__in=[member.membership.person_id for member in members],
        ).values_list("user_id", flat=True)
    )

    def row(member: Member) -> Row:
        person = member.membership.person
        state = state_of(member)
        return Row(
            id=member.id,
            name=member.display_name,
            initials=member.initials,
            email=person.email,
            role=str(Role(member.role).label),
            teams=teams[member.id],
            brands=brands[member.id],
            on_shift=member.available and state == "active",
            last_sign_in=person.last_login,
            second_factor=person.id in sealed,
            state=state,
            state_label=label_of(state),
        )

    return [row(member) for member in members]


def _names(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for member_id, name in pairs:
        found[member_id].append(name)
    return defaultdict(str, {one: ", ".join(sorted(names)) for one, names in found.items()})
