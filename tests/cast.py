"""The people of the tests: organisations like acme and globex, with somebody of every kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from care.core.models import Member, Organisation
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from inbox.flow.ingest.channels import open_channel
from routing import policy
from routing.models import Brand, Engagement, Tag, Team
from routing.setup import do_create_member, do_create_organisation

NETWORK = "simulated"


@dataclass(frozen=True, slots=True)
class Cast:
    organisation: Organisation
    admin: Member
    leader: Member
    anna: Member
    """First line, like Amir."""
    amir: Member
    tess: Member
    """Second line."""
    channel_id: int

    @property
    def id(self) -> int:
        return self.organisation.id

    def door(self) -> AbstractContextManager[None]:
        return organisation_door(self.id)


def hire(slug: str, *, connect: Callable[[], int] | None = None) -> Cast:
    """A new organisation as the operator makes it. People sign in as `anna@acme.example`; they
    have no password, because hashing one takes longer than most tests. `connect` makes its
    channel; by itself it gets one that no network is behind."""
    # Ids begin anew in every emptied database; what a process remembers of them must not.
    policy._read.cache_clear()
    organisation = do_create_organisation(name=slug.capitalize(), slug=slug)
    with organisation_door(organisation.id):
        # What is sent is sent at once; the tests of undoing set a window.
        Engagement.objects.update(undo_seconds=0)
        # What somebody types is what is sent; tests of signatures give the brand one.
        Brand.objects.update(signature_style="")
        first = Team.objects.get(line__number=1)
        second = Team.objects.get(line__number=2)

        def member(name: str, role: Role, *teams: Team) -> Member:
            email = f"{name.lower()}@{slug}.example"
            return do_create_member(
                organisation=organisation,
                email=email,
                name=name,
                password=None,
                role=role,
                teams=teams,
            )

        return Cast(
            organisation=organisation,
            admin=member("Ada", Role.ADMIN),
            leader=member("Leo", Role.TEAM_LEADER, first, second),
            anna=member("Anna", Role.AGENT, first),
            amir=member("Amir", Role.AGENT, first),
            tess=member("Tess", Role.AGENT, second),
            channel_id=connect() if connect else open_channel_of(slug),
        )


def open_channel_of(account: str, *, network: str = NETWORK) -> int:
    """A channel of the organisation whose door is open, with both of its streams."""
    return open_channel(
        brand_id=Brand.objects.earliest("id").id,
        network=network,
        name=f"{account} on {network}",
        handle=account,
        account_id=account,
        kinds=("mentions", "private"),
    )


def tag(slug: str) -> Tag:
    """A tag by its slug. Needs the organisation's door."""
    return Tag.objects.get(slug=slug)
